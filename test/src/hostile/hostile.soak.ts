/** The same with 200,000, from the seed that `npm run soak -- --seed S` names. */
import { expect, test } from 'vitest';
import { lawsBrokenBy } from './attacks.ts';

test('200,000 containers that mean harm', async () => {
  expect(await lawsBrokenBy(200_000, Number(process.env['BERTH_SOAK_SEED'] ?? 1))).toEqual([]);
});
