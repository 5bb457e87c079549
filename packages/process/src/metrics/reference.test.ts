import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { expect, test } from 'vitest';
import { metricsFile, metricsReference } from './reference.ts';

test('the page about metrics is as the table says: npm run metrics', async () => {
  expect(await readFile(resolve(import.meta.dirname, '../../../..', metricsFile), 'utf8')).toBe(await metricsReference());
});
