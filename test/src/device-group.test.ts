/** A pair of units: containers are served through whichever is active, only that one is written to, and the other gets what Berth may bring it. */
import { readFile, writeFile } from 'node:fs/promises';
import { waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { parse, stringify } from 'yaml';
import { addressOf, membersOn, Pair, patience, poolsOn, writesTo } from './pair.ts';

/** What is waited for in production for the sake of calm comes soon. */
const applier = { roles: '100ms', syncAfter: '100ms', syncEvery: '300ms', saveAfter: '100ms', backoff: '500ms', requestTimeout: '1500ms' };
let pair: Pair;

beforeAll(async () => {
  pair = await Pair.start({ applier });
  await pair.laboratory.run('www-1');
  await pair.served('www-1');
  await pair.calm();
});

afterAll(() => pair?.[Symbol.asyncDispose]());

test('only the active unit is written to, and the other has all of it soon', async () => {
  const [first, second] = [pair.group.unit(0), pair.group.unit(1)];
  expect(writesTo(first, 0).length).toBeGreaterThan(0);
  expect(writesTo(second, 0)).toEqual([]);
  expect(membersOn(second)).toEqual(membersOn(first));
  expect(await pair.status()).toMatchObject({ unit: addressOf(first) });
  expect(await pair.seen()).toMatchObject({
    units: [
      { address: addressOf(first), role: 'active' },
      { address: addressOf(second), role: 'standby' },
    ],
  });
  const { stdout } = await pair.laboratory.berth('status');
  expect(stdout).toContain(`${addressOf(first)} active, ${addressOf(second)} standby; In Sync`);
});

test('a failover is followed, with what changes meanwhile', async () => {
  const [first, second] = [pair.group.unit(0), pair.group.unit(1)];
  const going = pair.laboratory.run('www-2');
  await pair.tell(first, 'sys/failover', { command: 'run', standby: true });
  await going;
  const since = first.requests.counters.requests;
  await pair.served('www-2');
  await pair.served('www-1');
  await pair.statusWhen('the other unit to be written to', ({ unit }) => unit === addressOf(second));
  await pair.laboratory.run('www-3');
  await pair.served('www-3');
  await pair.calm();
  expect(writesTo(first, since)).toEqual([]);
  expect(membersOn(first)).toEqual(membersOn(second));
});

test('a unit that is lost is replaced, and gets what it missed when it is back', async () => {
  const survivor = pair.group.unit(0);
  await pair.group.switchOff(1);
  await pair.served('www-1');
  await pair.laboratory.run('www-4');
  await pair.served('www-4');
  await pair.statusWhen('it to be told that the other unit is away', ({ unsynchronised }) =>
    /disconnected/.test(unsynchronised?.reason ?? ''),
  );
  expect((await pair.laboratory.berth('status')).code).toBe(1);
  await pair.group.switchOn(1);
  await pair.calm();
  expect(membersOn(pair.group.unit(1))).toEqual(membersOn(survivor));
  expect((await pair.laboratory.berth('status')).stdout).toContain('All is well.');
});

test('with no unit active nothing is written, and it is told which', async () => {
  const units = [pair.group.unit(0), pair.group.unit(1)];
  {
    using _first = pair.group.failsafe(0);
    using _second = pair.group.failsafe(1);
    const reason = `no unit is active: ${units.map((unit) => `${addressOf(unit)} is standby`).join('; ')}`;
    await pair.statusWhen('the applier to wait', ({ state }) => state.kind === 'waiting' && state.reason === reason);
    expect(await pair.writesWhile('www-5')).toEqual([]);
  }
  await pair.served('www-5');
  await pair.calm();
});

test('with two units active nothing is written, and it is told which', async () => {
  const units = [pair.group.unit(0), pair.group.unit(1)];
  {
    using _cut = pair.group.cutLinks();
    const both = units.map(addressOf).join(' and ');
    await pair.statusWhen('the applier to wait', ({ state }) => state.kind === 'waiting' && state.reason.startsWith(both));
    expect(await pair.writesWhile('www-6')).toEqual([]);
    expect((await pair.laboratory.berth('status')).stdout).toContain('each say that they are active');
  }
  await pair.served('www-6');
  await pair.calm();
});

test('a unit that hangs while it is active is told, and replaced once another is active', async () => {
  const { active, other } = pair.inOrder();
  const place = pair.group.units.indexOf(active);
  {
    active.fault({ kind: 'hang', path: '/mgmt' });
    const before = other.requests.counters.requests;
    await pair.laboratory.run('www-8');
    const reason = new RegExp(`^no unit is active: .*${addressOf(active)} can not be asked .*no answer within`);
    await pair.statusWhen('it to be told', ({ state }) => state.kind === 'waiting' && reason.test(state.reason));
    const told = active.requests.counters.requests;
    expect(writesTo(other, before)).toEqual([]);
    using _unfit = pair.group.failsafe(place);
    await pair.served('www-8');
    await pair.statusWhen('the other unit to be written to', ({ unit }) => unit === addressOf(other));
    expect(writesTo(active, told)).toEqual([]);
    await pair.group.switchOff(place);
  }
  await pair.group.switchOn(place);
  await pair.calm();
  expect(membersOn(pair.group.unit(place))).toEqual(membersOn(other));
});

test("an operator's pending change is not brought over with Berth's", async () => {
  const { active, other } = pair.inOrder();
  active.edit('POST', 'ltm/pool', { name: 'by-hand' });
  await pair.untilSync('the change by hand to be seen', 'Changes Pending');
  await pair.laboratory.run('www-7');
  await pair.served('www-7');
  const { unsynchronised } = await pair.statusWhen('it to be told', (now) => now.unsynchronised?.reason !== undefined);
  expect(unsynchronised).toMatchObject({ changes: 'others', reason: expect.stringContaining('not in sync before') });
  expect((await pair.laboratory.berth('why', 'edge')).stdout).toContain('not in sync before');
  expect(poolsOn(other)).not.toContain('/Common/by-hand');
  await pair.tell(active, 'cm', { command: 'run', utilCmdArgs: 'config-sync to-group failover' });
  await pair.calm();
  expect(poolsOn(other)).toContain('/Common/by-hand');
});

test.for([
  { sync: 'always', what: "brings an operator's change over too" },
  { sync: 'never', what: 'brings nothing over' },
])('sync: $sync $what', async ({ sync }) => {
  await restartWith(sync);
  const { active, other } = pair.inOrder();
  active.edit('POST', 'ltm/pool', { name: sync });
  await pair.untilSync('the change by hand to be seen', 'Changes Pending');
  await pair.laboratory.run(`${sync}-1`);
  await pair.served(`${sync}-1`);
  if (sync === 'always') {
    await pair.calm();
    expect(poolsOn(other)).toEqual(expect.arrayContaining(['/Common/always', '/berth/always']));
    return;
  }
  const syncs = other.requests.counters.requests;
  await waitUntil('several chances to have passed', patience, () => other.requests.counters.requests > syncs + 10);
  expect(await pair.status()).not.toHaveProperty('unsynchronised');
  expect(poolsOn(other)).not.toContain('/berth/never');
});

async function restartWith(sync: string): Promise<void> {
  const config = parse(await readFile(pair.laboratory.config, 'utf8'));
  config.sites.here.bigips.edge.sync = sync;
  await pair.laboratory.program('ltm-applier').kill('SIGTERM');
  await writeFile(pair.laboratory.config, stringify(config));
  await pair.laboratory.program('ltm-applier').start();
}
