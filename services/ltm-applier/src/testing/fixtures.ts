/** A virtual BIG-IP and a driver for each test. */
import { type Driver, testedVersion } from '@berth/reconcile/testing';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { test as plain } from 'vitest';
import { openDriver } from './driver.ts';

export const test = plain
  .extend<{ bigip: VirtualBigIp }>({
    bigip: async ({ task: _task }, use) => {
      await using bigip = await VirtualBigIp.start({ version: testedVersion });
      await use(bigip);
    },
  })
  .extend<{ driver: Driver }>({
    driver: async ({ bigip }, use) => {
      await using driver = await openDriver(bigip);
      await use(driver);
    },
  });
