/** For contract tests: a BIG-IP and a driver of an applier's resources for each test. */
import { test } from 'vitest';
import type { DrivenBigip, Driver } from './driver.ts';

/** Vitest's `test` with both. `start` makes the BIG-IP, as the tests need it. */
export function withBigip<B extends DrivenBigip & AsyncDisposable>(start: () => Promise<B>, open: (bigip: B) => Promise<Driver>) {
  return test
    .extend<{ bigip: B }>({
      bigip: async ({ task: _task }, use) => {
        await using bigip = await start();
        await use(bigip);
      },
    })
    .extend<{ driver: Driver }>({
      driver: async ({ bigip }, use) => {
        await using driver = await open(bigip);
        await use(driver);
      },
    });
}
