/** What is written to a BIG-IP, counted, over the wire. */

import { byHand, described, expectSettled } from '@berth/reconcile/testing';
import type { VirtualBigIp } from '@berth/virtual-bigip';
import { expect } from 'vitest';
import { base, everything, gone, service, www1, www2 } from './testing/documents.ts';
import { openDriver, test } from './testing/fixtures.ts';

/** The writes that `act` makes, as `POST /ltm/pool`. */
async function writes(bigip: VirtualBigIp, act: () => Promise<unknown>): Promise<string[]> {
  const before = bigip.requests.counters.requests;
  await act();
  return bigip.requests.writesSince(before).map(({ method, path }) => `${method} ${path.replace('/mgmt/tm/', '/')}`);
}

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

test('what an engine had that was given up goes with that cause', async ({ driver }) => {
  await driver.apply(base(), service('www', [www1, { ...www2, engine: 'docker2' }]));
  const given = await driver.apply(service('www', [www1], { forgotten: ['docker2'] }));
  expect(given.filter(({ object }) => object.includes('10.0.0.2:80') || object.includes('www-2')).map(({ cause }) => cause)).toEqual([
    'forgotten',
    'forgotten',
  ]);
});

test('needs no second pass, and none after a restart', async ({ bigip, driver }) => {
  await driver.apply(...everything);
  await expectSettled(driver, () => openDriver(bigip), everything);
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

test('a refused pool is set aside, and everything else is applied', async ({ driver }) => {
  await driver.apply(base(), service('bad', [www2], { monitor: '/Common/nobody' }), service('www', [www1]));
  expect(driver.quarantine.exceptions()).toMatchObject([{ kind: 'refused', object: '/berth/bad', service: 'bad' }]);
  expect(driver.resources.owned()).toMatchObject({ pools: 1, members: 1, records: 2 });
  await driver.apply(service('bad', [www2]));
  expect(driver.quarantine.exceptions()).toEqual([]);
  expect(driver.resources.owned()).toMatchObject({ pools: 2, members: 2, records: 4 });
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
  expect(driver.resources.exceptions()).toMatchObject([
    { kind: 'orphaned', object: '/berth/www' },
    { kind: 'held', object: '/berth/api', service: 'api' },
  ]);
  for (const part of driver.resources.judgeOrphans('remove')) driver.queue.postpone(part);
  expect((await driver.settle()).map(({ object, cause }) => `${object} ${cause}`)).toContain('/berth/www orphan');
  expect(Object.keys(bigip.snapshot()['ltm/pool'] ?? {})).toEqual(['/berth/api']);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'held' }]);
});

test('an orphan that somebody removes by hand is told no longer', async ({ bigip, driver }) => {
  await driver.apply(base({ dataGroups: [] }), service('www', []));
  await driver.lose('www', 'none');
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'orphaned', object: '/berth/www' }]);
  await byHand(bigip, 'DELETE', '/ltm/pool/~berth~www');
  await driver.read('again');
  expect(await driver.settle()).toEqual([]);
  expect(driver.resources.exceptions()).toMatchObject([{ kind: 'drifted', object: '/berth/www' }]);
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
