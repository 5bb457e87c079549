/** Which trace a write is part of. */
import { readTraceparent, type Traceparent } from '@berth/messages';
import { expect, test } from 'vitest';
import { KeyTraces } from './key-traces.ts';
import type { Known } from './published-key.ts';
import { ToldSpans, traceNumber } from './testing/index.ts';

const cause = traceNumber(101);
const earlier = traceNumber(102);
const document = { name: 'www', listedAt: 2 };

type Document = { readonly name: string; readonly listedAt: number; readonly traceparent?: Traceparent };
const stored = (fields: Partial<Document>, late = false): Known<Document> => {
  return { kind: 'document', revision: 7, document: { name: 'www', listedAt: 1, traceparent: earlier, ...fields }, late };
};

function traces() {
  const tracer = new ToldSpans();
  return { told: tracer.spans, traces: new KeyTraces({ bucket: 'berth-desired', tracer }) };
}

test.for([
  { when: 'nothing is stored', before: { kind: 'absent', revision: 0 } satisfies Known<Document>, tells: true },
  { when: 'something else is stored', before: stored({ name: 'api' }), tells: true },
  { when: 'the same is stored, written late', before: stored({}, true), tells: true },
  { when: 'the same is stored, looked at earlier', before: stored({}), tells: false },
])('a write goes on with its cause when $when: $tells', ({ before, tells }) => {
  const { traces: its, told } = traces();
  let written = 0;
  const write = its.write('ltm.edge.www', { kind: 'document', document, cause: { trace: cause, onWritten: () => written++ } }, before);
  its.written('ltm.edge.www', write, 3);
  expect(written).toBe(tells ? 1 : 0);
  if (!tells) expect(write.traceparent).toBe(earlier);
  expect(told).toEqual(
    tells ? [expect.objectContaining({ trace: write.traceparent, parent: cause, kind: 'producer', name: 'send berth-desired' })] : [],
  );
  for (const { began, ended } of told) expect(ended - began).toBeCloseTo(3, 1);
});

test('a write without a cause is part of no trace', () => {
  const { traces: its, told } = traces();
  const write = its.write('ltm.edge.www', { kind: 'document', document }, stored({}));
  its.written('ltm.edge.www', write, 1);
  expect(write.traceparent).toBeUndefined();
  expect(told).toEqual([]);
});

test('two writes of one key for one cause are two spans of its trace', () => {
  const { traces: its } = traces();
  const wanted = { kind: 'document', document, cause: { trace: cause } } as const;
  const first = its.write('ltm.edge.www', wanted, { kind: 'absent', revision: 0 }).traceparent ?? cause;
  const second = its.write('ltm.edge.www', wanted, { kind: 'absent', revision: 8 }).traceparent ?? cause;
  expect(first).not.toBe(second);
  expect([first, second].map((each) => readTraceparent(each).trace)).toEqual(Array(2).fill(readTraceparent(cause).trace));
});

test('what is written again, since something else changed it, begins a trace that says so', () => {
  const { traces: its, told } = traces();
  const heal = its.heal('ltm.edge.=base', 'deleted');
  expect(heal?.trace).toBe(traceNumber(1));
  expect(told).toEqual([]);
  heal?.onWritten?.();
  expect(told).toMatchObject([
    {
      trace: traceNumber(1),
      name: 'heal',
      attributes: { 'berth.bigip': 'edge', 'berth.service': '=base', 'berth.disturbance': 'deleted' },
    },
  ]);
});
