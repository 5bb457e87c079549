/** Nothing is sent where only the default route leads. */
import { expect, test } from 'vitest';
import { Reachable } from './reach.ts';
import { configure, fetched, freePort, patient, pool, unit, virtual } from './traffic-laboratory.ts';

// 203.0.113.0/24 is for documentation: no machine has a route to it.
const nowhere = '203.0.113.1';

test('own networks are reached, others only where that is said', () => {
  expect(['127.0.0.1', '127.9.9.9', '::1'].map((address) => new Reachable('routed').includes(address))).toEqual([true, true, true]);
  expect(new Reachable('routed').includes(nowhere)).toBe(false);
  expect(new Reachable('anywhere').includes(nowhere)).toBe(true);
});

test('a made-up member is neither probed nor connected to, and the log says why', async () => {
  const log: string[] = [];
  const bigip = await unit({ log: (line) => log.push(line) });
  const port = await freePort();
  const members = [{ name: `${nowhere}:80`, partition: 'T' }];
  const monitor = ['POST', 'ltm/monitor/tcp', { name: 'm', partition: 'T', interval: 1, timeout: 1 }] as const;
  await configure(bigip, monitor, pool('p', [], { monitor: '/T/m', members }), pool('q', [], { members }), virtual(port, { pool: '/T/q' }));
  await expect(fetched(port)).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect.poll(() => log.join('\n'), patient).toContain(`monitor status down (only the default route leads to ${nowhere})`);
});
