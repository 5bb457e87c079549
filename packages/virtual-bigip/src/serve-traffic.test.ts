/** A unit as a whole: what REST configures carries requests, and REST tells what traffic knows. */
import { expect, test } from 'vitest';
import { done, send } from './conformance/wire.ts';
import { fetched, freePort, webServer } from './data-plane/traffic-laboratory.ts';
import { VirtualBigIp } from './start.ts';

test('a virtual server serves from its pool until it is deleted', { timeout: 60_000 }, async () => {
  await using bigip = await VirtualBigIp.start();
  const [member, port] = [await webServer('from the member'), await freePort()];
  await done(bigip, [
    ['POST', 'auth/partition', { name: 'T' }],
    ['POST', 'ltm/monitor/http', { name: 'quick', partition: 'T', interval: 1, timeout: 4 }],
    ['POST', 'ltm/pool', { name: 'p', partition: 'T', monitor: '/T/quick', members: [{ name: `127.0.0.1:${member}`, partition: 'T' }] }],
    [
      'POST',
      'ltm/virtual',
      { name: 'v', partition: 'T', destination: `/T/127.0.0.1:${port}`, ipProtocol: 'tcp', pool: '/T/p', profiles: ['/Common/http'] },
    ],
  ]);
  await bigip.settled();
  const text = async () => (await fetched(port)).text;
  await expect.poll(async () => text().catch(() => 'no member is up yet'), { timeout: 20_000 }).toBe('from the member');
  const path = `ltm/pool/~T~p/members/~T~127.0.0.1:${member}`;
  expect((await send(bigip, ['GET', path])).body).toMatchObject({ session: 'monitor-enabled' });
  await done(bigip, [['DELETE', 'ltm/virtual/~T~v']]);
  await expect.poll(async () => text().catch(() => 'refused'), { timeout: 20_000 }).toBe('refused');
});
