/** Tasks by key: one at a time, once more for what came meanwhile, and no way to get stuck. */
import { expect, test } from 'vitest';
import { OncePerKey } from './once-per-key.ts';

/** A task whose runs end when the test says so. */
function tasks() {
  const begun: { readonly key: string; readonly end: () => void; readonly fail: (error: Error) => void }[] = [];
  const once = new OncePerKey((key: string) => {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    begun.push({ key, end: resolve, fail: reject });
    return promise;
  });
  return { begun, once, keys: () => begun.map(({ key }) => key) };
}

test('many calls for one key while it runs make one run more', async () => {
  const { begun, once, keys } = tasks();
  const first = once.run('a');
  const others = [once.run('a'), once.run('a'), once.run('a')];
  expect(keys()).toEqual(['a']);
  begun[0]?.end();
  await first;
  await expect.poll(keys).toEqual(['a', 'a']);
  begun[1]?.end();
  await Promise.all(others);
  expect(keys()).toEqual(['a', 'a']);
  await once.settled();
});

test('different keys run at the same time', () => {
  const { once, keys } = tasks();
  const runs = [once.run('a'), once.run('b')];
  expect(runs).toHaveLength(2);
  expect(keys()).toEqual(['a', 'b']);
});

test('a run that fails tells its caller, and what was asked for meanwhile runs all the same', async () => {
  const { begun, once, keys } = tasks();
  const first = once.run('a');
  const second = once.run('a');
  begun[0]?.fail(new Error('away'));
  await expect(first).rejects.toThrow('away');
  await expect.poll(keys).toEqual(['a', 'a']);
  begun[1]?.fail(new Error('still away'));
  await expect(second).rejects.toThrow('still away');
  await once.settled();
  const third = once.run('a');
  expect(keys()).toEqual(['a', 'a', 'a']);
  begun[2]?.end();
  await third;
});
