import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { type Message, openLines } from '@berth/bus';
import { Audit, auditSubject, type Container, ContainerChange, containerChangeSubject, Plan, planKey, statusKey } from '@berth/messages';
import { expect, onTestFinished, test } from 'vitest';
import { MeteredStore } from './metered-store.ts';
import { Meters } from './meters.ts';

const id = 'a'.repeat(64);

function change(state: Container['state'], at: number): ContainerChange {
  const attachment = { kind: 'none' };
  const after = { id, name: 'www-1', image: 'web', labels: {}, state, stopTimeout: 10, attachment, ports: [], startedAt: 0 };
  return ContainerChange.parse({ v: 1, change: 'appeared', engine: 'docker1', site: 'east', at, after });
}

/** The container's member was written to a BIG-IP at `at`, ms. */
function done(at: number): Audit {
  const origin = { engine: 'docker1', container: id };
  const changes = [{ change: 'create', object: '/berth/www 10.0.0.1:80', cause: 'started', origin }];
  return Audit.parse({ v: 1, bigip: 'edge1', at, took: 100, request: 'POST', outcome: { kind: 'done' }, changes });
}

/** A store that keeps the status of so many BIG-IPs, and hears these messages each time that it asks for them. */
async function keeping(count: number, messages: () => AsyncIterable<Message>) {
  const warnings: string[] = [];
  const log = { debug: () => {}, info: () => {}, warn: (_: object, text: string) => warnings.push(text), error: () => {} };
  const lines = openLines({ input: new PassThrough(), output: new PassThrough(), mode: 'follow', log });
  lines.subscribe = messages;
  const meters = new Meters();
  const store = new MeteredStore(lines, { meters, log });
  onTestFinished(() => store[Symbol.asyncDispose]());
  const { signal } = new AbortController();
  for (let number = 1; number <= count; number++) {
    const filter = statusKey('ltm', `edge${number}`);
    await store.publisher('berth-status', { filter, lease: await lines.lease(filter, { program: 'ltm-applier' }, signal) }, signal);
  }
  await turn();
  return { lines, store, meters, warnings };
}

test('the latency of a change is measured however many BIG-IPs are kept', async () => {
  const changes = [change('starting', 1000), change('running', 2000)];
  const { store, meters } = await keeping(5, async function* () {
    for (const value of changes) yield { subject: containerChangeSubject('docker1', id), value };
  });
  store.publish(auditSubject('ltm', 'edge1'), done(1500));
  const { values } = await meters.latency.get();
  expect(values.find(({ metricName }) => metricName === 'berth_change_latency_seconds_sum')?.value).toBe(0.5);
});

test('what another planner writes is no answer to what happened before it began', async () => {
  const { lines, store, meters } = await keeping(1, async function* () {
    yield { subject: containerChangeSubject('docker1', id), value: change('running', 1000) };
  });
  const plan = (revision: number) => {
    const epoch = { lease: 'planner.east', created: 1, revision };
    const document = Plan.parse({ v: 1, kind: 'plan', epoch, since: null, count: 0, engines: {} });
    return { key: planKey('ltm', 'edge1'), revision, value: { kind: 'document', document } } as const;
  };
  const read = async (...revisions: readonly number[]) => {
    lines.watch = async function* () {
      yield { kind: 'update', entries: revisions.map(plan) };
    } as typeof lines.watch;
    for await (const _batch of store.watch('berth-desired', '>', new AbortController().signal));
  };
  const measured = async () =>
    (await meters.latency.get()).values.find(({ metricName }) => metricName === 'berth_change_latency_seconds_count')?.value;
  await read(7, 7);
  store.publish(auditSubject('ltm', 'edge1'), done(1500));
  expect(await measured()).toBe(1);
  await read(8);
  store.publish(auditSubject('ltm', 'edge1'), done(1600));
  expect(await measured()).toBe(1);
});

test('where NATS refuses to tell of containers, the program goes on', async () => {
  const { warnings } = await keeping(2, async function* () {
    yield* [];
    throw new Error('Permissions Violation');
  });
  expect(warnings).toEqual(['could not hear of containers, so how long changes take is not measured']);
});
