/** On which traces what is planned goes on. */
import type { Batch, Cause } from '@berth/bus';
import { untraced } from '@berth/bus';
import { ToldSpans, traceNumber } from '@berth/bus/testing';
import { type Engine, engineKey, readTraceparent, type Traceparent } from '@berth/messages';
import { expect, test } from 'vitest';
import { Occasion } from './occasion.ts';
import { engine } from './testing/sample-site.ts';

const first = traceNumber(101);
const second = traceNumber(102);

function told(kind: Batch<Engine>['kind'], ...documents: readonly (readonly [string, number, Traceparent?])[]): Batch<Engine> {
  const entries = documents.map(([name, revision, traceparent]) => ({
    key: engineKey(name),
    revision,
    value: { kind: 'document', document: engine(name, [], { traceparent }) } as const,
  }));
  return { kind, entries };
}

function open(tracer = new ToldSpans()) {
  let now = 1000;
  const occasion = new Occasion({ tracer, clock: { now: () => now++ }, what: 'site east' });
  const causes: (Cause | undefined)[] = [];
  /** Plans, and two documents are written because of it. */
  const work = () => {
    causes.push(occasion.cause);
  };
  const written = () => {
    for (const cause of causes.flatMap((each) => [each, each])) cause?.onWritten?.();
  };
  return { occasion, tracer, causes, work, written };
}

test('what an engine’s document asks for goes on with its trace, told once, when something was written', () => {
  const { occasion, tracer, causes, work, written } = open();
  occasion.follow(told('update', ['docker1', 7, first]), work);
  expect(tracer.spans).toEqual([]);
  expect(occasion.cause).toBeUndefined();
  written();
  expect(tracer.spans).toMatchObject([
    { name: 'plan', kind: 'consumer', parent: first, links: [], began: 1000, ended: 1001, attributes: { 'berth.engine': 'docker1' } },
  ]);
  expect(tracer.spans[0]?.trace).toBe(causes[0]?.trace);
  expect(readTraceparent(causes[0]?.trace ?? second).trace).toBe(readTraceparent(first).trace);
});

test('of several documents the newest leads, and the others are linked', () => {
  const { occasion, tracer, work, written } = open();
  occasion.follow(told('update', ['docker1', 8, first], ['docker2', 9, second]), work);
  written();
  expect(tracer.spans).toMatchObject([{ parent: second, links: [first], attributes: { 'berth.engine': 'docker2, docker1' } }]);
});

test.for([
  { when: 'the same trace comes again', batch: told('update', ['docker1', 8, first]) },
  { when: 'a document has none', batch: told('update', ['docker1', 8]) },
])('what is planned when $when begins one of its own', ({ batch }) => {
  const { occasion, tracer, work, written } = open();
  occasion.follow(told('update', ['docker1', 7, first]), () => undefined);
  occasion.follow(batch, work);
  written();
  expect(tracer.spans).toMatchObject([{ trace: traceNumber(1), kind: 'internal', attributes: { 'berth.why': 'document' } }]);
  expect(tracer.spans[0]?.parent).toBeUndefined();
});

test('a takeover begins a trace, with links to those of what it finds, whatever is planned before it', () => {
  const { occasion, tracer, causes, work, written } = open();
  occasion.read(told('snapshot', ['docker1', 7, first], ['docker2', 6, second]), work);
  occasion.begin('doubt', work);
  occasion.takeOver(work);
  expect(causes[0]).toBeUndefined();
  written();
  expect(tracer.spans).toMatchObject([
    { trace: traceNumber(1), attributes: { 'berth.why': 'doubt' } },
    { trace: traceNumber(2), links: [first, second], attributes: { 'berth.why': 'takeover' } },
  ]);
});

test('where no trace may begin, a takeover goes on with what it finds, always the same way, and nothing else is traced', () => {
  const plan = () => {
    const { occasion, causes, work } = open(Object.assign(new ToldSpans(), untraced));
    occasion.begin('configuration', work);
    occasion.read(told('snapshot', ['docker1', 7, first], ['docker2', 6, second]), () => undefined);
    occasion.takeOver(work);
    occasion.begin('time', work);
    return causes.map((cause) => cause?.trace);
  };
  const [before, takeover, after] = plan();
  expect([before, after]).toEqual([undefined, undefined]);
  expect(readTraceparent(takeover ?? second).trace).toBe(readTraceparent(first).trace);
  expect(plan()).toEqual(plan());
});
