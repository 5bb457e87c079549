/** A change is one trace through all programs, at the wire of what takes traces; and nothing waits for that. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Authority } from '@berth/collector/testing';
import { ownDirectory, waitUntil } from '@berth/local-stack';
import { Audit, ContainerChange, readTraceparent } from '@berth/messages';
import { connect } from '@nats-io/transport-node';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Laboratory, type ProgramName, zone } from './laboratory.ts';
import { OtlpReceiver, type Received } from './otlp-receiver.ts';

const patience = 60_000;
const resources = new AsyncDisposableStack();
const traced: readonly ProgramName[] = ['collector', 'planner', 'ltm-applier', 'dns-applier'];
let receiver: OtlpReceiver;
let laboratory: Laboratory;

beforeAll(async () => {
  const authority = await Authority.make('traces');
  const directory = resources.use(await ownDirectory('traces'));
  const [headersFile, caFile] = [join(directory.path, 'headers'), join(directory.path, 'ca.pem')];
  await writeFile(headersFile, 'authorization: Bearer of-traces\n');
  // Not yet the right one: it is read again.
  await writeFile(caFile, (await Authority.make('another')).ca);
  const tls = await authority.sign({ serverAt: '127.0.0.1' });
  receiver = resources.use(await OtlpReceiver.start({ at: '127.0.0.1', tls, authorization: 'Bearer of-traces' }));
  const tracing = { endpoint: receiver.endpoint, headersFile, caFile };
  laboratory = resources.use(await Laboratory.start({ dns: 'on', installation: { tracing } }));
  await waitUntil('the certificate to be refused', patience, async () => (await lost()) > 0);
  await writeFile(caFile, authority.ca);
});
afterAll(() => resources.disposeAsync());

test('a container that starts is one trace, from the engine’s event to each answer of the BIG-IP', async () => {
  await laboratory.run('api-1');
  await untilPage('api-1');
  await waitUntil('both appliers to work', patience, async () => (await laboratory.berth('status')).code === 0);
  const heard = await hear();
  await laboratory.run('www-1');
  await untilPage('www-1');
  const { trace, span: made } = await waitUntil('its member', patience, async () => heard.memberOf('www'));
  const spans = await waitUntil('its trace', patience, async () => {
    const found = receiver.of(trace);
    return found.filter(({ name }) => name === 'apply').length === 2 && found.some(({ name }) => name === 'observe') && found;
  });
  // Whose each is, and below what.
  expect(treeOf(spans)).toEqual([
    'berth-collector: observe',
    '  berth-collector: look',
    '  berth-collector: send berth.engine.docker1',
    '    berth-planner: plan',
    '      berth-planner: send berth.desired.dns.edge.www',
    '        berth-dns-applier: apply',
    ...heard.requestsOf('dns', trace).map((method) => `          berth-dns-applier: ${method}`),
    '      berth-planner: send berth.desired.ltm.edge.www',
    '        berth-ltm-applier: apply',
    ...heard.requestsOf('ltm', trace).map((method) => `          berth-ltm-applier: ${method}`),
  ]);
  const [root] = spans.filter(({ parent }) => parent === undefined);
  const event = heard.changes.find((change) => traceOf(change) === trace);
  // As exact as the engine's time is as a number.
  expect(Number(root?.began) / 1e6).toBeCloseTo(event?.at ?? 0, 2);
  expect(root?.attributes).toMatchObject({ 'berth.engine': 'docker1', 'berth.container': 'www-1', 'container.id': event && idIn(event) });
  // The engine tells parts of a ms, and a program's clock doesn't.
  const earliest = (root?.began ?? 0n) - 1_000_000n;
  expect(spans.filter(({ began, ended }) => began < earliest || ended < began)).toEqual([]);
  const about = { 'berth.bigip': 'edge', 'berth.engine': 'docker1', 'berth.service': 'www', 'berth.container': 'www-1' };
  const http = { 'http.request.method': 'POST', 'server.address': '127.0.0.1' };
  expect(spans.find(({ span }) => span === made)).toMatchObject({ kind: 3, attributes: { ...about, ...http } });
  expect(spans.filter(({ error }) => error !== undefined)).toEqual([]);
  expect(new Set(spans.map(({ resource }) => resource['service.instance.id'])).size).toBe(traced.length);
  expect(new Set(spans.map(({ resource }) => resource['service.namespace']))).toEqual(new Set(['laboratory']));
  expect(await laboratory.logs()).toContain(`"trace_id":"${trace}","span_id":"${made}"`);
  const { stdout } = await laboratory.berth('why', 'www', '--json');
  expect(JSON.parse(stdout).findings[0].places.map((place: { trace?: unknown }) => place.trace)).toEqual([trace, trace]);
  expect(receiver.wrong).toEqual([]);
});

test('while what takes traces is broken, changes reach the BIG-IP all the same, and then it is sent again', async () => {
  for (const manner of ['fail', 'hang'] as const) {
    const before = await lost();
    receiver.manner = manner;
    await laboratory.run(`${manner}-1`);
    await untilPage(`${manner}-1`);
    await waitUntil('spans to be lost', patience, async () => (await lost()) > before);
  }
  receiver.manner = 'take';
  await laboratory.run('well-1');
  await untilPage('well-1');
  await waitUntil('further spans', patience, async () => appliesOf('well').length === 2);
});

test('what was told just before a program ends is sent, and who takes nothing keeps none from ending', async () => {
  await laboratory.run('last-1');
  await untilPage('last-1');
  await laboratory.program('ltm-applier').kill('SIGTERM');
  expect(appliesOf('last').map(({ service }) => service)).toContain('berth-ltm-applier');
  receiver.manner = 'hang';
  await laboratory.run('last-2');
  const began = performance.now();
  await Promise.all((['collector', 'planner', 'dns-applier'] as const).map((name) => laboratory.program(name).kill('SIGTERM')));
  expect(performance.now() - began).toBeLessThan(10_000);
  expect(receiver.wrong).toEqual([]);
});

/** Who follows topics, and what he heard. */
async function hear() {
  const nats = resources.adopt(await connect({ servers: laboratory.nats.url }), (connection) => connection.close());
  const audits: { readonly kind: string; readonly audit: Audit }[] = [];
  const changes: ContainerChange[] = [];
  nats.subscribe('berth.audit.>', {
    callback: (_, message) => void audits.push({ kind: message.subject.split('.')[2] ?? '', audit: Audit.parse(message.json()) }),
  });
  nats.subscribe('berth.container.>', { callback: (_, message) => void changes.push(ContainerChange.parse(message.json())) });
  await nats.flush();
  return {
    changes,
    /** The span of the request that made a member of the service. */
    memberOf: (service: string) => {
      const isMember = ({ object }: { readonly object: string }) => object.startsWith(`/berth/${service} `);
      const { traceparent } = audits.find(({ audit }) => audit.changes.some(isMember))?.audit ?? {};
      return traceparent && readTraceparent(traceparent);
    },
    /** Methods of those that one trace tells, sorted. */
    requestsOf: (of: string, trace: string) =>
      audits.flatMap(({ kind, audit }) => (kind === of && traceOf(audit) === trace ? (audit.request.split(' ')[0] ?? []) : [])).sort(),
  };
}

