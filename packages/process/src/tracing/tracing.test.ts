/** The program's tracer, without and with something that takes traces. */
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import type { Log } from '@berth/bus';
import { type Installation, parseInstallation } from '@berth/installation';
import { readTraceparent, Traceparent } from '@berth/messages';
import { expect, test } from 'vitest';
import { Meters } from '../metrics/meters.ts';
import { Tracing } from './tracing.ts';

const trace = Traceparent.parse('00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01');
const span = { trace, kind: 'internal', name: 'x', began: 1_000_000_000_000.25, ended: 1_000_000_000_001, attributes: {} } as const;

function configured(tracing: object | undefined): Installation {
  return parseInstallation('berth.yaml', JSON.stringify({ installation: 'shop', sites: {}, ...(tracing && { tracing }) })).installation;
}

function open() {
  const lines: { readonly level: string; readonly text: string; readonly reason: unknown }[] = [];
  const at = (level: string) => (fields: object, said: string) => void lines.push({ level, text: said, reason: Object.entries(fields) });
  const log: Log = { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
  const meters = new Meters();
  const counted = async (outcome: string) => {
    const { values } = await meters.spans.get();
    return values.find(({ labels }) => labels.outcome === outcome)?.value ?? 0;
  };
  return { tracing: new Tracing({ program: 'planner', instance: 'here-1', meters, log }), lines, counted };
}

/** Takes traces, or answers with that status. */
async function receive(status: () => number) {
  const bodies: string[] = [];
  const server = createServer((request, response) => {
    void text(request).then((body) => {
      bodies.push(body);
      response.writeHead(status()).end('{}');
    });
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return { server, bodies, endpoint: `http://127.0.0.1:${(server.address() as AddressInfo).port}/otlp/` };
}

test.for([
  { when: 'nothing is configured', tracing: undefined, sampled: false },
  { when: 'every change is traced', tracing: { endpoint: 'http://127.0.0.1:1' }, sampled: true },
  { when: 'none is', tracing: { endpoint: 'http://127.0.0.1:1', ratio: 0 }, sampled: false },
])('a trace that begins when $when is sampled: $sampled', async ({ tracing: section, sampled }) => {
  const { tracing } = open();
  await using _tracing = tracing;
  await tracing.become(configured(section));
  const begun = tracing.begin();
  expect(Traceparent.parse(begun)).toBe(begun);
  expect(readTraceparent(begun).sampled).toBe(sampled);
  expect(tracing.begin()).not.toBe(begun);
});

test('sends what is sampled, with whose it is, at the latest when it ends; nothing before it is configured or after it is taken out', async () => {
  const { server, bodies, endpoint } = await receive(() => 200);
  await using _server = server;
  const { tracing, counted } = open();
  tracing.tell(span);
  await tracing.become(configured({ endpoint }));
  tracing.tell({ ...span, failure: 'refused', attributes: { 'berth.bigip': 'edge', none: undefined } });
  tracing.tell({ ...span, trace: Traceparent.parse(trace.replace(/01$/, '00')) });
  await tracing.become(configured(undefined));
  tracing.tell(span);
  await tracing[Symbol.asyncDispose]();
  expect(bodies).toHaveLength(1);
  const [{ resource, scopeSpans }] = JSON.parse(bodies[0] ?? '').resourceSpans;
  expect(resource.attributes).toContainEqual({ key: 'service.name', value: { stringValue: 'berth-planner' } });
  expect(resource.attributes).toContainEqual({ key: 'service.instance.id', value: { stringValue: 'here-1' } });
  expect(scopeSpans[0].spans).toMatchObject([
    {
      traceId: readTraceparent(trace).trace,
      startTimeUnixNano: '1000000000000250000',
      endTimeUnixNano: '1000000000001000000',
      status: { code: 2, message: 'refused' },
      attributes: [{ key: 'berth.bigip', value: { stringValue: 'edge' } }],
    },
  ]);
  expect([await counted('sent'), await counted('lost')]).toEqual([1, 0]);
});

test('says once that it could not send, and once that it can again; what it can’t keep is lost and counted', async () => {
  let status = 500;
  const { server, endpoint } = await receive(() => status);
  await using _server = server;
  const { tracing, lines, counted } = open();
  await using _tracing = tracing;
  await tracing.become(configured({ endpoint }));
  for (let n = 0; n < 3000; n++) tracing.tell(span);
  await expect.poll(() => counted('lost'), { timeout: 20_000 }).toBe(3000);
  expect(lines.map(({ level }) => level)).toEqual(['warn']);
  status = 200;
  tracing.tell(span);
  await expect.poll(() => counted('sent'), { timeout: 20_000 }).toBe(1);
  expect(lines.map(({ level }) => level)).toEqual(['warn', 'info']);
});

test('a file that isn’t there costs what is traced meanwhile, and no more', async () => {
  const { tracing, lines, counted } = open();
  await tracing.become(configured({ endpoint: 'http://127.0.0.1:1', headersFile: '/nowhere/headers' }));
  tracing.tell(span);
  await tracing[Symbol.asyncDispose]();
  expect(await counted('lost')).toBe(1);
  expect(JSON.stringify(lines)).toContain('/nowhere/headers');
});
