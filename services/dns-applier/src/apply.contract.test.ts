/** What is written to a BIG-IP, over the wire. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NameRecord } from '@berth/messages';
import { byHand, Driver, described, expectSettled, testedVersion } from '@berth/reconcile/testing';
import { type Switches, VirtualBigIp } from '@berth/virtual-bigip';
import { expect } from 'vitest';
import { z } from 'zod';
import { base, gone, listening, names, saying, www1, www2, zone } from './testing/documents.ts';
import { openDriver, test } from './testing/fixtures.ts';

/** The writes that `act` makes, as `PATCH berth_dns_02`. */
async function writes(bigip: VirtualBigIp, act: () => Promise<unknown>): Promise<string[]> {
  const before = bigip.requests.counters.requests;
  await act();
  return bigip.requests.writesSince(before).map(({ method, path }) => `${method} ${path.replace(/.*~/, '')}`);
}

/** All records in our data groups, by name. */
function records(bigip: VirtualBigIp): Record<string, string> {
  const { 'ltm/data-group/internal': all = {} } = bigip.snapshot();
  const groups = Object.entries(all).filter(([path]) => path.startsWith('/berth/berth_dns'));
  return Object.fromEntries(groups.flatMap(([, { records: found }]) => Records.parse(found).map(({ name, data }) => [name, data])));
}

const Records = z.array(z.object({ name: z.string(), data: z.string() })).default([]);

test('the first container of a service, the next, and the end of both', async ({ bigip, driver }) => {
  await driver.apply(base());
  await driver.apply(names('www', [www1]));
  expect(records(bigip)).toEqual({
    'www.docker.example.com': 'a=10.0.0.1 srv=80:www-1.docker.example.com',
    'www-1.docker.example.com': 'a=10.0.0.1 srv=80:www-1.docker.example.com',
    'www-1.docker1.docker.example.com': 'a=10.0.0.1 srv=80:www-1.docker1.docker.example.com',
    'docker1.docker.example.com': '-',
    '1.0.0.10.in-addr.arpa': 'ptr=www-1.docker.example.com',
  });
  expect(described(await driver.apply(names('www', [www1, www2])))).toEqual([
    expect.stringMatching(/^create .* www-2\.docker\.example\.com$/),
    expect.stringMatching(/^create .* www-2\.docker1\.docker\.example\.com$/),
    expect.stringMatching(/^create .* 2\.0\.0\.10\.in-addr\.arpa$/),
    expect.stringMatching(/^update .* www\.docker\.example\.com$/),
  ]);
  expect(described(await driver.apply(names('www', [{ ...www1, state: 'withheld' }, www2])))[0]).toMatch(
    /^update .* www\.docker\.example\.com$/,
  );
  expect(records(bigip)).toMatchObject({
    'www.docker.example.com': 'a=10.0.0.2 srv=80:www-2.docker.example.com',
    'www-1.docker.example.com': '-',
    '1.0.0.10.in-addr.arpa': '-',
  });
  await driver.apply(names('www', [www2]));
  expect(Object.keys(records(bigip)).filter((name) => name.startsWith('www-1.') || name.startsWith('1.'))).toEqual([]);
  await driver.apply(names('www', []));
  expect(records(bigip)).toEqual({ 'www.docker.example.com': '-' });
  await driver.apply(gone('www'));
  expect(records(bigip)).toEqual({});
  expect(driver.resources.owned()).toEqual({ pools: 0, members: 0, records: 0 });
});

test('what an engine had that was given up goes with that cause', async ({ driver }) => {
  await driver.apply(base(), names('www', [www1, { ...www2, engine: 'docker2' }]));
  const given = await driver.apply(names('www', [www1], { forgotten: ['docker2'] }));
  const went = given.filter(({ change }) => change === 'delete').map(({ object, cause }) => `${object.replace(/^\S+ /, '')} ${cause}`);
  expect(went).toContain('www-2.docker2.docker.example.com forgotten');
  expect(went).toContain('www-2.docker.example.com forgotten');
});

test('a change of one name is one request', async ({ bigip, driver }) => {
  const said = (address: string): NameRecord[] => [
    { kind: 'service', name: `www.${zone}`, endpoints: [{ address, port: 80, target: `www.${zone}`, origin }] } as NameRecord,
  ];
  const origin = { engine: 'docker1', container: 'a'.repeat(64), name: 'www' };
  await driver.apply(base(), saying('www', said('10.0.0.1')));
  expect(await writes(bigip, () => driver.apply(saying('www', said('10.0.0.2'))))).toEqual([
    expect.stringMatching(/^PATCH berth_dns_0\d$/),
  ]);
});

