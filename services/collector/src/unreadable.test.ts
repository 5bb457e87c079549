/** Containers that can't be read, and engines with more than a message holds: problems of their own, and what was known stays. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { FollowedEngine } from './testing/followed-engine.ts';
import { patience } from './testing/programs.ts';

let engine: FollowedEngine;

beforeAll(async () => {
  engine = await FollowedEngine.start();
});

afterAll(() => engine[Symbol.asyncDispose]());

test("a container that can't be read is a problem of its own, and the others go on", async () => {
  const strange = await engine.create('strange-1', { ExposedPorts: { '80-90/tcp': {} } });
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual([`container-${strange.id.slice(0, 12)}: ports.0.port`]);
  const plain = await engine.run('plain-1');
  await expect.poll(() => engine.named('plain-1')?.state, { timeout: patience }).toBe('running');
  await engine.settledAfter(strange.remove(), plain.remove({ force: true }));
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual([]);
});

test("a container that can't be read any more stays as it was", async () => {
  const container = await engine.run('sane-1');
  await engine.settled();
  engine.proxy.spoil = (bytes) => Buffer.from(bytes.toString('latin1').replaceAll('"Status":"paused"', '"Status":"puased"'), 'latin1');
  await container.pause();
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual([`container-${container.id.slice(0, 12)}: State.Status`]);
  expect(engine.named('sane-1')?.state).toBe('running');
  engine.proxy.spoil = (bytes) => bytes;
  await container.unpause();
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual([]);
  await engine.settledAfter(container.remove({ force: true }));
});

test('more than a message holds: what was there stays and goes on being told, and that some are left out is a problem', async () => {
  const labels = { 'berth.host': 'a'.repeat(60_000) };
  const waiting = await Promise.all(Array.from({ length: 12 }, (_, index) => engine.create(`waiting-${index + 1}`, { Labels: labels })));
  const served = await engine.run('served-1');
  await engine.settled();
  await Promise.all(Array.from({ length: 16 }, (_, index) => engine.run(`large-${index + 1}`, { Labels: labels })));
  const leftOut = () => engine.reader.document('docker1')?.leftOut;
  await expect.poll(leftOut, { timeout: patience }).toMatchObject({ running: 1, exited: 12, next: [expect.stringMatching(/^large-/)] });
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual(['room: ']);
  expect(engine.named('served-1')?.state).toBe('running');
  await served.pause();
  await expect.poll(() => engine.named('served-1')?.state, { timeout: patience }).toBe('paused');
  const [last = ''] = leftOut()?.next ?? [];
  await engine.docker.getContainer(last).remove({ force: true });
  await Promise.all(waiting.map((container) => container.remove()));
  await engine.settled();
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual([]);
  const left = await engine.docker.listContainers({ all: true });
  await engine.settledAfter(...left.map(({ Id }) => engine.docker.getContainer(Id).remove({ force: true })));
});
