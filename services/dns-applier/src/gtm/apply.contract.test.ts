/** What is written to GTM, over the wire. */
import { byHand, described } from '@berth/reconcile/testing';
import type { VirtualBigIp } from '@berth/virtual-bigip';
import { expect } from 'vitest';
import { goneWide, openGtm, shared, test, wide, withServers } from '../testing/wide-ips.ts';

/** The writes that `act` makes, each with its path. */
async function writes(bigip: VirtualBigIp, act: () => Promise<unknown>): Promise<string[]> {
  const before = bigip.requests.counters.requests;
  await act();
  return bigip.requests.writesSince(before).map(({ method, path }) => `${method} ${path.replace('/mgmt/tm/gtm/', '')}`);
}

const pool = '/Common/berth_shop-east_world_www';
const poolId = 'pool/a/~Common~berth_shop-east_world_www';
const both = [{ site: 'east' }, { site: 'west' }] as const;

test('a service comes with its pool and wide IP, loses a site and has it back, and goes', async ({ bigip, driver }) => {
  withServers(bigip);
  await driver.apply(shared());
  expect(await writes(bigip, () => driver.apply(wide('www', both)))).toEqual(['POST pool/a', 'POST wideip/a']);
  expect(bigip.snapshot()).toMatchObject({
    'gtm/pool/a': { [pool]: { description: 'berth/1 shop-east gtm world www', loadBalancingMode: 'global-availability', ttl: 7 } },
    'gtm/pool/a/members': {
      [`${pool} /Common/east:http`]: { memberOrder: 0, description: 'berth/1 shop-east gtm world www enabled' },
      [`${pool} /Common/west:http`]: { memberOrder: 1 },
    },
    'gtm/wideip/a': { '/Common/www.apps.example.com': { description: 'berth/1 shop-east gtm world www', pools: [{ path: pool }] } },
  });
  expect(driver.resources.owned()).toEqual({ pools: 1, members: 2, records: 1 });

  const without = [{ site: 'east', state: 'disabled' }, { site: 'west' }] as const;
  expect(await writes(bigip, () => driver.apply(wide('www', without)))).toEqual([`PATCH ${poolId}/members/~Common~east:http`]);
  expect(bigip.snapshot()['gtm/pool/a/members']).toMatchObject({ [`${pool} /Common/east:http`]: { enabled: 'disabled', memberOrder: 0 } });
  expect(described(await driver.apply(wide('www', both)))).toEqual([`update ${pool} /Common/east:http`]);
  expect(bigip.snapshot()['gtm/pool/a/members']?.[`${pool} /Common/east:http`]).not.toMatchObject({ enabled: 'disabled' });
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);

  expect(await writes(bigip, () => driver.apply(goneWide('www')))).toEqual([
    'DELETE wideip/a/~Common~www.apps.example.com',
    `DELETE ${poolId}`,
  ]);
  expect(driver.resources.owned()).toEqual({ pools: 0, members: 0, records: 0 });
  expect(await driver.apply(goneWide('www'))).toEqual([]);
});

test('names, modes, ratios, order and sites follow', async ({ bigip, driver }) => {
  withServers(bigip);
  await driver.apply(shared(), wide('www', both));
  const more = { names: ['www.apps.example.com', 'www.shop.example.com'], mode: 'ratio' };
  expect(described(await driver.apply(wide('www', [{ site: 'west', ratio: 3 }, { site: 'east' }], more)))).toEqual([
    `update ${pool}`,
    `update ${pool} /Common/west:http`,
    `update ${pool} /Common/east:http`,
    'create /Common/www.shop.example.com',
  ]);
  expect(bigip.snapshot()['gtm/pool/a/members']).toMatchObject({
    [`${pool} /Common/west:http`]: { memberOrder: 0, ratio: 3 },
    [`${pool} /Common/east:http`]: { memberOrder: 1 },
  });
  expect(described(await driver.apply(wide('www', [{ site: 'east' }])))).toEqual([
    `update ${pool}`,
    `update ${pool} /Common/east:http`,
    'delete /Common/www.shop.example.com',
    `delete ${pool} /Common/west:http`,
  ]);
});

test('IPv6 has pools and wide IPs of its own, which go with its last member', async ({ bigip, driver }) => {
  withServers(bigip);
  const six = { site: 'east', record: 'aaaa', virtualServer: 'six' } as const;
  expect(described(await driver.apply(shared(), wide('www', [...both, six])))).toEqual([
    `create ${pool}`,
    `create ${pool} /Common/east:http`,
    `create ${pool} /Common/west:http`,
    `create ${pool} aaaa`,
    `create ${pool} aaaa /Common/east:six`,
    'create /Common/www.apps.example.com',
    'create /Common/www.apps.example.com aaaa',
  ]);
  expect(described(await driver.apply(wide('www', both)))).toEqual([
    'delete /Common/www.apps.example.com aaaa',
    `delete ${pool} aaaa /Common/east:six`,
    `delete ${pool} aaaa`,
  ]);
});

