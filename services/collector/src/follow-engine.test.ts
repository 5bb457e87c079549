/** The whole program on a real engine: whatever happens to containers, the document ends as the engine says. */
import { makeImage, type NatsServer, type PrivateEngine, startEngine } from '@berth/local-stack';
import type { Container } from '@berth/messages';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { configure, Program, patience, Reader, startBus } from './testing/programs.ts';
import { EngineProxy } from './testing/proxy.ts';
import { toldByDocument, toldByEngine } from './testing/told-by-engine.ts';

const resources = new AsyncDisposableStack();
let nats: NatsServer;
let engine: PrivateEngine;
let proxy: EngineProxy;
let reader: Reader;

beforeAll(async () => {
  [nats, engine] = await Promise.all([startBus().then((bus) => resources.use(bus)), startEngine().then((one) => resources.use(one))]);
  await Promise.all([makeImage(engine.docker), makeImage(engine.docker, 'health')]);
  proxy = resources.use(await EngineProxy.start(engine.socket));
  reader = resources.use(await Reader.start(nats));
  resources.use(await Program.start(nats, configure({ docker1: { url: proxy.url } })));
});

afterAll(() => resources.disposeAsync());

function containers(): readonly Container[] {
  return reader.document('docker1')?.containers ?? [];
}

/** Waits until the document says what the engine says. */
async function settled(): Promise<void> {
  const differences = async () => {
    const [told, written] = [await toldByEngine(engine.docker), toldByDocument(containers())];
    return [...told.filter((line) => !written.includes(line)), ...written.filter((line) => !told.includes(line))];
  };
  await expect.poll(differences, { timeout: patience, interval: 20 }).toEqual([]);
}

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
  const container = await create('life-1', { Labels: { 'berth.port': '80' }, HostConfig: { PortBindings: { '80/tcp': [{ HostPort: '' }] } } });
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
  await settled();
  expect(named('brief-1')).toBeUndefined();
});

test("other containers' networks, the host's and none", async () => {
  const holder = await run('holder-1');
  const modes = [`container:${holder.id}`, 'host', 'none'];
  const others = await Promise.all(modes.map((NetworkMode, n) => run(`mode-${n}`, { HostConfig: { NetworkMode }, Cmd: ['sleep', '1000'] })));
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
  const states = () => reader.changes('docker1').flatMap((change) => ('after' in change && change.after.name === 'health-1' ? [change.after.state] : []));
  await expect.poll(state, { timeout: patience }).toBe('running');
  await (await container.exec({ Cmd: ['rm', '/www/healthz'] })).start({});
  await expect.poll(state, { timeout: patience }).toBe('unhealthy');
  await (await container.exec({ Cmd: ['touch', '/www/healthz'] })).start({});
  await expect.poll(state, { timeout: patience }).toBe('running');
  expect(states()).toEqual(['exited', 'starting', 'running', 'unhealthy', 'running']);
  await container.remove({ force: true });
  await settled();
});

test('a burst of 30 containers, in few documents', async () => {
  await settled();
  const before = reader.documents('docker1').length;
  const burst = await Promise.all(Array.from({ length: 30 }, (_, n) => run(`burst-${n}`)));
  await settled();
  expect(containers().filter(({ name, state }) => name.startsWith('burst-') && state === 'running')).toHaveLength(30);
  await Promise.all(burst.map((container) => container.remove({ force: true })));
  await settled();
  expect(containers().filter(({ name }) => name.startsWith('burst-'))).toEqual([]);
  expect(reader.documents('docker1').length - before).toBeLessThan(200);
});
