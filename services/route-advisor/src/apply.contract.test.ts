/** What is written to a BIG-IP, over the wire. */
import { byHand, described, expectSettled } from '@berth/reconcile/testing';
import type { VirtualBigIp } from '@berth/virtual-bigip';
import { expect } from 'vitest';
import { base, forwarding, gone, routes } from './testing/documents.ts';
import { openDriver, test } from './testing/fixtures.ts';
import { routesOn, virtualsOn } from './testing/observed.ts';

/** The writes that `act` makes, as `PATCH berth_route_10.32.1.0_24`. */
async function writes(bigip: VirtualBigIp, act: () => Promise<unknown>): Promise<string[]> {
  const before = bigip.requests.counters.requests;
  await act();
  return bigip.requests.writesSince(before).map(({ method, path }) => `${method} ${path.replace(/^\/mgmt\/tm/, '').replace(/.*~/, '')}`);
}

test("an engine's networks come, change and go", async ({ bigip, driver }) => {
  await driver.apply(base());
  expect(described(await driver.apply(routes(1, { '10.32.1.0/24': 'bridge', 'fd00:32:1::/64': 'bridge' })))).toEqual([
    'create /berth/berth_route_10.32.1.0_24',
    'create /berth/berth_route_fd00-32-1--_64',
  ]);
  expect(routesOn(bigip)).toEqual(['10.32.1.0/24 by 10.31.1.2', 'fd00:32:1::/64 by fd00:31:1::2']);
  expect(driver.resources.owned()).toMatchObject({ routes: 2 });
  await driver.apply(routes(1, { '10.33.16.0/24': 'shop' }));
  expect(routesOn(bigip)).toEqual(['10.33.16.0/24 by 10.31.1.2']);
  await driver.apply(routes(1, {}));
  expect(routesOn(bigip)).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
});

test('another gateway is one request, another network a transaction', async ({ bigip, driver }) => {
  await driver.apply(base(), routes(1, { '10.32.1.0/24': 'bridge' }));
  const moved = routes(1, { '10.32.1.0/24': 'bridge' }, { gateway: '10.31.1.3' });
  expect(await writes(bigip, () => driver.apply(moved))).toEqual(['PATCH berth_route_10.32.1.0_24']);
  expect(await writes(bigip, () => driver.apply(routes(1, { '10.32.9.0/24': 'bridge' })))).toEqual([
    'POST /transaction',
    'DELETE berth_route_10.32.1.0_24',
    'POST /net/route',
    expect.stringMatching(/^PATCH \/transaction/),
  ]);
});

test('a route of ours whose network somebody made another is made anew, at once', async ({ bigip, driver }) => {
  await driver.apply(base(), routes(1, { '10.32.1.0/24': 'bridge' }));
  const path = '/net/route/~berth~berth_route_10.32.1.0_24';
  const description = String(bigip.snapshot()['net/route']?.['/berth/berth_route_10.32.1.0_24']?.['description']);
  await byHand(bigip, 'DELETE', path);
  const wrong = { name: 'berth_route_10.32.1.0_24', partition: 'berth', network: '10.99.0.0/24', gw: '10.31.1.2', description };
  await byHand(bigip, 'POST', '/net/route', wrong);
  await driver.read('again');
  expect(await writes(bigip, () => driver.settle())).toEqual([
    'POST /transaction',
    'DELETE berth_route_10.32.1.0_24',
    'POST /net/route',
    expect.stringMatching(/^PATCH \/transaction/),
  ]);
  expect(routesOn(bigip)).toEqual(['10.32.1.0/24 by 10.31.1.2']);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'drifted', object: '/berth/berth_route_10.32.1.0_24' }]);
});

test('a network that moves to another engine is never without a route', async ({ bigip, driver }) => {
  await driver.apply(base(), routes(1, { '10.32.9.0/24': 'shop' }));
  const both = [routes(1, {}), routes(2, { '10.32.9.0/24': 'shop' })];
  expect(await writes(bigip, () => driver.apply(...both))).toEqual(['PATCH berth_route_10.32.9.0_24']);
  expect(routesOn(bigip)).toEqual(['10.32.9.0/24 by 10.31.2.2']);
});

test('what is routed is forwarded from the VLANs that are named, and from no other', async ({ bigip, driver }) => {
  await driver.apply(base(), routes(1, { '10.32.1.0/24': 'bridge' }));
  const before = bigip.snapshot();
  expect(virtualsOn(bigip)).toEqual([]);
  await driver.apply(forwarding('docker1', 'docker2'));
  expect(virtualsOn(bigip)).toMatchObject([
    {
      destination: '/berth/10.32.1.0:0',
      mask: '255.255.255.0',
      ipForward: 'ipForward',
      ipProtocol: 'any',
      vlans: ['/Common/docker1', '/Common/docker2'],
      vlansEnabled: 'vlansEnabled',
      sourceAddressTranslation: { type: 'none' },
      translateAddress: 'disabled',
      translatePort: 'disabled',
    },
  ]);
  await driver.apply(forwarding('docker2'));
  expect(virtualsOn(bigip)).toMatchObject([{ vlans: ['/Common/docker2'] }]);
  await driver.apply(routes(1, { '10.32.1.0/24': 'bridge', 'fd00:32:1::/64': 'bridge' }));
  expect(virtualsOn(bigip).map(({ destination, mask }) => [destination, mask])).toContainEqual([
    '/berth/fd00:32:1::.0',
    'ffff:ffff:ffff:ffff::',
  ]);
  await driver.apply(routes(1, { '10.32.1.0/24': 'bridge' }));
  await driver.apply(base());
  expect(bigip.snapshot()).toEqual(before);
});

