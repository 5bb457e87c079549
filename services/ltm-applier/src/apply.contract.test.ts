/** What is written to a BIG-IP, counted, over the wire. */
import { openSession, within } from '@berth/icontrol';
import type { MemberAddress } from '@berth/messages';
import { VirtualBigIp } from '@berth/virtual-bigip';
import { expect, test as plain } from 'vitest';
import { base, gone, service } from './testing/documents.ts';
import { Driver, described } from './testing/driver.ts';

const test = plain
  .extend<{ bigip: VirtualBigIp }>({
    bigip: async ({ task: _task }, use) => {
      await using bigip = await VirtualBigIp.start();
      await use(bigip);
    },
  })
  .extend<{ driver: Driver }>({
    driver: async ({ bigip }, use) => {
      await using driver = await Driver.open(bigip);
      await use(driver);
    },
  });

/** The writes that `act` makes, as `POST /ltm/pool`. */
async function writes(bigip: VirtualBigIp, act: () => Promise<unknown>): Promise<string[]> {
  const before = bigip.requests.counters.requests;
  await act();
  return bigip.requests.writesSince(before).map(({ method, path }) => `${method} ${path.replace('/mgmt/tm/', '/')}`);
}

const www1 = { name: 'www-1', address: '10.0.0.1' };
const www2 = { name: 'www-2', address: '10.0.0.2' };

test('the first container of a service, the next, and the end of both', async ({ bigip, driver }) => {
  await driver.apply(base());
  expect(await writes(bigip, () => driver.apply(service('www', [www1])))).toEqual([
    'POST /ltm/pool',
    expect.stringMatching(/^PATCH .*berth_containers_0\d$/),
    'PATCH /ltm/data-group/internal/~berth~berth_services',
  ]);
  expect(await writes(bigip, () => driver.apply(service('www', [www1, www2])))).toEqual([
    'POST /ltm/pool/~berth~www/members',
    expect.stringMatching(/^PATCH .*berth_containers_0\d$/),
  ]);
  expect(described(await driver.apply(service('www', [{ ...www1, session: 'disabled' }, www2])))).toEqual([
    'update /berth/www 10.0.0.1:80',
  ]);
  expect(described(await driver.apply(service('www', [www2])))).toEqual([
    expect.stringMatching(/^delete .*berth_containers_0\d www-1.apps.example.com$/),
    'delete /berth/www 10.0.0.1:80',
    'delete /berth/10.0.0.1',
  ]);
  expect(await writes(bigip, () => driver.apply(service('www', [])))).toEqual([
    expect.stringMatching(/^PATCH .*berth_containers_0\d$/),
    'DELETE /ltm/pool/~berth~www/members/~berth~10.0.0.2:80',
    'DELETE /ltm/node/~berth~10.0.0.2',
  ]);
  expect(await writes(bigip, () => driver.apply(gone('www')))).toHaveLength(2);
  expect(driver.resources.owned()).toEqual({ pools: 0, members: 0, records: 0 });
});

/** Sends a request that nobody expects: an operator's. */
async function byHand(bigip: VirtualBigIp, method: 'POST' | 'PATCH' | 'DELETE', path: string, body?: object): Promise<void> {
  const { host } = new URL(bigip.url);
  const trust = { kind: 'ca', pem: bigip.ca } as const;
  const options = { unit: host, user: bigip.user, password: bigip.password, trust, requestTimeout: 10_000 };
  const signal = new AbortController().signal;
  await using session = await openSession(options, signal);
  await session.send({ method, path: `/mgmt/tm${path}`, ...(body && { body }) }, within(10_000, signal));
}

const everything = [
  base({
    virtuals: [
      {
        name: 'berth_http',
        address: '127.0.0.1%0' as MemberAddress,
        port: 39_080,
        profiles: ['/Common/tcp', '/Common/http'],
        rules: ['berth_http'],
        sourceAddressTranslation: 'automap',
      },
    ],
  }),
  service('www', [www1, { ...www2, ratio: 3 }], { monitor: '/Common/tcp' }),
  service('api', [{ name: 'api-1', address: '10.0.1.1', port: 8080, session: 'disabled' }]),
  service('six', [{ name: 'six-1', address: '2001:db8::1' }]),
];