const east = { site: 'east', address: '198.51.100.10' } as const;
const west = { site: 'west', address: '198.51.100.20', translation: { address: '10.1.1.20', port: 8080 } } as const;

test('servers of its own come before what leads to them, and go after it', async ({ bigip, driver }) => {
  expect(await writes(bigip, () => driver.apply(shared([east, west]), wide('www', both)))).toEqual([
    'POST datacenter',
    'POST datacenter',
    'POST server',
    'POST server',
    'POST pool/a',
    'POST wideip/a',
  ]);
  expect(bigip.snapshot()).toMatchObject({
    'gtm/datacenter': { '/Common/east': { description: 'berth/1 shop-east gtm world' } },
    'gtm/server': { '/Common/west': { product: 'generic-host', datacenter: '/Common/west', description: 'berth/1 shop-east gtm world' } },
    'gtm/server/virtual-servers': {
      '/Common/west http': { destination: '198.51.100.20:80', translationAddress: '10.1.1.20', translationPort: 8080 },
    },
  });
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  const moved = { ...west, address: '198.51.100.21', translation: { address: '10.1.1.21', port: 8081 }, virtualServers: ['http', 'more'] };
  expect(described(await driver.apply(shared([east, moved])))).toEqual([
    'update /Common/west',
    'update /Common/west http',
    'create /Common/west more',
  ]);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(described(await driver.apply(wide('www', [{ site: 'east' }]), shared([east])))).toEqual([
    `delete ${pool} /Common/west:http`,
    'delete /Common/west http',
    'delete /Common/west more',
    'delete /Common/west',
    'delete /Common/west',
  ]);
  await driver.apply(goneWide('www'), shared());
  expect(Object.keys(bigip.snapshot()).filter((kind) => kind.startsWith('gtm/') && !/monitor|settings/.test(kind))).toEqual([]);
});

test('a service that comes to its turn before the servers that it leads to waits for them', async ({ bigip, driver }) => {
  const document = shared([east, west]);
  for (const part of driver.resources.update([{ part: '=base', revision: 1, state: { kind: 'document', document } }]))
    driver.queue.postpone(part);
  const written = await driver.apply(wide('www', both));
  expect(written.map(({ failure }) => failure)).not.toContainEqual(expect.anything());
  expect(described(written).slice(-4)).toEqual([
    `create ${pool}`,
    `create ${pool} /Common/east:http`,
    `create ${pool} /Common/west:http`,
    'create /Common/www.apps.example.com',
  ]);
  expect(bigip.snapshot()['gtm/wideip/a']).toBeDefined();
});

test('what others have stays, also where the names meet, and no name of ours leads there', async ({ bigip, driver }) => {
  withServers(bigip);
  bigip.edit('POST', 'gtm/pool/a', {
    name: 'berth_shop-east_world_www',
    description: 'berth/1 other gtm world www',
    members: [{ name: 'east:http' }],
  });
  bigip.edit('POST', 'gtm/wideip/a', { name: 'api.apps.example.com' });
  await driver.read('again');
  const before = bigip.snapshot();
  await driver.apply(shared([east]), wide('www', both), wide('api', both));
  expect(bigip.snapshot()).toMatchObject({ 'gtm/pool/a': before['gtm/pool/a'], 'gtm/datacenter': before['gtm/datacenter'] });
  expect(Object.keys(bigip.snapshot()['gtm/wideip/a'] ?? {})).toEqual(['/Common/api.apps.example.com']);
  expect(driver.resources.exceptions().map(({ kind, object, service }) => `${kind} ${object} ${service}`)).toEqual([
    'conflicting /Common/east undefined',
    'conflicting /Common/east undefined',
    `conflicting ${pool} www`,
    'conflicting /Common/api.apps.example.com api',
  ]);
  await driver.apply(goneWide('www'), goneWide('api'), shared());
  expect(bigip.snapshot()).toEqual(before);
});

