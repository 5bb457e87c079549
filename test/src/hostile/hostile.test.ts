/** Whatever an attacker starts on one engine, the others' are served as before, and he gets no more than his engine is allowed. */
import { expect, test } from 'vitest';
import { lawsBrokenBy } from './attacks.ts';
import { crowds, workFor } from './crowds.ts';

test('5,000 containers that mean harm', async () => {
  expect(await lawsBrokenBy(5_000, 1)).toEqual([]);
});

test.for(Object.entries(crowds))('an engine full of containers that %s is soon planned, and slows no other', ([, containers]) => {
  const { whole, theirs, others } = workFor(containers);
  expect(whole).toBeLessThan(2_500);
  expect(theirs).toBeLessThan(600);
  expect(others).toBeLessThan(150);
});