test('needs no second pass, and none after a restart', async ({ bigip, driver }) => {
  await driver.apply(...everything);
  expect(await driver.apply(...everything)).toEqual([]);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
  await using restarted = await Driver.open(bigip);
  expect(await writes(bigip, () => restarted.apply(...everything))).toEqual([]);
  expect(restarted.resources.owned()).toEqual(driver.resources.owned());
});

test('takes everything away again, and leaves no node', async ({ bigip, driver }) => {
  await driver.apply(base());
  const before = bigip.snapshot();
  await driver.apply(service('www', [www1, www2]), service('api', [{ name: 'api-1', address: '10.0.0.1', port: 8080 }]));
  await driver.apply(gone('www'), gone('api'));
  expect(bigip.snapshot()).toEqual(before);
});

test('an address that goes to another container of the service is one update', async ({ driver }) => {
  await driver.apply(base(), service('www', [www1]));
  expect(described(await driver.apply(service('www', [{ ...www1, id: 'another' }])))).toEqual(['update /berth/www 10.0.0.1:80']);
});

test('an address that goes to another service keeps its node', async ({ driver }) => {
  await driver.apply(base(), service('www', [www1]), service('api', []));
  const outcomes = described(await driver.apply(service('www', []), service('api', [{ name: 'api-1', address: '10.0.0.1' }])));
  expect(outcomes).not.toContain('delete /berth/10.0.0.1');
  expect(described(await driver.apply(service('api', [])))).toContain('delete /berth/10.0.0.1');
});

test('a host name moves between services, whichever document comes first', async ({ driver }) => {
  await driver.apply(base(), service('www', [www1]), service('api', []));
  const moved = { ...service('api', [{ name: 'www-1', address: '10.0.0.9' }]) };
  expect(described(await driver.apply(moved))).toContainEqual(expect.stringMatching(/^update .* www-1.apps.example.com$/));
  expect(described(await driver.apply(service('www', [])))).not.toContainEqual(expect.stringContaining('www-1.apps.example.com'));
});

test('many records at once are written as a whole list', async ({ bigip, driver }) => {
  await driver.apply(base({ dataGroups: [{ name: 'berth_services', holds: 'pool', shards: 1 }] }));
  const services = Array.from({ length: 250 }, (_, number) => service(`s${number}`, []));
  const sent = await writes(bigip, () => driver.apply(...services));
  expect(sent.filter((line) => line.startsWith('PATCH')).length).toBeLessThanOrEqual(4);
  expect(driver.resources.owned().records).toBe(250);
});

test('what is not ours stays byte for byte as it is', async ({ bigip, driver }) => {
  await driver.apply(base());
  await byHand(bigip, 'POST', '/ltm/node', { name: '10.0.0.1', partition: 'Common', description: 'an operator made it' });
  await byHand(bigip, 'POST', '/ltm/pool', { name: 'outside', partition: 'Common', members: [{ name: '10.9.9.9:80' }] });
  await byHand(bigip, 'POST', '/ltm/pool', { name: 'inside', partition: 'berth' });
  await byHand(bigip, 'POST', '/ltm/pool', { name: 'api', partition: 'berth', members: [{ name: '10.8.8.8:80' }] });
  await byHand(bigip, 'POST', '/ltm/rule', { name: 'theirs', partition: 'berth', apiAnonymous: 'when HTTP_REQUEST { reject }' });
  const before = bigip.snapshot();
  await using restarted = await Driver.open(bigip);
  await restarted.apply(base(), service('www', [www1]));
  await byHand(bigip, 'POST', '/ltm/pool/~berth~www/members', { name: '10.7.7.7:80', partition: 'berth', description: 'by hand' });
  await restarted.read('again');
  await restarted.apply(service('www', [www1, www2]), service('api', [{ name: 'api-1', address: '10.0.1.1' }]));
  expect(restarted.resources.exceptions()).toMatchObject([{ kind: 'conflicting', object: '/berth/api', service: 'api' }]);
  await restarted.apply(gone('api'), gone('www'));
  expect(restarted.resources.exceptions()).toMatchObject([{ kind: 'conflicting', object: '/berth/www' }]);
  await byHand(bigip, 'DELETE', '/ltm/pool/~berth~www/members/~berth~10.7.7.7:80');
  await byHand(bigip, 'DELETE', '/ltm/node/~berth~10.7.7.7');
  await restarted.read('again');
  await restarted.settle();
  expect(bigip.snapshot()).toEqual(before);
});