test('a pool or server in which others have put something stays until they take it away', async ({ bigip, driver }) => {
  withServers(bigip);
  await driver.apply(shared([{ ...east, site: 'own' }]), wide('www', [{ site: 'own' }]));
  bigip.edit('POST', `gtm/${poolId}/members`, { name: 'west:http' });
  bigip.edit('POST', 'gtm/server/~Common~own/virtual-servers', { name: 'theirs', destination: '192.0.2.77:443' });
  await driver.read('again');
  await driver.apply(goneWide('www'), shared());
  expect(Object.keys(bigip.snapshot()['gtm/pool/a/members'] ?? {})).toEqual([`${pool} /Common/west:http`]);
  expect(Object.keys(bigip.snapshot()['gtm/server/virtual-servers'] ?? {})).toContain('/Common/own theirs');
  expect(driver.resources.exceptions().map(({ kind, object }) => `${kind} ${object}`)).toEqual([
    'conflicting /Common/own',
    `conflicting ${pool}`,
  ]);
});

test('what somebody changes is repaired, but a site that an operator disabled stays so', async ({ bigip, driver }) => {
  withServers(bigip);
  await driver.apply(shared(), wide('www', both));
  await byHand(bigip, 'PATCH', `/gtm/${poolId}`, { ttl: 300 });
  await byHand(bigip, 'DELETE', '/gtm/wideip/a/~Common~www.apps.example.com');
  await byHand(bigip, 'PATCH', `/gtm/${poolId}/members/~Common~east:http`, { disabled: true });
  await driver.read('again');
  expect(described(await driver.settle())).toEqual([`update ${pool}`, 'create /Common/www.apps.example.com']);
  expect(driver.resources.exceptions()).toMatchObject([
    { kind: 'overridden', object: `${pool} /Common/east:http`, reason: 'an operator set it to disabled' },
    { kind: 'drifted', object: pool },
    { kind: 'drifted', object: '/Common/www.apps.example.com' },
  ]);
  expect(await driver.apply(wide('www', both))).toEqual([]);
  expect(bigip.snapshot()['gtm/pool/a/members']).toMatchObject({ [`${pool} /Common/east:http`]: { enabled: 'disabled' } });
  await byHand(bigip, 'PATCH', `/gtm/${poolId}/members/~Common~east:http`, { enabled: true });
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
});

test('what no document names stays until it may go, and another group is somebody else', async ({ bigip, driver }) => {
  withServers(bigip);
  await driver.apply(shared(), wide('www', both));
  await using other = await openGtm(bigip, 'other');
  expect(other.resources.holdsOurs()).toBe(true);
  await other.apply(shared());
  expect(other.resources.exceptions()).toEqual([]);
  expect(await driver.lose('www', 'unknown')).toEqual([]);
  expect(new Set(driver.resources.exceptions().map(({ kind }) => kind))).toEqual(new Set(['held']));
  expect(await driver.lose('www', 'none')).toEqual([]);
  expect(new Set(driver.resources.exceptions().map(({ kind }) => kind))).toEqual(new Set(['orphaned']));
  for (const part of driver.resources.judgeOrphans('remove')) driver.queue.postpone(part);
  expect(new Set((await driver.settle()).map(({ cause }) => cause))).toEqual(new Set(['orphan']));
  expect(driver.resources.owned()).toEqual({ pools: 0, members: 0, records: 0 });
});

test('a virtual server that is not there is told in BIG-IP’s own words, and its pool follows when it is', async ({ bigip, driver }) => {
  await driver.apply(shared(), wide('www', both));
  expect(driver.quarantine.exceptions()).toMatchObject(
    expect.arrayContaining([
      expect.objectContaining({ kind: 'refused', object: `${pool} /Common/east:http`, reason: expect.stringContaining('GTM') }),
    ]),
  );
  withServers(bigip);
  await driver.apply(wide('www', both, { mode: 'round-robin' }));
  await driver.apply(wide('www', [...both].reverse(), { mode: 'round-robin' }));
  expect(bigip.snapshot()['gtm/wideip/a']).toMatchObject({ '/Common/www.apps.example.com': { pools: [{ path: pool }] } });
  expect(Object.keys(bigip.snapshot()['gtm/pool/a/members'] ?? {})).toHaveLength(2);
});

test('without GTM nothing is written, that is told, and all of it follows when GTM is there', async ({ bigip, driver }) => {
  bigip.edit('PATCH', 'sys/provision/gtm', { level: 'none' });
  await using without = await openGtm(bigip);
  expect(without.resources.holdsOurs()).toBe(false);
  expect(without.resources.obstacle()).toContain('GTM is not provisioned');
  bigip.edit('PATCH', 'sys/provision/gtm', { level: 'nominal' });
  withServers(bigip);
  await without.read('again');
  expect(without.resources.obstacle()).toBeUndefined();
  expect(await without.apply(shared(), wide('www', both))).toHaveLength(4);
  expect(driver.resources.obstacle()).toBeUndefined();
});
