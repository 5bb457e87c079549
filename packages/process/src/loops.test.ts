import { expect, test } from 'vitest';
import { Loops } from './loops.ts';

type Config = { readonly value: number; readonly names?: ReadonlyMap<string, string> };
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Loops that note when they begin and end, and do nothing else. */
function noted() {
  const notes: string[] = [];
  const run = async ({ value }: Config, signal: AbortSignal) => {
    notes.push(`begin ${value}`);
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    notes.push(`end ${value}`);
  };
  return { notes, loops: new Loops<Config>({ log, run }) };
}

test('only the loops whose configuration changed are ended and begun again', async () => {
  const { notes, loops } = noted();
  await loops.become(
    new Map([
      ['a', { value: 1, names: new Map([['x', 'y']]) }],
      ['b', { value: 2 }],
      ['c', { value: 3 }],
    ]),
  );
  await loops.become(
    new Map([
      ['a', { value: 1, names: new Map([['x', 'y']]) }],
      ['b', { value: 20 }],
      ['d', { value: 4 }],
    ]),
  );
  expect(notes).toEqual(['begin 1', 'begin 2', 'begin 3', 'end 2', 'end 3', 'begin 20', 'begin 4']);
  await loops.become(new Map([['a', { value: 1, names: new Map([['x', 'z']]) }]]));
  expect(notes.slice(7)).toEqual(['end 1', 'end 20', 'end 4', 'begin 1']);
  await loops[Symbol.asyncDispose]();
  expect(notes.at(-1)).toBe('end 1');
});

test.for([
  { when: 'throws', run: () => Promise.reject(new Error('no way')), says: 'no way' },
  { when: 'ends by itself', run: () => Promise.resolve(), says: 'the loop for a ended by itself' },
])('a loop that $when is told', async ({ run, says }) => {
  await using loops = new Loops<Config>({ log, run });
  await loops.become(new Map([['a', { value: 1 }]]));
  await expect.poll(() => loops.failed.aborted).toBe(true);
  expect(() => loops.failed.throwIfAborted()).toThrow(says);
});

test('what a loop throws because it was ended is no failure, anything else is', async () => {
  const ended = (error: (signal: AbortSignal) => unknown) => async (_: Config, signal: AbortSignal) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    signal.addEventListener('abort', () => resolve(), { once: true });
    await promise;
    throw error(signal);
  };
  const quiet = new Loops<Config>({ log, run: ended((signal) => signal.reason) });
  await quiet.become(new Map([['a', { value: 1 }]]));
  await quiet[Symbol.asyncDispose]();
  expect(quiet.failed.aborted).toBe(false);
  const loud = new Loops<Config>({ log, run: ended(() => new Error('while ending')) });
  await loud.become(new Map([['a', { value: 1 }]]));
  await loud[Symbol.asyncDispose]();
  expect(() => loud.failed.throwIfAborted()).toThrow('while ending');
});
