import { expect, test } from 'vitest';
import { Queue } from './queue.ts';

test('a change goes before the backlog', () => {
  const queue = new Queue();
  queue.postpone('a');
  queue.postpone('b');
  queue.change('b');
  queue.change('c');
  expect(queue.take()).toEqual({ kind: 'changed', parts: ['b', 'c'] });
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
  expect(queue.take().parts).toEqual(['a', 'b']);
  expect(queue.empty).toBe(true);
});
