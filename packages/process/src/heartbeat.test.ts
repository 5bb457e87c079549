import { EngineName, Heartbeat, leaseKey } from '@berth/messages';
import { expect, test } from 'vitest';
import { Heart } from './heartbeat.ts';
import { OpenEngines } from './open-engines.ts';

const [one, two] = [EngineName.parse('docker1'), EngineName.parse('docker2')];

/** A heart, and what it has told: `SUBJECT ENGINES`. */
function beating(open: OpenEngines | undefined, engines: readonly EngineName[]) {
  const told: string[] = [];
  const tell = (): Heartbeat => ({
    v: 1,
    program: 'collector',
    instance: 'first',
    leases: [],
    engines: [...(open?.names ?? [])],
    configuration: '',
    refused: [],
    unreadable: [],
  });
  const publish = (subject: string, value: object) =>
    void told.push(`${subject} ${'engines' in value && Array.isArray(value.engines) ? value.engines.join() : '?'}`);
  return { told, heart: new Heart({ publish }, { tell, engines: () => engines, open }) };
}

test('each engine has a heartbeat of its own, and a program without engines has one', () => {
  const open = new OpenEngines();
  open.add(two);
  const { told, heart: collector } = beating(open, [one, two]);
  using _collector = collector;
  collector.beat();
  expect(told).toEqual(['berth.heartbeat.collector.first.docker1 ', 'berth.heartbeat.collector.first.docker2 docker2']);
  const other = beating(undefined, []);
  using heart = other.heart;
  heart.beat();
  expect(other.told).toEqual(['berth.heartbeat.collector.first ']);
});

test('a heartbeat tells only of its own engine, however many there are', () => {
  const engines = Array.from({ length: 200 }, (_, at) => EngineName.parse(`docker${at}`));
  const leases = engines.map((engine) => leaseKey('collector', engine));
  const told: Heartbeat[] = [];
  const tell = () => Heartbeat.parse({ v: 1, program: 'collector', instance: 'first', leases, engines, configuration: '' });
  const publish = (_: string, value: object) => void told.push(Heartbeat.parse(value));
  using heart = new Heart({ publish }, { tell, engines: () => [...engines, 'docker200'], open: undefined });
  heart.beat();
  expect(told.map((each) => [each.engines, each.leases])).toEqual([...engines.map((engine, at) => [[engine], [leases[at]]]), [[], []]]);
});

test('that an event stream opens or closes is told at once, once, and of no other engine', () => {
  const open = new OpenEngines();
  const { told, heart } = beating(open, [one, two]);
  {
    using _heart = heart;
    open.add(one);
    open.add(one);
    open.add(two);
    open.delete(one);
    open.delete(one);
  }
  open.add(one);
  expect(told).toEqual([
    'berth.heartbeat.collector.first.docker1 docker1',
    'berth.heartbeat.collector.first.docker2 docker2',
    'berth.heartbeat.collector.first.docker1 ',
  ]);
});
