/** What becomes of containers' states on the BIG-IP: draining, red health checks, names that outlive, and addresses that pass on. */
import { isDeepStrictEqual } from 'node:util';
import { waitUntil } from '@berth/local-stack';
import { isWrite } from '@berth/virtual-bigip';
import type Docker from 'dockerode';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Laboratory, zone } from './laboratory.ts';
import { Unit } from './measure/unit-requests.ts';

const patience = 90_000;
let laboratory: Laboratory;
let unit: Unit;

beforeAll(async () => {
  laboratory = await Laboratory.start({ installation: { planner: { linger: '3s' } } });
  unit = await Unit.at(laboratory.bigip.access);
});

afterAll(async () => {
  unit?.[Symbol.dispose]();
  await laboratory?.[Symbol.asyncDispose]();
});

/** The members of a service's pool, `ADDRESS session` each. */
async function members(service: string): Promise<string[]> {
  const { 'ltm/pool/members': found = {} } = await unit.snapshot();
  return Object.entries(found).flatMap(([key, { session }]) => {
    const [pool, name = ''] = key.split(' ');
    return pool === `/berth/${service}` ? [`${name.replace(/^\/berth\/(.*):80$/, '$1')} ${session ?? 'user-enabled'}`] : [];
  });
}

async function untilMembers(service: string, expected: readonly string[]): Promise<void> {
  let found: string[] = [];
  await waitUntil(`${service} to have ${expected.join(', ')}`, patience, async () => {
    found = await members(service);
    return isDeepStrictEqual(new Set(found), new Set(expected));
  }).catch(async (cause: unknown) => {
    throw new Error(`${service} has ${found.join(', ')}\n${await laboratory.logs()}`, { cause });
  });
}

async function untilAnswer(host: string, expected: string | number): Promise<void> {
  await waitUntil(`${host} to answer ${expected}`, patience, async () => {
    const asked = await laboratory.get(`${host}.${zone}`);
    return asked.kind === 'answer' && (typeof expected === 'number' ? asked.status : asked.body) === expected;
  });
}

async function addressOf(container: Docker.Container): Promise<string> {
  return (await container.inspect()).NetworkSettings.Networks['bridge']?.IPAddress ?? '';
}

async function touch(container: Docker.Container, command: 'rm' | 'touch'): Promise<void> {
  await (await container.exec({ Cmd: [command, '/www/healthz'] })).start({});
}

// These wait for states that last, whatever the others do meanwhile.
test.concurrent('one that gets its stop signal drains, also past a restart of the collector, and is back when it survives', async () => {
  const [drains, stays, survives] = await Promise.all([
    laboratory.run('drain-1', { more: { Env: ['DRAIN=3600'], StopTimeout: 3600 } }),
    laboratory.run('drain-2'),
    laboratory.run('survivor-1', { more: { Env: ['DRAIN=3600'], StopTimeout: 0 } }),
  ]);
  const [one, two, three] = await Promise.all([drains, stays, survives].map(addressOf));
  await untilMembers('drain', [`${one} user-enabled`, `${two} user-enabled`]);
  await untilMembers('survivor', [`${three} user-enabled`]);
  await Promise.all([drains, survives].map((container) => container.kill({ signal: 'TERM' })));
  await untilMembers('drain', [`${one} user-disabled`, `${two} user-enabled`]);
  await laboratory.program('collector').restart();
  await untilMembers('survivor', [`${three} user-enabled`]);
  for (let n = 0; n < 6; n++) expect(await laboratory.get(`drain.${zone}`)).toMatchObject({ body: 'drain-2' });
  expect(new Set(await members('drain'))).toEqual(new Set([`${one} user-disabled`, `${two} user-enabled`]));
  await Promise.all([drains, stays, survives].map((container) => container.remove({ force: true })));
});

test.concurrent('as many as are to be available stay offered while all health checks are red, and that is told', async () => {
  const labels = { 'berth.min-available': '2' };
  const sick = await Promise.all(['sick-1', 'sick-2', 'sick-3'].map((name) => laboratory.run(name, { tag: 'health', labels })));
  const addresses = await Promise.all(sick.map(addressOf));
  await untilMembers(
    'sick',
    addresses.map((address) => `${address} user-enabled`),
  );
  for (const container of sick) await touch(container, 'rm');
  await waitUntil('two of three to stay', patience, async () => {
    const sessions = (await members('sick')).map((member) => member.split(' ')[1]);
    return sessions.filter((session) => session === 'user-enabled').length === 2;
  });
  const tells = async () => (await laboratory.berth('status')).stdout.includes('too few containers are healthy');
  await waitUntil('the problem', patience, tells);
  await untilAnswer('sick', 200);
  await Promise.all(sick.map((container) => touch(container, 'touch')));
  await untilMembers(
    'sick',
    addresses.map((address) => `${address} user-enabled`),
  );
  await waitUntil('no problem', patience, async () => !(await tells()));
});

test.concurrent('a container that is paused, renamed, or taken off its network is served as it is then', async () => {
  const container = await laboratory.run('old-1');
  const address = await addressOf(container);
  await untilMembers('old', [`${address} user-enabled`]);
  await container.pause();
  await untilMembers('old', [`${address} user-disabled`]);
  // It would take a request and never answer.
  await untilAnswer('old-1', 503);
  await container.unpause();
  await untilMembers('old', [`${address} user-enabled`]);
  await container.rename({ name: 'new-1' });
  await untilAnswer('new', 'old-1');
  await untilAnswer('new-1', 'old-1');
  await untilMembers('old', []);
  const bridge = laboratory.engine.docker.getNetwork('bridge');
  await bridge.disconnect({ Container: container.id });
  await untilMembers('new', []);
  await bridge.connect({ Container: container.id });
  await untilMembers('new', [`${await addressOf(container)} user-enabled`]);
});

test('names outlive the last container for a while, then they go with the pool', async () => {
  const last = await laboratory.run('last-1');
  await untilAnswer('last', 'last-1');
  await last.remove({ force: true });
  await untilAnswer('last', 503);
  await untilAnswer('last', 404);
  await waitUntil('the pool to go', patience, async () => !(await unit.has('ltm/pool/~berth~last')));
});

test('an address that passes to another container between two looks is one write to its member', async () => {
  const holder = await laboratory.run('pass-1');
  const address = await addressOf(holder);
  await untilMembers('pass', [`${address} user-enabled`]);
  await untilAnswer('pass', 'pass-1');
  await untilAnswer('pass-1', 'pass-1');
  await laboratory.program('collector').kill('SIGTERM');
  await holder.remove({ force: true });
  const next = await laboratory.run('pass-2');
  expect(await addressOf(next)).toBe(address);
  const { requests: mark } = await unit.requests(Number.POSITIVE_INFINITY);
  await laboratory.program('collector').start();
  await untilAnswer('pass-2', 'pass-2');
  await untilAnswer('pass-1', 404);
  const { items } = await unit.requests(mark);
  const written = items.filter(isWrite).filter(({ path }) => path.includes('~berth~pass') || path.endsWith('/ltm/pool'));
  expect(written.map(({ method, path }) => `${method} ${path.replace(/\?.*/, '')}`)).toEqual([
    `PATCH /mgmt/tm/ltm/pool/~berth~pass/members/~berth~${address}:80`,
  ]);
  expect(await members('pass')).toEqual([`${address} user-enabled`]);
});
