/** Whatever an attacker starts on one engine, the others' are served as before, and he gets no more than his engine is allowed. */
import { expect, test } from 'vitest';
import { lawsBrokenBy } from './attacks.ts';

test('5,000 containers that mean harm', async () => {
  expect(await lawsBrokenBy(5_000, 1)).toEqual([]);
});
