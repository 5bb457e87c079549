/** Routes of each unit of a pair whose self IPs are in different networks: on every unit its own, and what they share through the active one. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@berth/bus';
import { ownDirectory, startBerthProgram, startNats, waitUntil } from '@berth/local-stack';
import { DesiredBase, DesiredRoutes, desiredBaseKey, desiredServiceKey, planKey, type Status, statusKey, zeroEpoch } from '@berth/messages';
import { type VirtualBigIp, VirtualDeviceGroup } from '@berth/virtual-bigip';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { documentIn, openTestStore } from './test-store.ts';

const patience = 60_000;
const epoch = { ...zeroEpoch('planner.east'), created: 1, revision: 1 };

/** The gateway to docker1 is in the first unit's network, or in the second's: the other unit lacks that route. */
function routesBy(...gateways: readonly string[]): DesiredRoutes {
  const routes = gateways.map((gateway, at) => ({ network: `10.32.${at + 1}.0%0/24`, gateway: `${gateway}%0`, docker: 'bridge' }));
  const want = { kind: 'serving', partial: [], routes, withheld: [], reach: { networks: [], back: 'unknown', findings: [] } };
  return DesiredRoutes.parse({ v: 1, kind: 'routes', epoch, bigip: 'edge', engine: 'docker1', want });
}

async function plan(store: Store, routes: DesiredRoutes): Promise<void> {
  const shared = { folder: '/berth', dataGroups: [], rules: [], virtuals: [], forwarding: { vlans: ['/Common/docker'] } };
  const base = DesiredBase.parse({ v: 1, kind: 'base', epoch, bigip: 'edge', ...shared });
  const engines = { docker1: 1 };
  const documents = [
    [planKey('route', 'edge'), { v: 1, kind: 'plan', epoch, since: null, count: 1, engines, stale: {} }],
    [desiredBaseKey('route', 'edge'), base],
    [desiredServiceKey('route', 'edge', 'docker1'), routes],
  ] as const;
  const signal = AbortSignal.timeout(patience);
  for (const [key, document] of documents) {
    const found = await store.read('berth-desired', key, signal);
    await store.compareAndSet('berth-desired', { key, document, revision: found?.revision }, signal);
  }
}

/** Stands between the engines with another network than its peer, behind the same VLAN. */
function place(unit: VirtualBigIp, address: string): void {
  unit.edit('POST', 'net/vlan', { name: 'docker', interfaces: [{ name: '1.1', untagged: true }] });
  unit.edit('POST', 'net/self', { name: 'self', address, vlan: 'docker' });
}

const keysOn = (unit: VirtualBigIp, resource: string) => Object.keys(unit.snapshot()[resource] ?? {});

test('each unit has the routes that it can have, also the one that stands by, and shares what forwards', async () => {
  await using directory = await ownDirectory('per-unit');
  await using nats = await startNats({ directory: join(directory.path, 'nats') });
  await using group = await VirtualDeviceGroup.start();
  const [first, second] = [group.unit(0), group.unit(1)];
  place(first, '10.31.1.1/24');
  place(second, '10.31.2.1/24');
  const [config, ca, passwordFile] = ['berth.yaml', 'ca.pem', 'password'].map((name) => join(directory.path, name));
  await writeFile(ca ?? '', `${first.ca}\n${second.ca}`);
  await writeFile(passwordFile ?? '', first.password);
  const units = [first, second].map(({ url }) => new URL(url).host);
  const edge = { units, user: 'admin', passwordFile, ca, routes: { perUnit: true, forwarding: { vlans: ['/Common/docker'] } } };
  const engines = { docker1: { url: 'unix:///nowhere', address: '192.0.2.1' } };
  const content = {
    installation: 'shop-east',
    nats: { servers: [nats.url] },
    sites: { east: { engines, bigips: { edge } } },
    applier: { roles: '200ms', syncAfter: '200ms', syncEvery: '1s', saveAfter: '200ms', backoff: '300ms', reread: '1s', documents: '1s' },
  };
  await writeFile(config ?? '', stringify(content));
  await using store = await openTestStore(nats);
  await using _advisor = await startBerthProgram({
    program: 'route-advisor',
    env: { BERTH_CONFIG: config ?? '' },
    logFile: join(directory.path, 'route-advisor.log'),
  });
  await waitUntil('its buckets', patience, async () => (await statusOf(store, undefined)) !== undefined);
  await plan(store, routesBy('10.31.1.2', '10.31.2.2'));

  const own = (at: number) => [`/berth/berth_per_unit/berth_route_10.32.${at}.0_24`];
  await waitUntil('the route of the active unit', patience, () => keysOn(first, 'net/route').join() === own(1).join());
  await waitUntil('that of the one that stands by', patience, () => keysOn(second, 'net/route').join() === own(2).join());
  expect(keysOn(first, 'sys/folder')).toContain('/berth/berth_per_unit');
  // What forwards came to it by a synchronisation, which no route of one unit is part of.
  await waitUntil('what forwards, on both', patience, () =>
    [first, second].every((unit) => keysOn(unit, 'ltm/virtual').join().includes('berth_forward_10.32.1.0_24')),
  );
  const written = second.requests.writesSince(0).filter(({ path }) => path.includes('/virtual') || path.includes('/partition'));
  expect(written).toEqual([]);
  const told = await waitUntil('each unit to tell of the route that it lacks', patience, async () => {
    const all = await Promise.all([undefined, ...units].map((unit) => statusOf(store, unit)));
    return all.slice(1).every((status) => status?.exceptions.map(({ kind }) => kind).join() === 'held') && all;
  });
  expect(told.map((status) => [status?.unit, status?.bigip, status?.state.kind])).toEqual([
    [units[0], undefined, 'active'],
    [units[0], undefined, 'active'],
    [units[1], undefined, 'active'],
  ]);

  await plan(store, routesBy());
  await waitUntil('all of it to be gone from both', patience, () =>
    [first, second].every((unit) => [...keysOn(unit, 'net/route'), ...keysOn(unit, 'ltm/virtual')].length === 0),
  );
});

async function statusOf(store: Store, unit: string | undefined): Promise<Status | undefined> {
  return await documentIn(store, 'berth-status', statusKey('route', 'edge', unit), AbortSignal.timeout(patience));
}
