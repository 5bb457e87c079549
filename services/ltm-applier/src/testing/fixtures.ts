/** A virtual BIG-IP and a driver for each test, and an operator's hands. */
import { openSession, within } from '@berth/icontrol';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { test as plain } from 'vitest';
import { Driver } from './driver.ts';

export const test = plain
  .extend<{ bigip: VirtualBigIp }>({
    bigip: async ({ task: _task }, use) => {
      await using bigip = await VirtualBigIp.start();
      await use(bigip);
    },
  })
  .extend<{ driver: Driver }>({
    driver: async ({ bigip }, use) => {
      await using driver = await Driver.open(bigip);
      await use(driver);
    },
  });

/** Sends a request that nobody expects: an operator's. */
export async function byHand(bigip: VirtualBigIp, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<void> {
  const { host } = new URL(bigip.url);
  const trust = { kind: 'ca', pem: bigip.ca } as const;
  const options = { unit: host, user: bigip.user, password: bigip.password, trust, requestTimeout: 10_000 };
  const signal = new AbortController().signal;
  await using session = await openSession(options, signal);
  await session.send({ method, path: `/mgmt/tm${path}`, ...(body && { body }) }, within(10_000, signal));
}
