import { expect, test } from 'vitest';
import { EngineReadings } from './engine-readings.ts';
import { container, engine, idOf, networks, type SiteInput, site } from './testing/sample-site.ts';

function readings(input: SiteInput = {}) {
  const { zones, expose, engines } = site(input);
  const [[name, config] = []] = engines;
  if (name === undefined || config === undefined) throw new Error('the sample has an engine');
  const known = new EngineReadings({ name, allow: config.allow, zones, expose, instances: 'on', dns: 'off' }, config);
  const after = (...given: Parameters<typeof engine>[1]) => changed(known.update(engine('docker1', given)));
  const changed = (changes: ReturnType<EngineReadings['update']>) =>
    changes.map(
      ({ container: id, after: reading }) => `${Buffer.from(id.replace(/(00)+$/, ''), 'hex')} ${reading?.endpoints[0]?.address ?? '-'}`,
    );
  return { known, after, changed };
}

const one = container({ name: 'www-1' });
const two = container({ name: 'www-2', address: '172.17.0.3' });
const guest = container({ name: 'www-9', attachment: { kind: 'container', container: idOf('www-1') } });

test('reads again only what changed', () => {
  const { after } = readings();
  expect(after(one, two)).toEqual(['www-1 172.17.0.2', 'www-2 172.17.0.3']);
  expect(after(one, two)).toEqual([]);
  expect(after(one, { ...two, image: 'newer' })).toEqual([]);
  expect(after(one, { ...two, state: 'unhealthy' })).toEqual(['www-2 172.17.0.3']);
  expect(after(two)).toEqual(['www-1 -', 'www-2 172.17.0.3']);
});

test('a container that uses the network of another follows it', () => {
  const { after } = readings();
  expect(after(one, guest)).toEqual(['www-1 172.17.0.2', 'www-9 172.17.0.2']);
  expect(after(container({ name: 'www-1', address: '172.17.0.8' }), guest)).toEqual(['www-1 172.17.0.8', 'www-9 172.17.0.8']);
  expect(after(guest)).toEqual(['www-1 -', 'www-9 -']);
  expect(after(one, guest)).toEqual(['www-1 172.17.0.2', 'www-9 172.17.0.2']);
});

test('a network that changes touches all', () => {
  const { known, after, changed } = readings();
  after(one);
  const moved = { ...engine('docker1', [one]), networks: networks.filter(({ name }) => name !== 'bridge') };
  expect(changed(known.update(moved))).toEqual(['www-1 -']);
  expect(after(one)).toEqual(['www-1 172.17.0.2']);
});

test('a lost engine gives back all that it had', () => {
  const { known, after, changed } = readings();
  after(one, two);
  expect(changed(known.clear())).toEqual(['www-1 -', 'www-2 -']);
});

test('the longest-running stay where the engine may have no more, whoever comes, and who waits longest takes what becomes free', () => {
  const { known, after } = readings({ engineOptions: 'limits: { endpoints: 2 }' });
  const [old, young, younger] = ['www-1', 'www-2', 'www-3'].map((name, at) =>
    container({ name, address: `172.17.0.${at + 2}`, startedAt: at + 1 }),
  );
  if (old === undefined || young === undefined || younger === undefined) throw new Error('there are three');
  expect(after(young, younger)).toHaveLength(2);
  expect(after(young, younger, { ...old, startedAt: 9 })).toEqual([]);
  expect(known.problems.map(({ what }) => what)).toEqual([
    'engine docker1: a container is left out, for with the next of them there would be more than 2 endpoints: www-1 (7777772d3100)',
  ]);
  expect(after(younger, { ...old, startedAt: 9 })).toEqual(['www-1 172.17.0.2', 'www-2 -']);
  expect(known.problems).toEqual([]);
});

test('one that was started again a moment ago keeps its turn', () => {
  const { after } = readings({ engineOptions: 'limits: { endpoints: 1 }' });
  after(container({ name: 'www-1', startedAt: 1 }), container({ name: 'www-2', address: '172.17.0.3', startedAt: 2 }));
  const again = container({ name: 'www-1', startedAt: 3, since: 1 });
  expect(after(again, container({ name: 'www-2', address: '172.17.0.3', startedAt: 2 }))).toEqual(['www-1 172.17.0.2']);
});
