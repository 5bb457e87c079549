/** A pair of units: containers are served through whichever is active, only that one is written to, and the other gets what Berth may bring it. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Store } from '@berth/bus';
import { askBigip, waitUntil } from '@berth/local-stack';
import { type Bigip, bigipKey, compareText, desiredServiceKey, type Status, statusKey } from '@berth/messages';
import type { VirtualBigIp, VirtualDeviceGroup } from '@berth/virtual-bigip';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { Laboratory, zone } from './laboratory.ts';
import { documentIn, openTestStore } from './test-store.ts';

const patience = 60_000;
/** What is waited for in production for the sake of calm comes soon. */
const applier = { roles: '100ms', syncAfter: '100ms', syncEvery: '300ms', saveAfter: '100ms', backoff: '500ms', requestTimeout: '1500ms' };
let laboratory: Laboratory;
let store: Store;

beforeAll(async () => {
  laboratory = await Laboratory.start({ bigip: 'pair', installation: { applier } });
  store = await openTestStore(laboratory.nats);
  await laboratory.run('www-1');
  await served('www-1');
  await calm();
});

afterAll(async () => {
  await store?.[Symbol.asyncDispose]();
  await laboratory?.[Symbol.asyncDispose]();
});

function group(): VirtualDeviceGroup {
  const { unit } = laboratory.bigip;
  if (unit.kind !== 'pair') throw new Error('the BIG-IP is a pair');
  return unit.group;
}

async function served(name: string): Promise<void> {
  await waitUntil(`an answer of ${name}`, patience, async () => {
    const asked = await laboratory.get(`${name}.${zone}`);
    return asked.kind === 'answer' && asked.status === 200 && asked.body === name;
  });
}

async function status(): Promise<Status | undefined> {
  return await documentIn(store, 'berth-status', statusKey('ltm', 'edge'), AbortSignal.timeout(patience));
}

async function told(): Promise<Bigip | undefined> {
  const document = await documentIn(store, 'berth-bigips', bigipKey('edge'), AbortSignal.timeout(patience));
  return document?.kind === 'bigip' ? document : undefined;
}

/** The status, once `isSo`. */
async function statusWhen(what: string, isSo: (now: Status) => boolean): Promise<Status> {
  return await waitUntil(what, patience, async () => {
    const now = await status();
    return now !== undefined && isSo(now) ? now : undefined;
  });
}

/** Both units have all of it, and nothing is left to do. */
async function calm(): Promise<void> {
  // The status of what came last may still be on its way.
  await waitUntil(
    'the units to have the same members',
    patience,
    () => new Set(group().units.map((unit) => String(membersOn(unit)))).size === 1,
  );
  await statusWhen('everything to be on both units', (now) => isCalm(now));
  await waitUntil('the group to be in sync', patience, async () => (await told())?.sync?.status === 'In Sync');
}

function isCalm({ state, behindBy, unsynchronised }: Status): boolean {
  return state.kind === 'active' && behindBy === 0 && unsynchronised === undefined;
}

const addressOf = (unit: VirtualBigIp) => new URL(unit.url).host;

/** Those that write to the configuration: a synchronisation is none. */
function writesTo(unit: VirtualBigIp, since: number): string[] {
  return unit.requests
    .writesSince(since)
    .filter(({ path }) => path !== '/mgmt/tm/cm')
    .map(({ method, path }) => `${method} ${path}`);
}

async function planned(): Promise<unknown> {
  return await documentIn(store, 'berth-desired', desiredServiceKey('ltm', 'edge', 'www'), AbortSignal.timeout(patience));
}

/** What both units are written to, until a container was planned and they were asked some times more how they stand. */
async function writesWhile(name: string): Promise<string[]> {
  const { units } = group();
  const since = units.map((unit) => unit.requests.counters.requests);
  await laboratory.run(name);
  await waitUntil(`${name} to be planned`, patience, async () => JSON.stringify(await planned()).includes(`"${name}"`));
  const mark = units.map((unit) => unit.requests.counters.requests);
  await waitUntil('the units to be asked', patience, () =>
    units.every((unit, at) => unit.requests.counters.requests > (mark[at] ?? 0) + 3),
  );
  return units.flatMap((unit, at) => writesTo(unit, since[at] ?? 0));
}

function membersOn(unit: VirtualBigIp): string[] {
  const { 'ltm/pool/members': members = {} } = unit.snapshot();
  return Object.keys(members).toSorted(compareText);
}

function poolsOn(unit: VirtualBigIp): string[] {
  const { 'ltm/pool': pools = {} } = unit.snapshot();
  return Object.keys(pools);
}

/** What an administrator tells a unit by hand. */
async function tell(unit: VirtualBigIp, path: string, body: object): Promise<void> {
  await askBigip(
    { url: unit.url, user: unit.user, password: unit.password, caFile: laboratory.bigip.access.ca },
    { method: 'POST', path, body },
  );
}

test('only the active unit is written to, and the other has all of it soon', async () => {
  const [first, second] = [group().unit(0), group().unit(1)];
  expect(writesTo(first, 0).length).toBeGreaterThan(0);
  expect(writesTo(second, 0)).toEqual([]);
  expect(membersOn(second)).toEqual(membersOn(first));
  expect(await status()).toMatchObject({ unit: addressOf(first) });
  expect(await told()).toMatchObject({
    units: [
      { address: addressOf(first), role: 'active' },
      { address: addressOf(second), role: 'standby' },
    ],
  });
  const { stdout } = await laboratory.berth('status');
  expect(stdout).toContain(`${addressOf(first)} active, ${addressOf(second)} standby; In Sync`);
});

