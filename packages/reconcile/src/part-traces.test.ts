/** What of an applier's work is told as part of which trace. */
import { ToldSpans, traceNumber } from '@berth/bus/testing';
import { IControlError } from '@berth/icontrol';
import { applierConfig, parseInstallation } from '@berth/installation';
import { DesiredService, readTraceparent, type StatusException, type Traceparent } from '@berth/messages';
import { expect, test } from 'vitest';
import { PartTraces } from './part-traces.ts';
import { basePart } from './parts.ts';
import type { Step } from './resources.ts';
import { targetsOf } from './target.ts';
import { documentChange } from './testing/document-change.ts';

const site = { bigips: { edge: { units: ['192.0.2.1:8443'], user: 'berth', passwordFile: '/p' } } };
const { installation } = parseInstallation('berth.yaml', JSON.stringify({ installation: 'shop', sites: { east: site } }));
const [target] = targetsOf('ltm', applierConfig(installation).bigips);

const one = traceNumber(101);
const two = traceNumber(102);

function open() {
  if (target === undefined) throw new Error('there is one');
  let now = 1000;
  const tracer = new ToldSpans();
  const traces = new PartTraces({ target, tracer, clock: { now: () => now++ } });
  return { traces, tracer, names: () => tracer.spans.map(({ name }) => name) };
}

function document(service: string, revision: number, traceparent?: Traceparent) {
  const want = { kind: 'gone', cause: 'stopped', since: 0 };
  const epoch = { lease: 'planner.east', created: 0, revision: 0 };
  return documentChange(DesiredService.parse({ v: 1, kind: 'service', epoch, traceparent, bigip: 'edge', service, want }), revision);
}

/** One request for these parts. */
function step(...parts: readonly string[]): Step {
  const changes = parts.map((part) => {
    const told = { change: 'delete', object: `/berth/${part}`, cause: 'stopped', service: part, part, key: part, want: 'delete' } as const;
    return { ...told, origin: { name: `${part}-1` } };
  });
  const request = { method: 'DELETE', path: '/mgmt/tm/ltm/pool/~berth~x' } as const;
  return { requests: [request], changes, paths: [], acknowledge: () => [], isMoot: () => false };
}

const unit = '192.0.2.1:8443';
const fine = { unit, took: 5, failure: undefined };

test('a document’s requests are below it, and it ends when the BIG-IP is as it asks', () => {
  const { traces, tracer } = open();
  traces.follow(document('www', 7, one));
  const request = traces.sent(step('www'), fine);
  traces.done(['www', 'other'], () => []);
  const [sent, apply] = tracer.spans;
  expect(apply).toMatchObject({ name: 'apply', kind: 'consumer', parent: one, began: 1000, attributes: { 'berth.outcome': 'applied' } });
  expect(apply?.attributes['messaging.destination.name']).toBe('berth.desired.ltm.edge.www');
  expect(sent).toMatchObject({ name: 'DELETE', kind: 'client', trace: request, parent: apply?.trace, links: [] });
  expect(sent?.attributes).toMatchObject({
    'http.request.method': 'DELETE',
    'url.full': 'https://192.0.2.1:8443/mgmt/tm/ltm/pool/~berth~x',
    'server.address': '192.0.2.1',
    'server.port': 8443,
    'berth.service': 'www',
    'berth.container': 'www-1',
  });
  expect((sent?.ended ?? 0) - (sent?.began ?? 0)).toBe(5);
  expect(readTraceparent(request ?? two).trace).toBe(readTraceparent(one).trace);
  expect(traces.sent(step('www'), fine)).not.toBe(request);
});

test('a request for several documents is below the newest, with links to the others', () => {
  const { traces, tracer } = open();
  traces.follow(document('api', 8, two));
  traces.follow(document('www', 7, one));
  traces.sent(step('www', 'api'), fine);
  traces.done(['www', 'api'], () => []);
  const [request, www, api] = tracer.spans;
  expect(request).toMatchObject({ parent: api?.trace, links: [www?.trace] });
});