function appliesOf(service: string): Received[] {
  return receiver.spans.filter(({ name, attributes }) => name === 'apply' && attributes['berth.service'] === service);
}

async function lost(): Promise<number> {
  return (await laboratory.metrics('planner')).get('berth_trace_spans_total{outcome="lost"}') ?? 0;
}

async function untilPage(name: string): Promise<void> {
  await waitUntil(`the page of ${name}`, patience, async () => {
    const answer = await laboratory.get(`${name}.${zone}`);
    return answer.kind === 'answer' && answer.body === name;
  }).catch(async (cause: unknown) => {
    throw new Error(`no page\n${await laboratory.logs()}`, { cause });
  });
}

function idIn(change: ContainerChange): string {
  return 'after' in change ? change.after.id : change.before.id;
}

function traceOf({ traceparent }: Pick<Audit, 'traceparent'>): string {
  return traceparent === undefined ? 'none' : readTraceparent(traceparent).trace;
}

/** Each span below its parent, in the order of names. */
function treeOf(spans: readonly Received[], parent?: string): string[] {
  return spans
    .filter((span) => span.parent === parent)
    .map((span) => [`${span.service}: ${titleOf(span)}`, ...treeOf(spans, span.span).map((line) => `  ${line}`)])
    .sort(([a = ''], [b = '']) => (a < b ? -1 : 1))
    .flat();
}

function titleOf({ name, attributes }: Received): string {
  return name.startsWith('send ') ? `send ${attributes['messaging.destination.name']}` : name;
}