test('needs no second pass, and none after a restart', async ({ bigip, driver }) => {
  const all = [
    forwarding('docker1', 'docker2'),
    routes(1, { '10.32.1.0/24': 'bridge', 'fd00:32:1::/64': 'bridge' }),
    routes(2, { '10.32.2.0/25': 'shop' }),
  ];
  await driver.apply(...all);
  await expectSettled(driver, () => openDriver(bigip), all);
});

test('a gateway that no self IP reaches is not sent, and the others are', async ({ bigip, driver }) => {
  await driver.apply(base());
  const sent = await writes(bigip, () => driver.apply(routes(1, { '10.32.1.0/24': 'bridge' }), routes(7, { '10.32.7.0/24': 'bridge' })));
  expect(sent).toEqual(['POST /net/route']);
  expect(driver.resources.exceptions()).toMatchObject([
    { kind: 'held', object: '/berth/berth_route_10.32.7.0_24', service: 'docker7', reason: expect.stringContaining('10.31.7.2%0') },
  ]);
  await byHand(bigip, 'POST', '/net/self', { name: 'late', address: '10.31.7.1/24', vlan: 'docker1' });
  await driver.read('again');
  await driver.settle();
  expect(routesOn(bigip)).toContain('10.32.7.0/24 by 10.31.7.2');
});

test('routes of others are never touched: one that serves is enough, any other is a conflict', async ({ bigip, driver }) => {
  for (const [name, network, gw] of [
    ['same', '10.32.1.0/24', '10.31.1.2'],
    ['other', '10.32.2.0/24', '10.31.1.9'],
  ])
    await byHand(bigip, 'POST', '/net/route', { name, network, gw });
  const before = bigip.snapshot()['net/route'];
  await using fresh = await openDriver(bigip);
  await fresh.apply(base(), routes(1, { '10.32.1.0/24': 'bridge' }), routes(2, { '10.32.2.0/24': 'bridge' }));
  expect(bigip.snapshot()['net/route']).toEqual(before);
  expect(fresh.resources.exceptions()).toMatchObject([
    { kind: 'conflicting', object: '/berth/berth_route_10.32.2.0_24', reason: expect.stringContaining('/Common/other') },
  ]);
  await fresh.apply(gone(1), gone(2));
  expect(bigip.snapshot()['net/route']).toEqual(before);
  expect(driver.resources.owned()).toMatchObject({ routes: 0 });
});

test('a name of ours that somebody else has is left to him', async ({ bigip, driver }) => {
  await driver.apply(base());
  await byHand(bigip, 'POST', '/net/route', {
    name: 'berth_route_10.32.1.0_24',
    partition: 'berth',
    network: '10.77.0.0/24',
    gw: '10.31.1.2',
  });
  await driver.read('again');
  await driver.apply(routes(1, { '10.32.1.0/24': 'bridge' }));
  expect(routesOn(bigip)).toEqual(['10.77.0.0/24 by 10.31.1.2']);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'conflicting', object: '/berth/berth_route_10.32.1.0_24' }]);
});

test('an engine that can not be seen keeps its routes, also through a restart; one that is gone loses them', async ({ bigip, driver }) => {
  await driver.apply(forwarding('docker1'), routes(1, { '10.32.1.0/24': 'bridge' }), routes(2, { '10.32.2.0/24': 'bridge' }));
  const before = bigip.snapshot();
  await using restarted = await openDriver(bigip);
  await restarted.apply(forwarding('docker1'), routes(1, {}, { partial: ['docker1'] }), routes(2, { '10.32.2.0/24': 'bridge' }));
  expect(bigip.snapshot()).toEqual(before);
  await restarted.lose('docker2', 'unknown');
  expect(bigip.snapshot()).toEqual(before);
  expect(restarted.resources.exceptions()).toMatchObject([{ kind: 'held', service: 'docker2' }]);
  await restarted.apply(gone(1), gone(2));
  expect(routesOn(bigip)).toEqual([]);
  expect(virtualsOn(bigip)).toEqual([]);
});

test('routes of which no document tells are kept and reported until orphans may go', async ({ bigip, driver }) => {
  await driver.apply(base(), routes(1, { '10.32.1.0/24': 'bridge' }));
  await using restarted = await openDriver(bigip);
  await restarted.apply(base());
  expect(restarted.resources.exceptions()).toMatchObject([{ kind: 'orphaned', object: '/berth/berth_route_10.32.1.0_24' }]);
  for (const part of restarted.resources.judgeOrphans('remove')) restarted.queue.postpone(part);
  await restarted.settle();
  expect(routesOn(bigip)).toEqual([]);
  expect(restarted.resources.exceptions()).toEqual([]);
});

test('one route that BIG-IP refuses keeps none of the others', async ({ bigip, driver }) => {
  await driver.apply(base());
  // Its own address: no gateway, though a self IP is in its network.
  await driver.apply(routes(1, { '10.32.1.0/24': 'bridge' }, { gateway: '10.31.1.1' }), routes(2, { '10.32.2.0/24': 'bridge' }));
  expect(routesOn(bigip)).toEqual(['10.32.2.0/24 by 10.31.2.2']);
  expect(driver.quarantine.exceptions()).toMatchObject([{ kind: 'refused', object: '/berth/berth_route_10.32.1.0_24' }]);
});
