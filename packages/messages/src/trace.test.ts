/** Traces in documents, as W3C Trace Context has them. */
import { expect, test } from 'vitest';
import { Audit, readTraceparent, spanWithin, Traceparent, writeTraceparent } from './index.ts';

const trace = '4bf92f3577b34da6a3ce929d0e0e4736';
const span = '00f067aa0ba902b7';
const given = Traceparent.parse(`00-${trace}-${span}-01`);

test.for([
  { text: `00-${trace}-${span}-00`, sampled: false },
  { text: `00-${trace}-${span}-01`, sampled: true },
  { text: `00-${trace}-${span}-fe`, sampled: false },
  { text: `00-${trace}-${span}-ff`, sampled: true },
])('reads $text: sampled $sampled', ({ text, sampled }) => {
  expect(readTraceparent(Traceparent.parse(text))).toEqual({ trace, span, sampled });
});

test.for([
  { when: 'the trace id is zero', text: `00-${'0'.repeat(32)}-${span}-01` },
  { when: 'the span id is zero', text: `00-${trace}-${'0'.repeat(16)}-01` },
  { when: 'digits are upper case', text: `00-${trace.toUpperCase()}-${span}-01` },
  { when: 'it is of a later version', text: `01-${trace}-${span}-01-more` },
  { when: 'a part is missing', text: `00-${trace}-01` },
  { when: 'it is no text', text: 7 },
])('counts as none when $when, and the rest is read', ({ text }) => {
  const audit = { v: 1, bigip: 'edge', at: 1, took: 1, request: 'POST /', outcome: { kind: 'done' }, changes: [] };
  expect(Audit.parse({ ...audit, traceparent: text })).toEqual(audit);
});

test('a span within a trace is the same for the same seed, and another for another', () => {
  expect(writeTraceparent(readTraceparent(given))).toBe(given);
  expect(spanWithin(given, 'a')).toBe(spanWithin(given, 'a'));
  expect(spanWithin(given, 'a')).not.toBe(spanWithin(given, 'b'));
  expect(spanWithin(spanWithin(given, 'a'), 'a')).not.toBe(spanWithin(given, 'a'));
  expect(readTraceparent(spanWithin(given, 'a'))).toMatchObject({ trace, sampled: true });
});
