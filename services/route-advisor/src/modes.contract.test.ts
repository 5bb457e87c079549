/** Other ways than routes in the partition of a single unit: over the wire. */
import { byHand, described } from '@berth/reconcile/testing';
import { expect } from 'vitest';
import { base, forwarding, routes } from './testing/documents.ts';
import { openDriver, test } from './testing/fixtures.ts';
import { routesOn, virtualsOn } from './testing/observed.ts';

test('in a route domain of its own', async ({ bigip, driver }) => {
  await byHand(bigip, 'POST', '/net/route-domain', { name: 'seven', id: 7 });
  await byHand(bigip, 'POST', '/net/vlan', { name: 'seven', interfaces: [{ name: '1.7', untagged: true }] });
  await byHand(bigip, 'PATCH', '/net/route-domain/~Common~seven', { vlans: ['/Common/seven'] });
  await byHand(bigip, 'POST', '/net/self', { name: 'seven', address: '10.31.1.1%7/24', vlan: 'seven' });
  await driver.read('again');
  const all = [forwarding('seven'), routes(1, { '10.32.1.0/24': 'bridge' }, { routeDomain: 7 })];
  await driver.apply(...all);
  expect(routesOn(bigip)).toEqual(['10.32.1.0%7/24 by 10.31.1.2%7']);
  expect(virtualsOn(bigip)).toMatchObject([{ destination: '/berth/10.32.1.0%7:0' }]);
  await using restarted = await openDriver(bigip);
  expect(await restarted.apply(...all)).toEqual([]);
});

test('advice is told as commands, and nothing is written', async ({ bigip }) => {
  await using adviser = await openDriver(bigip, { mode: 'advise' });
  const before = bigip.snapshot();
  await adviser.apply(forwarding('docker1'), routes(1, { '10.32.1.0/24': 'bridge' }));
  expect(bigip.snapshot()).toEqual(before);
  expect(adviser.resources.exceptions().map(({ kind, reason }) => `${kind}: ${reason}`)).toEqual([
    'held: routes.mode is advise: tmsh create net route /berth/berth_route_10.32.1.0_24 network 10.32.1.0/24 gw 10.31.1.2 description "berth/1 shop-east route docker1 bridge"',
    expect.stringMatching(/^held: routes.mode is advise: tmsh create ltm virtual \/berth\/berth_forward_10\.32\.1\.0_24 ip-forward /),
  ]);
  await byHand(bigip, 'POST', '/net/route', { name: 'by-hand', network: '10.32.1.0/24', gw: '10.31.1.2' });
  await adviser.read('again');
  await adviser.settle();
  await adviser.apply(base());
  expect(adviser.resources.exceptions()).toEqual([]);
});

test('per unit: routes in a folder that is not synchronised, and what is synchronised by a writer of its own', async ({
  bigip,
  driver,
}) => {
  const all = [forwarding('docker1'), routes(1, { '10.32.1.0/24': 'bridge' })];
  await driver.apply(...all);
  await using first = await openDriver(bigip, { routes: 'local' });
  expect(described(await first.apply(...all))).toEqual([
    'create /berth/berth_per_unit',
    'delete /berth/berth_route_10.32.1.0_24',
    'create /berth/berth_per_unit/berth_route_10.32.1.0_24',
  ]);
  expect(bigip.snapshot()['sys/folder']?.['/berth/berth_per_unit']).toMatchObject({
    inheritedDevicegroup: 'false',
    trafficGroup: '/Common/traffic-group-local-only',
  });
  expect(virtualsOn(bigip)).toHaveLength(1);
  await using other = await openDriver(bigip, { routes: 'local', synchronised: 'left' });
  expect(await other.apply(...all)).toEqual([]);
  await other.apply(base(), routes(1, {}));
  expect(routesOn(bigip)).toEqual([]);
  expect(virtualsOn(bigip)).toHaveLength(1);
  await using whole = await openDriver(bigip, { routes: 'elsewhere' });
  await other.apply(...all);
  expect(await whole.apply(...all)).toEqual([]);
  expect(described(await whole.apply(base(), routes(1, {})))).toEqual(['delete /berth/berth_forward_10.32.1.0_24']);
  expect(routesOn(bigip)).toHaveLength(1);
  await using back = await openDriver(bigip);
  await back.apply(...all);
  expect(Object.keys(bigip.snapshot()['net/route'] ?? {})).toEqual(['/berth/berth_route_10.32.1.0_24']);
});
