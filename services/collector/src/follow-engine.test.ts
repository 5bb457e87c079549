/** The whole program on a real engine: whatever happens to containers, the document ends as the engine says. */
import { makeImage, type NatsServer, type PrivateEngine, startEngine } from '@berth/local-stack';
import type { Container, ContainerChange } from '@berth/messages';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configure, Program, patience, Reader, startBus } from './testing/programs.ts';
import { EngineProxy } from './testing/proxy.ts';
import { untilAsTold } from './testing/told-by-engine.ts';

const resources = new AsyncDisposableStack();
let nats: NatsServer;
let engine: PrivateEngine;
let proxy: EngineProxy;
let reader: Reader;
/** ms by which the program's clock has been put forward. */
let ahead = 0;

beforeAll(async () => {
  [nats, engine] = await Promise.all([startBus(resources), startEngine().then((one) => resources.use(one))]);
  await Promise.all([makeImage(engine.docker), makeImage(engine.docker, 'health')]);
  proxy = resources.use(await EngineProxy.start(engine.socket));
  reader = resources.use(await Reader.start(nats));
  const config = configure({ docker1: { url: proxy.url } }, { relook: '10m' });
  resources.use(await Program.start(nats, config, { now: () => Date.now() + ahead }));
});

afterAll(() => resources.disposeAsync());

function containers(): readonly Container[] {
  return reader.document('docker1')?.containers ?? [];
}

const settled = () => untilAsTold(reader, 'docker1', engine.docker);

type Creation = Omit<Docker.ContainerCreateOptions, 'name'>;

async function create(name: string, options: Creation = {}): Promise<Docker.Container> {
  return await engine.docker.createContainer({ name, Image: 'berth-sample/web', ...options });
}

async function run(name: string, options: Creation = {}): Promise<Docker.Container> {
  const container = await create(name, options);
  await container.start();
  return container;
}

function named(name: string): Container | undefined {
  return containers().find((container) => container.name === name);
}

test('the life of a container', async () => {
  const network = await engine.docker.createNetwork({ Name: 'front' });
  const container = await create('life-1', {
    Labels: { 'berth.port': '80' },
    HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '' }] } },
  });
  const again = async () => await container.start();
  const steps: readonly (() => Promise<unknown>)[] = [
    async () => undefined,
    again,
    () => network.connect({ Container: container.id }),
    () => container.pause(),
    () => container.unpause(),
    () => container.rename({ name: 'life-2' }),
    () => network.disconnect({ Container: container.id }),
    () => container.restart({ t: 5 }),
    () => container.kill({ signal: 'HUP' }),
    () => container.kill({ signal: 'TERM' }),
    () => container.wait().then(again),
    () => container.stop({ t: 5 }),
    again,
    () => container.kill(),
    () => container.wait().then(() => container.remove()),
    () => network.remove(),
  ];
  for (const step of steps) {
    await step();
    await settled();
  }
  expect(named('life-2')).toBeUndefined();
});

test('the networks are those of the engine', async () => {
  const names = () => reader.document('docker1')?.networks.map(({ name }) => name) ?? [];
  const one = await engine.docker.createNetwork({ Name: 'aaa', Internal: true });
  await expect.poll(names, { timeout: patience }).toEqual(['aaa', 'bridge', 'host', 'none']);
  expect(reader.document('docker1')?.networks[0]).toMatchObject({ driver: 'bridge', internal: true });
  await one.remove();
  await expect.poll(names, { timeout: patience }).toEqual(['bridge', 'host', 'none']);
});

test('a container that removes itself', async () => {
  const container = await run('brief-1', { HostConfig: { AutoRemove: true } });
  await settled();
  expect(named('brief-1')?.state).toBe('running');
  await container.stop();
  await expect.poll(() => named('brief-1'), { timeout: patience }).toBeUndefined();
  await settled();
});