test('a node in Common is used, and stays', async ({ bigip, driver }) => {
  await driver.apply(base());
  await byHand(bigip, 'POST', '/ltm/node', { name: 'theirs', partition: 'Common', address: '10.0.0.1' });
  await driver.read('again');
  expect(described(await driver.apply(service('www', [www1])))[1]).toBe('create /berth/www theirs:80');
  expect(described(await driver.apply(service('www', [])))).not.toContainEqual(expect.stringMatching(/^delete .*theirs$/));
});

test('a node of another partition is that endpoint alone', async ({ bigip, driver }) => {
  await driver.apply(base());
  await byHand(bigip, 'POST', '/auth/partition', { name: 'other' });
  await byHand(bigip, 'POST', '/ltm/node', { name: '10.0.0.1', partition: 'other', address: '10.0.0.1' });
  await driver.apply(service('www', [www1, www2]));
  expect(driver.quarantine.exceptions()).toMatchObject([
    { kind: 'refused', object: '/berth/www 10.0.0.1:80', service: 'www', reason: expect.stringContaining('already exists') },
  ]);
  expect(driver.resources.owned()).toMatchObject({ pools: 1, members: 1, records: 2 });
  // Another address for the same container is tried at once.
  await driver.apply(service('www', [{ ...www1, address: '10.0.0.3' }, www2]));
  expect(driver.quarantine.exceptions()).toEqual([]);
  expect(driver.resources.owned()).toMatchObject({ pools: 1, members: 2, records: 3 });
});

test('a refused pool is set aside, and everything else is applied', async ({ driver }) => {
  await driver.apply(base(), service('bad', [www2], { monitor: '/Common/nobody' }), service('www', [www1]));
  expect(driver.quarantine.exceptions()).toMatchObject([{ kind: 'refused', object: '/berth/bad', service: 'bad' }]);
  expect(driver.resources.owned()).toMatchObject({ pools: 1, members: 1, records: 2 });
  await driver.apply(service('bad', [www2]));
  expect(driver.quarantine.exceptions()).toEqual([]);
  expect(driver.resources.owned()).toMatchObject({ pools: 2, members: 2, records: 4 });
});

test("an operator's own member state is kept until he gives it back", async ({ bigip, driver }) => {
  await driver.apply(base(), service('www', [www1, www2]));
  const member = '/ltm/pool/~berth~www/members/~berth~10.0.0.1:80';
  await byHand(bigip, 'PATCH', member, { session: 'user-disabled', state: 'user-down' });
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toMatchObject([
    { kind: 'overridden', object: '/berth/www 10.0.0.1:80', origin: { name: 'www-1' } },
  ]);
  // What else the document says of it is still done, and his state survives our restart.
  await driver.apply(service('www', [{ ...www1, ratio: 2 }, www2]));
  await using restarted = await Driver.open(bigip);
  expect(await restarted.apply(base(), service('www', [{ ...www1, ratio: 2 }, www2]))).toEqual([]);
  expect(restarted.resources.exceptions()).toMatchObject([{ kind: 'overridden' }]);
  await byHand(bigip, 'PATCH', member, { session: 'user-enabled', state: 'user-up' });
  await restarted.read('again');
  await restarted.apply(service('www', [{ ...www1, ratio: 2, session: 'disabled' }, www2]));
  expect(restarted.resources.exceptions()).toEqual([]);
});

test('edits by hand are told and repaired', async ({ bigip, driver }) => {
  await driver.apply(...everything);
  const before = bigip.snapshot();
  await byHand(bigip, 'PATCH', '/ltm/pool/~berth~www', { loadBalancingMode: 'least-connections-member' });
  await byHand(bigip, 'DELETE', '/ltm/pool/~berth~www/members/~berth~10.0.0.1:80');
  await byHand(bigip, 'PATCH', '/ltm/data-group/internal/~berth~berth_services', {
    records: [
      { name: 'by.hand', data: 'x' },
      { name: 'www.apps.example.com', data: '/berth/api' },
    ],
  });
  await byHand(bigip, 'PATCH', '/ltm/rule/~berth~berth_http', { apiAnonymous: '# berth/1 shop-east ltm\nwhen HTTP_REQUEST { reject }' });
  await byHand(bigip, 'PATCH', '/ltm/virtual/~berth~berth_http', { rules: [] });
  await driver.read('again');
  driver.resources.judgeOrphans('remove');
  expect((await driver.settle()).every(({ cause }) => cause === 'drift')).toBe(true);
  expect(
    driver.resources
      .exceptions()
      .map(({ kind, object, reason }) => `${kind} ${object}: ${reason}`)
      .sort(),
  ).toEqual([
    'drifted /berth/berth_http: it was changed by hand',
    'drifted /berth/berth_http: it was changed by hand',
    'drifted /berth/berth_services api.apps.example.com: it was removed by hand',
    'drifted /berth/berth_services by.hand: it was added by hand',
    'drifted /berth/berth_services six.apps.example.com: it was removed by hand',
    'drifted /berth/berth_services www.apps.example.com: it was changed by hand',
    'drifted /berth/www 10.0.0.1:80: it was removed by hand',
    'drifted /berth/www: it was changed by hand',
  ]);
  expect(bigip.snapshot()).toEqual(before);
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toEqual([]);
});