test('a failover is followed, with what changes meanwhile', async () => {
  const [first, second] = [group().unit(0), group().unit(1)];
  const going = laboratory.run('www-2');
  await tell(first, 'sys/failover', { command: 'run', standby: true });
  await going;
  const since = first.requests.counters.requests;
  await served('www-2');
  await served('www-1');
  await statusWhen('the other unit to be written to', ({ unit }) => unit === addressOf(second));
  await laboratory.run('www-3');
  await served('www-3');
  await calm();
  expect(writesTo(first, since)).toEqual([]);
  expect(membersOn(first)).toEqual(membersOn(second));
});

test('a unit that is lost is replaced, and gets what it missed when it is back', async () => {
  const survivor = group().unit(0);
  await group().switchOff(1);
  await served('www-1');
  await laboratory.run('www-4');
  await served('www-4');
  await statusWhen('it to be told that the other unit is away', ({ unsynchronised }) => /disconnected/.test(unsynchronised?.reason ?? ''));
  expect((await laboratory.berth('status')).code).toBe(1);
  await group().switchOn(1);
  await calm();
  expect(membersOn(group().unit(1))).toEqual(membersOn(survivor));
  expect((await laboratory.berth('status')).stdout).toContain('All is well.');
});

test('with no unit active nothing is written, and it is told which', async () => {
  const units = [group().unit(0), group().unit(1)];
  {
    using _first = group().failsafe(0);
    using _second = group().failsafe(1);
    const reason = `no unit is active: ${units.map((unit) => `${addressOf(unit)} is standby`).join('; ')}`;
    await statusWhen('the applier to wait', ({ state }) => state.kind === 'waiting' && state.reason === reason);
    expect(await writesWhile('www-5')).toEqual([]);
  }
  await served('www-5');
  await calm();
});

test('with two units active nothing is written, and it is told which', async () => {
  const units = [group().unit(0), group().unit(1)];
  {
    using _cut = group().cutLinks();
    const both = units.map(addressOf).join(' and ');
    await statusWhen('the applier to wait', ({ state }) => state.kind === 'waiting' && state.reason.startsWith(both));
    expect(await writesWhile('www-6')).toEqual([]);
    expect((await laboratory.berth('status')).stdout).toContain('each say that they are active');
  }
  await served('www-6');
  await calm();
});

/** Which is active, and which is not. */
function inOrder(): { readonly active: VirtualBigIp; readonly other: VirtualBigIp } {
  const { active, units } = group();
  const other = units.find((unit) => unit !== active);
  if (active === undefined || other === undefined) throw new Error('one unit is active, and one is not');
  return { active, other };
}

test('a unit that hangs while it is active is told, and replaced once another is active', async () => {
  const { active, other } = inOrder();
  const place = group().units.indexOf(active);
  {
    active.fault({ kind: 'hang', path: '/mgmt' });
    const before = other.requests.counters.requests;
    await laboratory.run('www-8');
    const reason = new RegExp(`^no unit is active: .*${addressOf(active)} can not be asked .*no answer within`);
    await statusWhen('it to be told', ({ state }) => state.kind === 'waiting' && reason.test(state.reason));
    const told = active.requests.counters.requests;
    expect(writesTo(other, before)).toEqual([]);
    using _unfit = group().failsafe(place);
    await served('www-8');
    await statusWhen('the other unit to be written to', ({ unit }) => unit === addressOf(other));
    expect(writesTo(active, told)).toEqual([]);
    await group().switchOff(place);
  }
  await group().switchOn(place);
  await calm();
  expect(membersOn(group().unit(place))).toEqual(membersOn(other));
});

async function waitForPending(): Promise<void> {
  await waitUntil('the change by hand to be seen', patience, async () => (await told())?.sync?.status === 'Changes Pending');
}

test("an operator's pending change is not brought over with Berth's", async () => {
  const { active, other } = inOrder();
  active.edit('POST', 'ltm/pool', { name: 'by-hand' });
  await waitForPending();
  await laboratory.run('www-7');
  await served('www-7');
  const { unsynchronised } = await statusWhen('it to be told', (now) => now.unsynchronised?.reason !== undefined);
  expect(unsynchronised).toMatchObject({ changes: 'others', reason: expect.stringContaining('not in sync before') });
  expect((await laboratory.berth('why', 'edge')).stdout).toContain('not in sync before');
  expect(poolsOn(other)).not.toContain('/Common/by-hand');
  await tell(active, 'cm', { command: 'run', utilCmdArgs: 'config-sync to-group failover' });
  await calm();
  expect(poolsOn(other)).toContain('/Common/by-hand');
});

test.for([
  { sync: 'always', what: "brings an operator's change over too" },
  { sync: 'never', what: 'brings nothing over' },
])('sync: $sync $what', async ({ sync }) => {
  await restartWith(sync);
  const { active, other } = inOrder();
  active.edit('POST', 'ltm/pool', { name: sync });
  await waitForPending();
  await laboratory.run(`${sync}-1`);
  await served(`${sync}-1`);
  if (sync === 'always') {
    await calm();
    expect(poolsOn(other)).toEqual(expect.arrayContaining(['/Common/always', '/berth/always']));
    return;
  }
  const syncs = other.requests.counters.requests;
  await waitUntil('several chances to have passed', patience, () => other.requests.counters.requests > syncs + 10);
  expect(await status()).not.toHaveProperty('unsynchronised');
  expect(poolsOn(other)).not.toContain('/berth/never');
});

async function restartWith(sync: string): Promise<void> {
  const config = parse(await readFile(laboratory.config, 'utf8'));
  config.sites.here.bigips.edge.sync = sync;
  await laboratory.program('ltm-applier').kill('SIGTERM');
  await writeFile(laboratory.config, stringify(config));
  await laboratory.program('ltm-applier').start();
}
