/** A pair on the wire and in traffic: who serves, and what becomes of both when one is lost. */

import { describe, expect, test } from 'vitest';
import type { Ask } from '../conformance/case.ts';
import { done, send } from '../conformance/wire.ts';
import { fetched, freePort, patient, pool as poolOf, virtual, webServer } from '../data-plane/traffic-laboratory.ts';
import type { VirtualBigIp } from '../start.ts';
import { VirtualDeviceGroup } from '../start-group.ts';

const partition: Ask = ['POST', 'auth/partition', { name: 'T' }];
const pool: Ask = ['POST', 'ltm/pool', { name: 'p', partition: 'T' }];
const toGroup: Ask = ['POST', 'cm', { command: 'run', utilCmdArgs: 'config-sync to-group failover' }];
const standby: Ask = ['POST', 'sys/failover', { command: 'run', standby: true }];

async function stateOf(unit: VirtualBigIp): Promise<string> {
  return JSON.stringify((await send(unit, ['GET', 'cm/failover-status'])).body).match(/"status":\{"description":"([A-Z ]+)"/)?.[1] ?? '';
}

async function syncOf(unit: VirtualBigIp): Promise<string> {
  return JSON.stringify((await send(unit, ['GET', 'cm/sync-status'])).body).match(/"status":\{"description":"([A-Za-z ]+)"/)?.[1] ?? '';
}

async function synchronised(group: VirtualDeviceGroup, ...asks: readonly Ask[]): Promise<void> {
  await done(group.unit(0), [...asks, toGroup]);
  await expect.poll(async () => syncOf(group.unit(0)), patient).toBe('In Sync');
}

test('the active unit serves, and after a failover the other one', async () => {
  const web = await webServer('web');
  await using group = await VirtualDeviceGroup.start();
  const port = await freePort();
  await synchronised(group, partition, poolOf('p', [web]), virtual(port, { pool: '/T/p' }));
  const served = async () => (await fetched(port).catch(() => undefined))?.text;
  const connections = async (unit: VirtualBigIp) =>
    JSON.stringify((await send(unit, ['GET', 'ltm/virtual/~T~v/stats'])).body).match(/"clientside.totConns":\{"value":(\d+)/)?.[1];
  await expect.poll(served, patient).toBe('web');
  expect([await connections(group.unit(0)), await connections(group.unit(1))]).toEqual([expect.stringMatching(/[1-9]/), '0']);
  await done(group.unit(0), [standby]);
  await expect.poll(served, patient).toBe('web');
  expect(await connections(group.unit(1))).not.toBe('0');
  await group.switchOff(1);
  await expect.poll(served, patient).toBe('web');
  expect(await stateOf(group.unit(0))).toBe('ACTIVE');
});

describe('a unit that is switched off', () => {
  test('comes back with what it had saved, and stands by', async () => {
    await using group = await VirtualDeviceGroup.start();
    await synchronised(group, partition, pool);
    const { url, ca } = group.unit(1);
    await done(group.unit(1), [['POST', 'sys/config', { command: 'save' }]]);
    await group.switchOff(1);
    expect(await syncOf(group.unit(0))).toBe('Disconnected');
    await done(group.unit(0), [['PATCH', 'ltm/pool/~T~p', { description: 'newer' }]]);
    expect(await syncOf(group.unit(0))).toBe('Changes Pending');
    await group.switchOn(1);
    expect(group.unit(1)).toMatchObject({ url, ca });
    expect(await stateOf(group.unit(1))).toBe('STANDBY');
    expect((await send(group.unit(1), ['GET', 'ltm/pool/~T~p'])).body).not.toHaveProperty('description');
    await synchronised(group);
    expect((await send(group.unit(1), ['GET', 'ltm/pool/~T~p'])).body).toMatchObject({ description: 'newer' });
  });

  test('lost what it had not saved', async () => {
    await using group = await VirtualDeviceGroup.start();
    await synchronised(group, partition, pool);
    await group.switchOff(1);
    await group.switchOn(1);
    expect((await send(group.unit(1), ['GET', 'ltm/pool/~T~p'])).status).toBe(404);
    expect(await syncOf(group.unit(0))).toBe('Not All Devices Synced');
  });

  test('gets by itself what it missed where synchronisation is automatic', async () => {
    await using group = await VirtualDeviceGroup.start({ autoSync: 'enabled' });
    await group.switchOff(1);
    await done(group.unit(0), [partition]);
    await group.switchOn(1);
    await expect.poll(async () => (await send(group.unit(1), ['GET', 'auth/partition/T'])).status, patient).toBe(200);
  });
});

test.for([
  { saveOnAutoSync: 'true', what: 'has saved', status: 200 },
  { saveOnAutoSync: 'false', what: 'has not saved', status: 404 },
])('a unit $what what came by itself where the group says saveOnAutoSync: $saveOnAutoSync', async ({ saveOnAutoSync, status }) => {
  await using group = await VirtualDeviceGroup.start({ autoSync: 'enabled' });
  await done(group.unit(0), [['PATCH', 'cm/device-group/failover', { saveOnAutoSync }], partition]);
  await expect.poll(async () => syncOf(group.unit(0)), patient).toBe('In Sync');
  await done(group.unit(0), [['PATCH', 'cm/device-group/failover', { autoSync: 'disabled' }]]);
  await done(group.unit(1), [['POST', 'sys/config', { command: 'load' }]]);
  expect((await send(group.unit(1), ['GET', 'auth/partition/T'])).status).toBe(status);
});

test('units that do not hear each other are both active, and one gives way when they do', async () => {
  await using group = await VirtualDeviceGroup.start();
  {
    using _cut = group.cutLinks();
    expect([await stateOf(group.unit(0)), await stateOf(group.unit(1))]).toEqual(['ACTIVE', 'ACTIVE']);
    expect(await syncOf(group.unit(0))).toBe('Disconnected');
    expect((await send(group.unit(0), standby)).status).toBe(400);
  }
  expect([await stateOf(group.unit(0)), await stateOf(group.unit(1))]).toEqual(['ACTIVE', 'STANDBY']);
});

test('units that are unfit stand by, all of them', async () => {
  await using group = await VirtualDeviceGroup.start({ units: 3 });
  using _first = group.failsafe(0);
  expect([await stateOf(group.unit(0)), await stateOf(group.unit(1))]).toEqual(['STANDBY', 'ACTIVE']);
  using _second = group.failsafe(1);
  using _third = group.failsafe(2);
  expect([await stateOf(group.unit(0)), await stateOf(group.unit(1)), await stateOf(group.unit(2))]).toEqual([
    'STANDBY',
    'STANDBY',
    'STANDBY',
  ]);
});

test('a group that nobody has synchronised says so', async () => {
  await using group = await VirtualDeviceGroup.start({ initial: 'awaiting' });
  expect(await syncOf(group.unit(0))).toBe('Awaiting Initial Sync');
  await synchronised(group);
});

test('each unit has tokens of its own', async () => {
  await using group = await VirtualDeviceGroup.start();
  const login = { username: 'admin', password: 'admin', loginProviderName: 'tmos' };
  const { body } = await send(group.unit(0), ['POST', '/mgmt/shared/authn/login', login]);
  const { token } = (body as { readonly token: { readonly token: string } }).token;
  const ask: Ask = ['GET', 'ltm/pool', undefined, { authorization: '', 'x-f5-auth-token': token }];
  expect((await send(group.unit(0), ask)).status).toBe(200);
  expect((await send(group.unit(1), ask)).status).toBe(401);
});
