/** For contract tests: nothing is left to do. */
import { expect } from 'vitest';
import type { PartDocument } from '../documents.ts';
import type { Driver } from './driver.ts';

/** Told again of what was applied, reading it again, or begun anew, an applier sends nothing, and knows the same. */
export async function expectSettled(driver: Driver, restart: () => Promise<Driver>, documents: readonly PartDocument[]): Promise<void> {
  expect(await driver.apply(...documents)).toEqual([]);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
  await using restarted = await restart();
  expect(await restarted.apply(...documents)).toEqual([]);
  expect(restarted.resources.owned()).toEqual(driver.resources.owned());
}