test('a document that is replaced before it is applied is told as such, and linked by the one that replaced it', () => {
  const { traces, tracer } = open();
  traces.follow(document('www', 7, one));
  traces.follow(document('www', 8, two));
  traces.done(['www'], () => []);
  const [replaced, apply] = tracer.spans;
  expect(replaced).toMatchObject({ parent: one, attributes: { 'berth.outcome': 'replaced' } });
  expect(apply).toMatchObject({ parent: two, links: [replaced?.trace] });
});

test.for(['www', basePart])('what BIG-IP refuses of %s, and what stays so, is told with its words', (part) => {
  const { traces, tracer } = open();
  const exceptions: StatusException[] = [
    { kind: 'orphaned', object: '/berth/old', reason: 'no document names it' },
    { kind: 'refused', object: '/berth/www', reason: 'no such monitor' },
  ];
  traces.follow({ ...document('www', 7, one), part });
  traces.sent(step(part), { unit, took: 1, failure: new IControlError('rejected', 'DELETE /x', 'no such monitor') });
  traces.done([part], (each) => (each === part ? exceptions : []));
  expect(tracer.spans).toMatchObject([
    { failure: 'no such monitor', attributes: { 'error.type': 'rejected' } },
    { failure: 'refused /berth/www: no such monitor', attributes: { 'berth.outcome': 'exceptions' } },
  ]);
});

test('what may not be written is told once for each reason', () => {
  const { traces, tracer, names } = open();
  traces.follow(document('www', 7, one));
  for (const reason of ['frozen by me', 'frozen by me', 'not reached', 'frozen by me']) traces.hold(reason);
  traces.done(['www'], () => []);
  traces.hold('frozen by me');
  expect(names()).toEqual(['held', 'held', 'apply']);
  expect(tracer.spans[0]).toMatchObject({ parent: tracer.spans[2]?.trace, attributes: { 'berth.reason': 'frozen by me' } });
});

test('a number that changes makes no other reason, and the reasons of one document have an end', () => {
  const { traces, tracer } = open();
  const reasons = () => tracer.spans.map(({ attributes }) => attributes['berth.reason']);
  traces.follow(document('www', 7, one));
  for (const reason of ['of 7 documents some are missing', 'of 12 documents some are missing']) traces.hold(reason);
  expect(reasons()).toEqual(['of 7 documents some are missing']);
  traces.follow(document('api', 8, two));
  traces.hold('of 13 documents some are missing');
  expect(reasons()).toEqual(['of 7 documents some are missing', 'of 13 documents some are missing']);
  for (let n = 0; n < 100; n++) traces.hold(`refused ${'x'.repeat(n)}`);
  expect(reasons().length).toBeLessThan(30);
});

test.for([
  { when: 'the document was there before', take: (traces: PartTraces) => traces.recall(document('www', 7, one)), links: [one] },
  { when: 'it has no trace', take: (traces: PartTraces) => traces.follow(document('www', 7)), links: [] },
  {
    when: 'it was applied before',
    take: (traces: PartTraces) => {
      traces.follow(document('www', 7, one));
      traces.done(['www'], () => []);
    },
    links: [one],
  },
])('what is done when $when has a trace of its own for each pass', ({ take, links }) => {
  const { traces, tracer } = open();
  take(traces);
  tracer.spans.length = 0;
  traces.sent(step('www'), fine);
  traces.sent(step('www'), fine);
  traces.passed();
  traces.passed();
  expect(tracer.spans).toMatchObject([
    { parent: traceNumber(1), links },
    { parent: traceNumber(1), links },
    { trace: traceNumber(1), name: 'reconcile', attributes: { 'berth.cause': 'stopped' } },
  ]);
  traces.sent(step('www'), fine);
  expect(tracer.spans.at(-1)?.parent).toBe(traceNumber(2));
});