test('needs no second pass, and none after a restart', async ({ bigip, driver }) => {
  const all = [listening(39_053), names('www', [www1, www2]), names('api', [{ name: 'api-1', address: '2001:db8::1', engine: 'docker2' }])];
  await driver.apply(...all);
  await expectSettled(driver, () => openDriver(bigip), all);
});

test('listens in own mode with a profile of its own, and takes it all away again', async ({ bigip, driver }) => {
  await driver.apply(base());
  const before = bigip.snapshot();
  expect(described(await driver.apply(listening(39_054)))).toEqual([
    'create /berth/berth_dns',
    'create /berth/berth_dns_udp',
    'create /berth/berth_dns_tcp',
  ]);
  expect(described(await driver.apply(base()))).toEqual([
    'delete /berth/berth_dns_tcp',
    'delete /berth/berth_dns_udp',
    'delete /berth/berth_dns',
  ]);
  expect(bigip.snapshot()).toEqual(before);
});

test('several services may say something of one name', async ({ bigip, driver }) => {
  await driver.apply(base(), names('www', [www1]), names('docker1', [{ name: 'docker1-1', address: '10.0.0.9' }]));
  expect(records(bigip)['docker1.docker.example.com']).toBe('a=10.0.0.9 srv=80:docker1-1.docker.example.com');
  await driver.apply(gone('docker1'));
  expect(records(bigip)['docker1.docker.example.com']).toBe('-');
  await driver.apply(gone('www'));
  expect(records(bigip)).toEqual({});
});

test('what went while nobody looked is removed after a restart', async ({ bigip, driver }) => {
  await driver.apply(base(), names('www', [www1, www2]), names('api', [{ name: 'api-1', address: '10.0.1.1' }]));
  await using restarted = await openDriver(bigip);
  await restarted.apply(base(), names('www', [www2]), gone('api'));
  expect(Object.keys(records(bigip)).toSorted((a, b) => (a < b ? -1 : 1))).toEqual([
    '2.0.0.10.in-addr.arpa',
    'docker1.docker.example.com',
    'www-2.docker.example.com',
    'www-2.docker1.docker.example.com',
    'www.docker.example.com',
  ]);
});

test('what came from an engine that can not be seen stays', async ({ bigip, driver }) => {
  const far = { name: 'www-3', address: '10.0.2.1', engine: 'docker2' };
  await driver.apply(base(), names('www', [www1, far]));
  const before = records(bigip);
  await driver.apply(names('www', [www1], { partial: ['docker2'] }));
  expect(records(bigip)).toMatchObject({ 'www-3.docker.example.com': before['www-3.docker.example.com'] });
  await using restarted = await openDriver(bigip);
  await restarted.apply(base(), names('www', [www1], { partial: ['docker2'] }));
  expect(records(bigip)).toMatchObject({ 'www-3.docker.example.com': before['www-3.docker.example.com'] });
  await restarted.apply(names('www', [www1]));
  expect(records(bigip)['www-3.docker.example.com']).toBeUndefined();
});

test('names of which no document tells are kept and reported until orphans may go', async ({ bigip, driver }) => {
  await driver.apply(base(), names('www', [www1]));
  await using restarted = await openDriver(bigip);
  await restarted.apply(base());
  expect(restarted.resources.exceptions().map(({ kind }) => kind)).toEqual(Array.from({ length: 5 }, () => 'orphaned'));
  for (const part of restarted.resources.judgeOrphans('remove')) restarted.queue.postpone(part);
  await restarted.settle();
  expect(records(bigip)).toEqual({});
  expect(restarted.resources.exceptions()).toEqual([]);
});

test('a document that can not be read changes nothing', async ({ bigip, driver }) => {
  await driver.apply(base(), names('www', [www1]));
  const before = bigip.snapshot();
  await driver.lose('www', 'unknown');
  expect(bigip.snapshot()).toEqual(before);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'held', service: 'www' }]);
  await using restarted = await openDriver(bigip);
  await restarted.apply(base());
  await restarted.lose('www', 'unknown');
  for (const part of restarted.resources.judgeOrphans('remove')) restarted.queue.postpone(part);
  await restarted.settle();
  expect(records(bigip)).toMatchObject({ 'www.docker.example.com': 'a=10.0.0.1 srv=80:www-1.docker.example.com' });
});

