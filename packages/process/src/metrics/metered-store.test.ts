import { PassThrough } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import { type Message, openLines } from '@berth/bus';
import { Audit, auditSubject, type Container, ContainerChange, containerChangeSubject, statusKey } from '@berth/messages';
import { expect, onTestFinished, test } from 'vitest';
import { MeteredStore } from './metered-store.ts';
import { Meters } from './meters.ts';

const id = 'a'.repeat(64);

function change(state: Container['state'], at: number): ContainerChange {
  const attachment = { kind: 'none' };
  const after = { id, name: 'www-1', image: 'web', labels: {}, state, stopTimeout: 10, attachment, ports: [], startedAt: 0 };
  return ContainerChange.parse({ v: 1, change: 'appeared', engine: 'docker1', site: 'east', at, after });
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
  return { store, meters, warnings };
}

test('the latency of a change is measured however many BIG-IPs are kept', async () => {
  const changes = [change('starting', 1000), change('running', 2000)];
  const { store, meters } = await keeping(5, async function* () {
    for (const value of changes) yield { subject: containerChangeSubject('docker1', id), value };
  });
  const origin = { engine: 'docker1', container: id };
  const audit = Audit.parse({
    v: 1,
    bigip: 'edge1',
    at: 1500,
    took: 100,
    request: 'POST',
    outcome: { kind: 'done' },
    changes: [{ change: 'create', object: '/berth/www 10.0.0.1:80', cause: 'started', origin }],
  });
  store.publish(auditSubject('ltm', 'edge1'), audit);
  const { values } = await meters.latency.get();
  expect(values.find(({ metricName }) => metricName === 'berth_change_latency_seconds_sum')?.value).toBe(0.5);
});

test('where NATS refuses to tell of containers, the program goes on', async () => {
  const { warnings } = await keeping(2, async function* () {
    yield* [];
    throw new Error('Permissions Violation');
  });
  expect(warnings).toEqual(['could not hear of containers, so how long changes take is not measured']);
});
