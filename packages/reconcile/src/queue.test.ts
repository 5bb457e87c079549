import { expect, test } from 'vitest';
import { Queue } from './queue.ts';

test('a change goes before the backlog', () => {
  const queue = new Queue();
  queue.postpone('a');
  queue.postpone('b');
  queue.change('b');
  queue.change('c');
  expect(queue.take()).toMatchObject({ kind: 'changed', parts: ['b', 'c'] });
  expect(queue.take()).toEqual({ kind: 'backlog', parts: ['a'] });
  expect(queue.empty).toBe(true);
});

test('a window is planned anew when one of its parts changes, a backlog also for any change after some requests', () => {
  const queue = new Queue();
  queue.change('a');
  const changed = queue.take();
  queue.change('b');
  expect(queue.interrupts(changed, 100)).toBe(false);
  queue.change('a');
  expect(queue.interrupts(changed, 1)).toBe(true);
  const backlog = { kind: 'backlog', parts: ['x'] } as const;
  expect(queue.interrupts(backlog, 1)).toBe(false);
  expect(queue.interrupts(backlog, 8)).toBe(true);
});

test('what could not be finished comes again, each part once', () => {
  const queue = new Queue();
  queue.change('a');
  queue.change('b');
  const window = queue.take();
  queue.change('a');
  queue.postpone('b');
  queue.putBack(window);
  expect(queue.take().parts).toEqual(['b']);
  expect(queue.take().parts).toEqual(['a']);
  expect(queue.empty).toBe(true);
});

test("an engine's many changes leave room in each window for others', and a window of its own is cut short for them", () => {
  const queue = new Queue();
  for (let n = 0; n < 200; n++) queue.change(`busy-${n}`, 'docker1');
  const alone = queue.take();
  expect(alone.parts).toHaveLength(64);
  queue.change('quiet', 'docker2');
  expect(queue.interrupts(alone, 7)).toBe(false);
  expect(queue.interrupts(alone, 8)).toBe(true);
  const { parts } = queue.take();
  expect(parts).toContain('quiet');
  expect(parts).toHaveLength(9);
});

test('what changes all the time keeps nothing else from being done', () => {
  const queue = new Queue();
  const busy = Array.from({ length: 63 }, (_, n) => `busy-${n}`);
  for (const part of [...busy, 'quiet']) queue.change(part, 'docker1');
  const first = queue.take();
  for (const part of busy) queue.change(part, 'docker1');
  expect(queue.interrupts(first, 1)).toBe(true);
  queue.putBack(first);
  const second = queue.take();
  expect(second.parts).toEqual(['quiet']);
  expect(queue.interrupts(second, 100)).toBe(false);
});