test("other containers' networks, the host's and none", async () => {
  const holder = await run('holder-1');
  const modes = [`container:${holder.id}`, 'host', 'none'];
  const others = await Promise.all(
    modes.map((NetworkMode, n) => run(`mode-${n}`, { HostConfig: { NetworkMode }, Cmd: ['sleep', '1000'] })),
  );
  await settled();
  expect(['mode-0', 'mode-1', 'mode-2'].map((name) => named(name)?.attachment)).toEqual([
    { kind: 'container', container: holder.id },
    { kind: 'host' },
    { kind: 'none' },
  ]);
  await Promise.all([holder, ...others].map((container) => container.remove({ force: true })));
  await settled();
});

test('a health check that turns red, and green again', async () => {
  const container = await run('health-1', { Image: 'berth-sample/web:health' });
  const state = () => named('health-1')?.state;
  const states = () =>
    reader.changes('docker1').flatMap((change) => ('after' in change && change.after.name === 'health-1' ? [change.after.state] : []));
  await expect.poll(state, { timeout: patience }).toBe('running');
  await (await container.exec({ Cmd: ['rm', '/www/healthz'] })).start({});
  await expect.poll(state, { timeout: patience }).toBe('unhealthy');
  await (await container.exec({ Cmd: ['touch', '/www/healthz'] })).start({});
  await expect.poll(state, { timeout: patience }).toBe('running');
  await expect.poll(() => states().slice(-3), { timeout: patience }).toEqual(['running', 'unhealthy', 'running']);
  await container.remove({ force: true });
  await settled();
});

/** What people and programs were told of one container. */
function changesOf(container: Docker.Container): readonly ContainerChange[] {
  return reader.changes('docker1').filter((change) => ('after' in change ? change.after : change.before).id === container.id);
}

function inWords(change: ContainerChange): string {
  return [change.change, ...('after' in change ? [change.after.state] : [])].join(' ');
}

test('a container is stopping from its stop signal on, before it has died', async () => {
  const container = await create('stop-1');
  await settled();
  await settledAfter(container.start());
  await container.stop();
  await settled();
  await container.remove();
  await settled();
  await expect.poll(() => changesOf(container).at(-1)?.change, { timeout: patience }).toBe('went');
  const changes = changesOf(container);
  expect(changes.map(inWords)).toEqual(['appeared exited', 'changed running', 'changed stopping', 'changed exited', 'went']);
  for (const [n, change] of changes.entries()) {
    const next = changes[n + 1];
    if (next === undefined) continue;
    expect(next.at).toBeGreaterThan(change.at);
    expect('before' in next ? next.before : undefined).toEqual('after' in change ? change.after : undefined);
  }
  expect(changes[2]).toMatchObject({ site: 'here', after: { stopping: { signal: 'SIGTERM', at: changes[2]?.at } } });
});

const stubborn = { Cmd: ['sh', '-c', 'trap "" TERM QUIT; while :; do sleep 1; done'] };

test('only its own stop signal makes a container stopping, and one that survives it runs again', async () => {
  const [survivor, other] = await Promise.all([
    run('survivor-1', { ...stubborn, StopTimeout: 0 }),
    run('other-1', { ...stubborn, StopSignal: 'SIGQUIT' }),
  ]);
  await settled();
  await Promise.all([survivor.kill({ signal: 'TERM' }), other.kill({ signal: 'TERM' })]);
  await expect.poll(() => named('survivor-1')?.state, { timeout: patience }).toBe('stopping');
  ahead += 5_000;
  await expect.poll(() => named('survivor-1')?.state, { timeout: patience }).toBe('running');
  const last = () => changesOf(survivor).map(inWords).slice(-2);
  await expect.poll(last, { timeout: patience }).toEqual(['changed stopping', 'changed running']);
  expect(changesOf(other).map(inWords)).not.toContain('changed stopping');
  await other.kill({ signal: 'QUIT' });
  await expect.poll(() => named('other-1')?.stopping?.signal, { timeout: patience }).toBe('SIGQUIT');
  await settledAfter(survivor.remove({ force: true }), other.remove({ force: true }));
});

