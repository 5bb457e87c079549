/** The trace that a look at an engine begins. */
import { untraced } from '@berth/bus';
import { ToldSpans, traceNumber } from '@berth/bus/testing';
import { Container, type ContainerChange, EngineName, SiteName } from '@berth/messages';
import { expect, test } from 'vitest';
import { observeContainer } from './observe.ts';
import { answer } from './testing/recorded.ts';
import { causeOf } from './traces.ts';

const engine = { name: EngineName.parse('docker1'), site: SiteName.parse('here') };
const observed = observeContainer(answer('multi'), [], 0);
if (observed.kind !== 'container') throw new Error('the recorded container can be read');
const { container } = observed;

function appeared(name: string, at: number): ContainerChange {
  return { v: 1, change: 'appeared', engine: engine.name, site: engine.site, at, after: Container.parse({ ...container, name }) };
}

test.for([
  { when: 'one container changed', changes: [appeared('www-1', 900.5)], asked: 950, began: 900.5, look: 950, names: 'www-1' },
  { when: 'two did', changes: [appeared('www-1', 930), appeared('www-2', 910)], asked: 950, began: 910, look: 950, names: 'www-1, www-2' },
  {
    when: 'an event came while the engine was asked',
    changes: [appeared('www-1', 960)],
    asked: 950,
    began: 960,
    look: 960,
    names: 'www-1',
  },
  {
    when: 'the engine need not be asked',
    changes: [appeared('www-1', 900)],
    asked: undefined,
    began: 900,
    look: undefined,
    names: 'www-1',
  },
  { when: 'no container changed', changes: [], asked: undefined, began: 1000, look: undefined, names: undefined },
])('begins with the first event when $when, and ends when the document is written', ({ changes, asked, began, look, names }) => {
  const tracer = new ToldSpans();
  let now = 1000;
  const cause = causeOf({ engine, changes, asked }, { tracer, clock: { now: () => now } });
  expect(cause?.trace).toBe(traceNumber(1));
  now = 1010;
  expect(tracer.spans).toEqual([]);
  cause?.onWritten?.();
  const root = tracer.spans.find(({ name }) => name === 'observe');
  expect(root).toMatchObject({ trace: traceNumber(1), began, ended: 1010, attributes: { 'berth.engine': 'docker1' } });
  expect(root?.parent).toBeUndefined();
  expect(root?.attributes['berth.container']).toBe(names);
  expect(root?.attributes['container.id']).toBe(changes.length === 1 ? container.id : undefined);
  expect(tracer.spans.find(({ name }) => name === 'look')?.began).toBe(look);
});

test('of very many containers only some are named', () => {
  const tracer = new ToldSpans();
  const changes = Array.from({ length: 1000 }, (_, n) => appeared(`www-${n}`, 1));
  causeOf({ engine, changes, asked: undefined }, { tracer, clock: Date })?.onWritten?.();
  expect(String(tracer.spans[0]?.attributes['berth.container']).length).toBeLessThan(200);
  expect(tracer.spans[0]?.attributes['berth.changes']).toBe(1000);
});

test('begins none where none may begin', () => {
  expect(causeOf({ engine, changes: [], asked: undefined }, { tracer: untraced, clock: Date })).toBeUndefined();
});
