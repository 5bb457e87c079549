/** The whole program on a real engine: whatever happens to containers, the document ends as the engine says. */
import type { ContainerChange } from '@berth/messages';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FollowedEngine } from './testing/followed-engine.ts';
import { patience } from './testing/programs.ts';

let engine: FollowedEngine;

beforeAll(async () => {
  engine = await FollowedEngine.start();
});

afterAll(() => engine[Symbol.asyncDispose]());

test('the life of a container', async () => {
  const network = await engine.docker.createNetwork({ Name: 'front' });
  const container = await engine.create('life-1', {
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
    await engine.settled();
  }
  expect(engine.named('life-2')).toBeUndefined();
});

test('the networks are those of the engine', async () => {
  const names = () => engine.reader.document('docker1')?.networks.map(({ name }) => name) ?? [];
  const one = await engine.docker.createNetwork({ Name: 'aaa', Internal: true });
  await expect.poll(names, { timeout: patience }).toEqual(['aaa', 'bridge', 'host', 'none']);
  expect(engine.reader.document('docker1')?.networks[0]).toMatchObject({ driver: 'bridge', internal: true });
  await one.remove();
  await expect.poll(names, { timeout: patience }).toEqual(['bridge', 'host', 'none']);
});

test('a container that removes itself', async () => {
  const container = await engine.run('brief-1', { HostConfig: { AutoRemove: true } });
  await engine.settled();
  expect(engine.named('brief-1')?.state).toBe('running');
  await container.stop();
  await expect.poll(() => engine.named('brief-1'), { timeout: patience }).toBeUndefined();
  await engine.settled();
});

test("other containers' networks, the host's and none", async () => {
  const holder = await engine.run('holder-1');
  const modes = [`container:${holder.id}`, 'host', 'none'];
  const others = await Promise.all(
    modes.map((NetworkMode, n) => engine.run(`mode-${n}`, { HostConfig: { NetworkMode }, Cmd: ['sleep', '1000'] })),
  );
  await engine.settled();
  expect(['mode-0', 'mode-1', 'mode-2'].map((name) => engine.named(name)?.attachment)).toEqual([
    { kind: 'container', container: holder.id },
    { kind: 'host' },
    { kind: 'none' },
  ]);
  await Promise.all([holder, ...others].map((container) => container.remove({ force: true })));
  await engine.settled();
});

test('a health check that turns red, and green again', async () => {
  const container = await engine.run('health-1', { Image: 'berth-sample/web:health' });
  const state = () => engine.named('health-1')?.state;
  const states = () =>
    engine.reader
      .changes('docker1')
      .flatMap((change) => ('after' in change && change.after.name === 'health-1' ? [change.after.state] : []));
  await expect.poll(state, { timeout: patience }).toBe('running');
  await (await container.exec({ Cmd: ['rm', '/www/healthz'] })).start({});
  await expect.poll(state, { timeout: patience }).toBe('unhealthy');
  await (await container.exec({ Cmd: ['touch', '/www/healthz'] })).start({});
  await expect.poll(state, { timeout: patience }).toBe('running');
  await expect.poll(() => states().slice(-3), { timeout: patience }).toEqual(['running', 'unhealthy', 'running']);
  await container.remove({ force: true });
  await engine.settled();
});

function inWords(change: ContainerChange): string {
  return [change.change, ...('after' in change ? [change.after.state] : [])].join(' ');
}

test('a container is stopping from its stop signal on, before it has died', async () => {
  const container = await engine.create('stop-1');
  await engine.settled();
  await engine.settledAfter(container.start());
  await container.stop();
  await engine.settled();
  await container.remove();
  await engine.settled();
  await expect.poll(() => engine.changesOf(container).at(-1)?.change, { timeout: patience }).toBe('went');
  const changes = engine.changesOf(container);
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
    engine.run('survivor-1', { ...stubborn, StopTimeout: 0 }),
    engine.run('other-1', { ...stubborn, StopSignal: 'SIGQUIT' }),
  ]);
  await engine.settled();
  await Promise.all([survivor.kill({ signal: 'TERM' }), other.kill({ signal: 'TERM' })]);
  await expect.poll(() => engine.named('survivor-1')?.state, { timeout: patience }).toBe('stopping');
  engine.ahead += 5_000;
  await expect.poll(() => engine.named('survivor-1')?.state, { timeout: patience }).toBe('running');
  const last = () => engine.changesOf(survivor).map(inWords).slice(-2);
  await expect.poll(last, { timeout: patience }).toEqual(['changed stopping', 'changed running']);
  expect(engine.changesOf(other).map(inWords)).not.toContain('changed stopping');
  await other.kill({ signal: 'QUIT' });
  await expect.poll(() => engine.named('other-1')?.stopping?.signal, { timeout: patience }).toBe('SIGQUIT');
  await engine.settledAfter(survivor.remove({ force: true }), other.remove({ force: true }));
});

test('an event costs one inspection at most, and no list of everything', async () => {
  const container = await engine.create('cheap-1', { Image: 'berth-sample/web:health' });
  await engine.settled();
  const before = engine.proxy.requests.length;
  const inspections = () => engine.proxy.requests.slice(before);
  const inspection = `GET /containers/${container.id}/json`;
  await container.start();
  await expect.poll(() => engine.named('cheap-1')?.state, { timeout: patience }).toBe('running');
  // network connect, start, health_status
  expect(inspections().length).toBeLessThanOrEqual(3);
  for (const command of ['true', 'false']) await (await container.exec({ Cmd: [command] })).start({});
  await container.kill({ signal: 'HUP' });
  await engine.settledAfter(container.stop());
  // die, network disconnect
  expect(inspections().length).toBeLessThanOrEqual(5);
  expect(new Set(inspections())).toEqual(new Set([inspection]));
  await engine.settledAfter(container.remove());
});

test('what nothing changed in is not written again', async () => {
  await engine.settled();
  const [document] = engine.documents().slice(-1);
  const network = await engine.docker.createNetwork({ Name: 'marker' });
  await engine.settledAfter(network.remove());
  await expect.poll(() => engine.documents().at(-1)?.networks.length, { timeout: patience }).toBe(document?.networks.length);
  const revisions = engine.documents().map(({ epoch: _, listedAt: __, ...content }) => JSON.stringify(content));
  expect(revisions.filter((content, n) => content === revisions[n + 1])).toEqual([]);
});

test('a burst of 30 containers, in few documents', async () => {
  await engine.settled();
  const before = engine.documents().length;
  const burst = await Promise.all(Array.from({ length: 30 }, (_, n) => engine.run(`burst-${n}`)));
  await engine.settled();
  expect(engine.containers().filter(({ name, state }) => name.startsWith('burst-') && state === 'running')).toHaveLength(30);
  await engine.settledAfter(...burst.slice(0, 10).map((container) => container.remove({ force: true })));
  expect(engine.containers().filter(({ name }) => name.startsWith('burst-'))).toHaveLength(20);
  expect(engine.documents().length - before).toBeLessThan(150);
});