test('an event costs one inspection at most, and no list of everything', async () => {
  const container = await create('cheap-1', { Image: 'berth-sample/web:health' });
  await settled();
  const before = proxy.requests.length;
  const inspections = () => proxy.requests.slice(before);
  const inspection = `GET /containers/${container.id}/json`;
  await container.start();
  await expect.poll(() => named('cheap-1')?.state, { timeout: patience }).toBe('running');
  // network connect, start, health_status
  expect(inspections().length).toBeLessThanOrEqual(3);
  for (const command of ['true', 'false']) await (await container.exec({ Cmd: [command] })).start({});
  await container.kill({ signal: 'HUP' });
  await settledAfter(container.stop());
  // die, network disconnect
  expect(inspections().length).toBeLessThanOrEqual(5);
  expect(new Set(inspections())).toEqual(new Set([inspection]));
  await settledAfter(container.remove());
});

test('what nothing changed in is not written again', async () => {
  await settled();
  const [document] = reader.documents('docker1').slice(-1);
  const network = await engine.docker.createNetwork({ Name: 'marker' });
  await settledAfter(network.remove());
  await expect.poll(() => reader.documents('docker1').at(-1)?.networks.length, { timeout: patience }).toBe(document?.networks.length);
  const revisions = reader.documents('docker1').map(({ epoch: _, listedAt: __, ...content }) => JSON.stringify(content));
  expect(revisions.filter((content, n) => content === revisions[n + 1])).toEqual([]);
});

test("a container that can't be read is a problem of its own, and the others go on", async () => {
  const strange = await create('strange-1', { ExposedPorts: { '80-90/tcp': {} } });
  await expect.poll(() => problems(), { timeout: patience }).toEqual([`container-${strange.id.slice(0, 12)}: ports.0.port`]);
  const plain = await run('plain-1');
  await expect.poll(() => named('plain-1')?.state, { timeout: patience }).toBe('running');
  await settledAfter(strange.remove(), plain.remove({ force: true }));
  await expect.poll(() => problems(), { timeout: patience }).toEqual([]);
});

test("a container that can't be read any more stays as it was", async () => {
  const container = await run('sane-1');
  await settled();
  proxy.spoil = (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('"Status":"paused"', '"Status":"puased"'), 'latin1');
  await container.pause();
  await expect.poll(() => problems(), { timeout: patience }).toEqual([`container-${container.id.slice(0, 12)}: State.Status`]);
  expect(named('sane-1')?.state).toBe('running');
  proxy.spoil = (bytes) => bytes;
  await container.unpause();
  await expect.poll(() => problems(), { timeout: patience }).toEqual([]);
  await settledAfter(container.remove({ force: true }));
});

test('more than a message holds is a problem, and the last document that fitted stays', async () => {
  const large = (n: number) => create(`large-${n}`, { Labels: { 'berth.host': `${n}`.repeat(250_000) } });
  const fitting = await Promise.all([1, 2, 3, 4].map(large));
  await settled();
  const fifth = await large(5);
  await expect.poll(() => problems(), { timeout: patience }).toEqual(['size: ']);
  const before = reader.documents('docker1').length;
  const small = await create('small-1');
  await small.remove();
  expect(named('large-4')).toBeDefined();
  expect(named('large-5')).toBeUndefined();
  expect(reader.documents('docker1')).toHaveLength(before);
  await settledAfter(fifth.remove());
  await expect.poll(() => problems(), { timeout: patience }).toEqual([]);
  await settledAfter(...fitting.map((container) => container.remove()));
});

test('a burst of 30 containers, in few documents', async () => {
  await settled();
  const before = reader.documents('docker1').length;
  const burst = await Promise.all(Array.from({ length: 30 }, (_, n) => run(`burst-${n}`)));
  await settled();
  expect(containers().filter(({ name, state }) => name.startsWith('burst-') && state === 'running')).toHaveLength(30);
  await settledAfter(...burst.slice(0, 10).map((container) => container.remove({ force: true })));
  expect(containers().filter(({ name }) => name.startsWith('burst-'))).toHaveLength(20);
  expect(reader.documents('docker1').length - before).toBeLessThan(150);
});

async function settledAfter(...work: readonly Promise<unknown>[]): Promise<void> {
  await Promise.all(work);
  await settled();
}

/** Subjects of the open problems, with the field that each names. */
function problems(): readonly string[] {
  return reader.problems('docker1').map(({ subject, what }) => `${subject}: ${/: ([\w.]+): /.exec(what)?.[1] ?? ''}`);
}
