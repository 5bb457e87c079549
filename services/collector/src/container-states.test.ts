/** The states of containers on a real engine: health checks, signals, restart policies, running out of memory, and addresses that pass on. */
import type { Container } from '@berth/messages';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FollowedEngine } from './testing/followed-engine.ts';
import { patience } from './testing/programs.ts';

let engine: FollowedEngine;

beforeAll(async () => {
  engine = await FollowedEngine.start();
});

afterAll(() => engine[Symbol.asyncDispose]());

const sleeping = { Cmd: ['sleep', '1000'] };

/** Waits until the document shows a name that the container gets now: by then every event before counts. */
async function heeded(container: Docker.Container, name: string): Promise<Container | undefined> {
  await container.rename({ name });
  await expect.poll(() => engine.named(name), { timeout: patience, interval: 5 }).toBeDefined();
  return engine.named(name);
}

/** Every state that was told of a container, in order; of equal ones that follow each other, one. */
function statesOf(container: Docker.Container): string[] {
  const told = engine.changesOf(container).flatMap((change) => ('after' in change ? [change.after.state] : ['gone']));
  return told.filter((state, n) => state !== told[n - 1]);
}

test.for([
  { own: undefined, others: ['HUP', 'INT', 'QUIT', 'USR1'], stops: 'TERM', told: 'SIGTERM' },
  { own: 'SIGINT', others: ['HUP', 'TERM', 'QUIT'], stops: 'INT', told: 'SIGINT' },
  { own: 'SIGRTMIN+3', others: ['TERM', 'USR1'], stops: 'RTMIN+3', told: '37' },
])('of all signals only its own stop signal $told makes a container stopping', async ({ own, others, stops, told }) => {
  const container = await engine.run('signals-1', { ...sleeping, ...(own && { StopSignal: own }) });
  await engine.settled();
  for (const signal of others) await container.kill({ signal });
  expect(await heeded(container, 'signals-2')).toMatchObject({ state: 'running' });
  await container.kill({ signal: stops });
  expect(await heeded(container, 'signals-3')).toMatchObject({ state: 'stopping', stopping: { signal: told } });
  await engine.settledAfter(container.remove({ force: true }));
});

test('one that is killed is stopping at the signal, for nobody survives it', async () => {
  const container = await engine.run('killed-1', sleeping);
  await engine.settled();
  await container.kill();
  await container.wait();
  await engine.settled();
  await expect.poll(() => statesOf(container).slice(-3), { timeout: patience }).toEqual(['running', 'stopping', 'exited']);
  await engine.settledAfter(container.remove());
});

test('a health check counts from the start, and a container without one runs at once', async () => {
  const Healthcheck = { Test: ['CMD', 'test', '-f', '/ready'], Interval: 1e9, Timeout: 5e9, Retries: 1000, StartPeriod: 3600e9 };
  const [slow, unchecked] = await Promise.all([
    engine.run('slow-1', { ...sleeping, Healthcheck } as object),
    engine.run('unchecked-1', { ...sleeping, Image: 'berth-sample/web:health', Healthcheck: { Test: ['NONE'] } } as object),
  ]);
  await engine.settled();
  expect(engine.named('slow-1')?.state).toBe('starting');
  expect(engine.named('unchecked-1')?.state).toBe('running');
  await (await slow.exec({ Cmd: ['touch', '/ready'] })).start({});
  await expect.poll(() => engine.named('slow-1')?.state, { timeout: patience }).toBe('running');
  await slow.pause();
  await expect.poll(() => engine.named('slow-1')?.state, { timeout: patience }).toBe('paused');
  await slow.unpause();
  // Docker calls it unhealthy from the end of a pause until the next check.
  await expect.poll(() => engine.named('slow-1')?.state, { timeout: patience }).toBe('running');
  const states = () => statesOf(slow).filter((state) => state !== 'exited' && state !== 'unhealthy');
  await expect.poll(states, { timeout: patience }).toEqual(['starting', 'running', 'paused', 'running']);
  await engine.settledAfter(slow.remove({ force: true }), unchecked.remove({ force: true }));
});

test.for([{ Name: 'on-failure', MaximumRetryCount: 3 }, { Name: 'always' }])(
  'a crash loop of restart policy $Name costs at most three documents a round',
  async (RestartPolicy) => {
    const before = engine.documents().length;
    const container = await engine.run('loop-1', { Cmd: ['sh', '-c', 'sleep 0.1; exit 1'], HostConfig: { RestartPolicy } });
    const rounds = async () => (await container.inspect()).RestartCount;
    await expect.poll(rounds, { timeout: patience }).toBeGreaterThanOrEqual(3);
    await container.stop();
    await engine.settled();
    const runs = (await rounds()) + 1;
    expect(engine.named('loop-1')?.state).toBe('exited');
    expect(engine.documents().length - before).toBeLessThanOrEqual(1 + 3 * runs);
    await engine.settledAfter(container.remove({ force: true }));
  },
);

test('one that runs out of memory has exited', async () => {
  const HostConfig = { Memory: 16 * 2 ** 20, MemorySwap: 16 * 2 ** 20 };
  const container = await engine.run('greedy-1', { Cmd: ['tail', '/dev/zero'], HostConfig });
  await container.wait();
  expect((await container.inspect()).State).toMatchObject({ OOMKilled: true, ExitCode: 137 });
  await engine.settled();
  expect(engine.named('greedy-1')?.state).toBe('exited');
  await engine.settledAfter(container.remove());
});

test('docker update changes nothing that counts, and costs nothing', async () => {
  const container = await engine.run('updated-1', sleeping);
  await engine.settled();
  const before = engine.documents().length;
  for (let Memory = 64 * 2 ** 20; Memory < 80 * 2 ** 20; Memory += 2 ** 20)
    await container.update({ Memory, MemorySwap: Memory, RestartPolicy: { Name: 'always' } });
  await heeded(container, 'updated-2');
  const inspected = engine.proxy.requests.filter((request) => request === `GET /containers/${container.id}/json`);
  // As it was made, connected to its network, started and renamed; one answer may serve two of them.
  expect(inspected.length).toBeLessThanOrEqual(4);
  expect(engine.documents()).toHaveLength(before + 1);
  await engine.settledAfter(container.remove({ force: true }));
});

test('an address that passes to another container is never told of both', async () => {
  const addressOf = (name: string) => JSON.stringify(engine.named(name)?.attachment);
  const holder = await engine.run('holder-1', sleeping);
  const [next, last] = await Promise.all([engine.create('next-1', sleeping), engine.create('last-1', sleeping)]);
  await engine.settled();
  const [address, before] = [addressOf('holder-1'), engine.documents().length];
  await holder.kill();
  await holder.wait();
  await next.start();
  await engine.settled();
  expect(addressOf('next-1')).toBe(address);
  await next.remove({ force: true });
  await last.start();
  await engine.settled();
  expect(addressOf('last-1')).toBe(address);
  for (const { containers } of engine.documents().slice(before))
    expect(containers.filter(({ state, attachment }) => state !== 'exited' && JSON.stringify(attachment) === address).length).toBeLessThan(
      2,
    );
  await engine.settledAfter(holder.remove(), last.remove({ force: true }));
});
