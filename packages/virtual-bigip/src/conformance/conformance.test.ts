/** Runs the tables. */

import { beforeAll, describe, expect, test } from 'vitest';
import { Laboratory } from './laboratory.ts';
import { groups } from './tables/all.ts';

describe.for(groups)('$name', ({ cases, options }) => {
  let laboratory: Laboratory;
  beforeAll(async () => {
    laboratory = await Laboratory.start(options);
    return async () => laboratory[Symbol.asyncDispose]();
  });
  test.for(cases)('$it', async (row) => {
    expect(await laboratory.run(row), row.by).toBeUndefined();
  });
});