test('what another wrote meanwhile is found out and gone along with', async ({ bigip, driver }) => {
  await driver.apply(base(), service('www', [www1]));
  await byHand(bigip, 'DELETE', '/ltm/pool/~berth~www');
  await driver.apply(service('www', [www1, www2]));
  await byHand(bigip, 'PATCH', '/ltm/data-group/internal/~berth~berth_services', { records: [] });
  await driver.apply(service('www', []), gone('www'));
  expect(driver.quarantine.exceptions()).toEqual([]);
  expect(driver.resources.owned()).toEqual({ pools: 0, members: 0, records: 0 });
});

test('what came from an unknown engine is neither removed nor disabled', async ({ driver }) => {
  const far = { name: 'www-2', address: '10.0.0.2', engine: 'docker2' };
  await driver.apply(base(), service('www', [www1, far]));
  expect(described(await driver.apply(service('www', [], { partial: ['docker2'] })))).toEqual([
    expect.stringMatching(/^delete .* www-1.apps.example.com$/),
    'delete /berth/www 10.0.0.1:80',
    'delete /berth/10.0.0.1',
  ]);
  expect(await driver.apply(service('www', [{ ...far, session: 'disabled' }], { partial: ['docker2'] }))).toEqual([]);
  expect(described(await driver.apply(service('www', [])))).toEqual([
    expect.stringMatching(/^delete .* www-2.apps.example.com$/),
    'delete /berth/www 10.0.0.2:80',
    'delete /berth/10.0.0.2',
  ]);
});

test('a service whose document is lost or garbled stays, until orphans may go', async ({ bigip, driver }) => {
  await driver.apply(base(), service('www', [www1]), service('api', [www2]));
  expect(await driver.lose('www', 'none')).toEqual([]);
  expect(await driver.lose('api', 'unknown')).toEqual([]);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'orphaned', object: '/berth/www' }]);
  for (const part of driver.resources.judgeOrphans('remove')) driver.queue.postpone(part);
  expect((await driver.settle()).map(({ object, cause }) => `${object} ${cause}`)).toContain('/berth/www orphan');
  expect(Object.keys(bigip.snapshot()['ltm/pool'] ?? {})).toEqual(['/berth/api']);
  expect(driver.resources.exceptions()).toEqual([]);
});

test("an orphan's member gives way to the container that has its address now", async ({ driver }) => {
  await driver.apply(base(), service('www', [www1, www2]));
  await driver.lose('www', 'none');
  const outcomes = await driver.apply(service('api', [{ name: 'api-1', address: '10.0.0.1', port: 8080 }]));
  expect(outcomes.map(({ change, object, cause }) => `${change} ${object} ${cause}`)).toContain('delete /berth/www 10.0.0.1:80 orphan');
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'orphaned', object: '/berth/www' }]);
});

test('another number of shards moves the records', async ({ bigip, driver }) => {
  await driver.apply(...everything);
  await driver.apply(
    base({
      dataGroups: [
        { name: 'berth_services', holds: 'pool', shards: 1 },
        { name: 'berth_containers', holds: 'member', shards: 1 },
      ],
    }),
  );
  expect(Object.keys(bigip.snapshot()['ltm/data-group/internal'] ?? {}).filter((name) => name.startsWith('/berth/'))).toEqual([
    '/berth/berth_containers',
    '/berth/berth_services',
  ]);
  expect(driver.resources.owned().records).toBe(7);
  expect(await driver.settle()).toEqual([]);
});
