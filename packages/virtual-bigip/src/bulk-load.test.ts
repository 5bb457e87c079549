/** Size: many pools, many members, many records, and the cost of one change among them. */

import { expect, test } from 'vitest';
import { done, send } from './conformance/wire.ts';
import { VirtualBigIp } from './start.ts';

test('2,000 pools of 10 members and 20,000 records load in seconds, and one change among them takes milliseconds', {
  timeout: 60_000,
}, async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [['POST', 'auth/partition', { name: 'T' }]]);
  const began = performance.now();
  for (let pool = 0; pool < 2000; pool += 1) {
    const members = Array.from({ length: 10 }, (_, member) => ({ name: `10.${pool >> 8}.${pool & 255}.${member}:80`, partition: 'T' }));
    await done(bigip, [['POST', 'ltm/pool', { name: `p${pool}`, partition: 'T', members }]]);
  }
  const records = Array.from({ length: 20_000 }, (_, number) => ({ name: `host-${number}.example.com`, data: `/T/p${number}` }));
  await done(bigip, [['POST', 'ltm/data-group/internal', { name: 'd', partition: 'T', type: 'string', records }]]);
  const loaded = performance.now();
  expect(loaded - began).toBeLessThan(20_000);
  for (let member = 0; member < 100; member += 1) {
    await done(bigip, [['POST', 'ltm/pool/~T~p7/members', { name: `10.99.0.${member}:80`, partition: 'T' }]]);
  }
  expect((performance.now() - loaded) / 100).toBeLessThan(20);
  expect((await send(bigip, ['GET', 'ltm/pool?$top=100&$skip=1900'])).body).toMatchObject({ currentItemCount: 100, totalItems: 2000 });
});
