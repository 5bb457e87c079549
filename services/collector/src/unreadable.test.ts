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

test('more than a message holds is a problem, and the last document that fitted stays', async () => {
  const large = (n: number) => engine.create(`large-${n}`, { Labels: { 'berth.host': 'a'.repeat(60_000) } });
  const fitting = await Promise.all(Array.from({ length: 17 }, (_, index) => large(index + 1)));
  await engine.settled();
  const further = await large(18);
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual(['size: ']);
  const before = engine.documents().length;
  const small = await engine.create('small-1');
  await small.remove();
  expect(engine.named('large-17')).toBeDefined();
  expect(engine.named('large-18')).toBeUndefined();
  expect(engine.documents()).toHaveLength(before);
  await engine.settledAfter(further.remove());
  await expect.poll(() => engine.problems(), { timeout: patience }).toEqual([]);
  await engine.settledAfter(...fitting.map((container) => container.remove()));
});