test("what the other appliers of the installation keep stays, and shows that it isn't new here", async ({ bigip, driver }) => {
  expect(driver.resources.holdsOurs()).toBe(false);
  await byHand(bigip, 'POST', '/auth/partition', { name: 'berth' });
  const theirs = { name: 'berth_services', partition: 'berth', type: 'string', description: 'berth/1 shop-east ltm' };
  await byHand(bigip, 'POST', '/ltm/data-group/internal', theirs);
  await using next = await openDriver(bigip);
  expect(next.resources.holdsOurs()).toBe(true);
  await next.apply(base(), names('www', [www1]));
  expect(Object.keys(bigip.snapshot()['ltm/data-group/internal'] ?? {})).toContain('/berth/berth_services');
  await next.read('again');
  expect(await next.settle()).toEqual([]);
});

test('a BIG-IP that takes no DNS rule gets everything else, and what it said is told', async ({ bigip, driver }) => {
  const { virtuals, dnsProfiles } = listening(39_055);
  const refused = base({ virtuals, dnsProfiles, rules: [{ name: 'berth_dns', text: 'when DNS_REQUEST { DNS::nothing }' }] });
  await driver.apply(refused, names('www', [www1]));
  expect(records(bigip)['www.docker.example.com']).toBe('a=10.0.0.1 srv=80:www-1.docker.example.com');
  expect(Object.keys(bigip.snapshot()['ltm/profile/dns'] ?? {})).toContain('/berth/berth_dns');
  const told = driver.quarantine.exceptions().find(({ object }) => object === '/berth/berth_dns');
  expect(told).toMatchObject({ kind: 'refused', reason: expect.stringContaining('DNS::nothing') });
});

test('without a licence for DNS, records are kept, what needs it is told, and comes with the licence', async () => {
  const listeners = listening(39_056);
  await using bigip = await VirtualBigIp.start({ version: testedVersion, switches: { dnsServices: 'unlicensed' } });
  await using driver = await openDriver(bigip);
  const written = await driver.apply(listeners, names('www', [www1]));
  expect(written.map(({ failure }) => failure)).not.toContainEqual(expect.anything());
  expect(Object.keys(records(bigip))).toContain('www.docker.example.com');
  const held = ['/berth/berth_dns', '/berth/berth_dns', '/berth/berth_dns_udp', '/berth/berth_dns_tcp'];
  expect(driver.resources.exceptions().map(({ kind, object }) => [kind, object])).toEqual(held.map((object) => ['held', object]));
  await using licensed = await VirtualBigIp.start({ version: testedVersion });
  await using again = await Driver.open(licensed, driver.resources);
  await again.settle();
  expect(driver.resources.exceptions()).toEqual([]);
  const { 'ltm/virtual': virtuals = {} } = licensed.snapshot();
  expect(Object.keys(virtuals)).toEqual(['/berth/berth_dns_tcp', '/berth/berth_dns_udp']);
});

test('where the licence for DNS was lost, what is there still goes, and what would be made or changed is told', async () => {
  const state = await mkdtemp(join(tmpdir(), 'berth-licence-'));
  const start = (switches: Partial<Switches>) => VirtualBigIp.start({ version: testedVersion, state, keep: 'running', switches });
  try {
    const driven = async (switches: Partial<Switches>, act: (driver: Driver, bigip: VirtualBigIp) => Promise<void>) => {
      await using bigip = await start(switches);
      await using driver = await openDriver(bigip);
      await act(driver, bigip);
    };
    const listeners = listening(39_057);
    await driven({}, async (driver) => void (await driver.apply(listeners)));
    await driven({ dnsServices: 'unlicensed' }, async (driver, bigip) => {
      expect(await driver.apply(listeners)).toEqual([]);
      const [udp, tcp] = listeners.virtuals;
      const changed = base({ virtuals: [{ ...udp, port: 39_058 }], dnsProfiles: listeners.dnsProfiles });
      expect(described(await driver.apply(changed))).toEqual([`delete /berth/${tcp?.name}`]);
      expect(driver.resources.exceptions()).toMatchObject([{ kind: 'held', object: `/berth/${udp?.name}` }]);
      expect(described(await driver.apply(base({ rules: [], zones: [], dataGroups: [] })))).toEqual([
        `delete /berth/${udp?.name}`,
        'delete /berth/berth_dns',
        'delete /berth/berth_dns',
        ...[3, 2, 1, 0].map((shard) => `delete /berth/berth_dns_0${shard}`),
      ]);
      expect(driver.resources.exceptions()).toEqual([]);
      const there = Object.values(bigip.snapshot()).flatMap((objects) => Object.keys(objects));
      expect(there.filter((path) => path.startsWith('/berth/'))).toEqual([]);
    });
  } finally {
    await rm(state, { recursive: true });
  }
});
