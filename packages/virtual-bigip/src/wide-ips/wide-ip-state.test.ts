/** Wide IPs as what they lead to is disabled, goes down and comes back. */
import { expect, test } from 'vitest';
import type { Ask } from '../conformance/case.ts';
import { send } from '../conformance/wire.ts';
import { configure, freePort, patient, pool, tcpServer, virtual } from '../data-plane/traffic-laboratory.ts';
import { asked, gtmPool, listening, wideIp } from './wide-ip-laboratory.ts';

test.for<{ readonly what: string; readonly change: Ask }>([
  { what: 'the member', change: ['PATCH', 'gtm/pool/a/p/members/~Common~s:vs1', { disabled: true }] },
  { what: 'the virtual server', change: ['PATCH', 'gtm/server/s/virtual-servers/vs1', { disabled: true }] },
  { what: 'the member by false', change: ['PATCH', 'gtm/pool/a/p/members/~Common~s:vs1', { enabled: false }] },
])('the next member answers when $what is disabled', async ({ change }) => {
  const unit = await listening(gtmPool({ loadBalancingMode: 'global-availability' }), wideIp());
  expect(await asked(unit, 1)).toBe('1');
  await configure(unit.bigip, change);
  expect(await asked(unit, 1)).toBe('2');
});

test('a virtual server of this unit is as its monitors find it, also behind a translation', async () => {
  const up = await tcpServer((socket) => void socket.resume());
  const [down, port] = [await freePort(), await freePort()];
  const monitor = { monitor: '/Common/tcp' };
  const translated = { translationAddress: '127.0.0.1', translationPort: port };
  const unit = await listening(
    ['POST', 'ltm/monitor/tcp', { name: 'tcp', partition: 'T', interval: 1, timeout: 2 }],
    pool('up', [up], { monitor: '/T/tcp' }),
    pool('down', [down], { monitor: '/T/tcp' }),
    virtual(port, { pool: '/T/down', ipProtocol: 'tcp', profiles: ['/Common/tcp'] }),
    ['PATCH', 'gtm/server/s/virtual-servers/vs1', translated],
    gtmPool({ loadBalancingMode: 'global-availability', ...monitor }),
    wideIp(),
  );
  await expect.poll(async () => asked(unit, 1), patient).toBe('2');
  await configure(unit.bigip, ['PATCH', 'ltm/virtual/~T~v', { pool: '/T/up' }]);
  await expect.poll(async () => asked(unit, 1), patient).toBe('1');
  await configure(unit.bigip, ['PATCH', 'ltm/virtual/~T~v', { disabled: true }]);
  expect(await asked(unit, 1)).toBe('2');
});

test('a virtual server elsewhere is as its monitor finds it, or that of its server', async () => {
  const up = await tcpServer((socket) => void socket.resume());
  const [down, other] = [await freePort(), await freePort()];
  const quick: Ask = ['POST', 'gtm/monitor/tcp', { name: 'quick', interval: 1, timeout: 2 }];
  const unit = await listening(
    quick,
    ['PATCH', 'gtm/server/s/virtual-servers/vs1', { destination: `127.0.0.1:${down}`, monitor: '/Common/quick' }],
    ['PATCH', 'gtm/server/s/virtual-servers/vs2', { destination: `127.0.0.2:${other}` }],
    ['PATCH', 'gtm/server/s/virtual-servers/vs3', { translationAddress: '127.0.0.1', translationPort: up }],
    ['PATCH', 'gtm/server/s', { monitor: '/Common/bigip and /Common/quick' }],
    gtmPool({ loadBalancingMode: 'global-availability' }),
    wideIp(),
  );
  const state = async (name: string): Promise<unknown> => {
    const { body } = await send(unit.bigip, ['GET', `gtm/server/s/virtual-servers/${name}/stats`]);
    return Object.values((body as Statistics).entries)[0]?.nestedStats.entries['status.availabilityState'].description;
  };
  await expect.poll(async () => state('vs1'), patient).toBe('offline');
  await expect.poll(async () => state('vs3'), patient).toBe('available');
  await expect.poll(async () => asked(unit, 1), patient).toBe('3');
  await configure(unit.bigip, ['PATCH', 'gtm/server/s', { monitor: 'none' }]);
  expect(await state('vs3')).toBe('unknown');
});

type Statistics = {
  readonly entries: Readonly<
    Record<
      string,
      { readonly nestedStats: { readonly entries: { readonly 'status.availabilityState': { readonly description: string } } } }
    >
  >;
};
