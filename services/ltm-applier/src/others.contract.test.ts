/** What belongs to others on a BIG-IP, and what they do to what is ours, over the wire. */

import { byHand, described } from '@berth/reconcile/testing';
import { expect } from 'vitest';
import { base, everything, gone, service, www1, www2 } from './testing/documents.ts';
import { openDriver, test } from './testing/fixtures.ts';

test('what is not ours stays byte for byte as it is', async ({ bigip, driver }) => {
  await driver.apply(base());
  await byHand(bigip, 'POST', '/ltm/node', { name: '10.0.0.1', partition: 'Common', description: 'an operator made it' });
  await byHand(bigip, 'POST', '/ltm/pool', { name: 'outside', partition: 'Common', members: [{ name: '10.9.9.9:80' }] });
  await byHand(bigip, 'POST', '/ltm/pool', { name: 'inside', partition: 'berth' });
  await byHand(bigip, 'POST', '/ltm/pool', { name: 'api', partition: 'berth', members: [{ name: '10.8.8.8:80' }] });
  await byHand(bigip, 'POST', '/ltm/rule', { name: 'theirs', partition: 'berth', apiAnonymous: 'when HTTP_REQUEST { reject }' });
  const before = bigip.snapshot();
  await using restarted = await openDriver(bigip);
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

test('a node that an interrupted removal left is our own again: used, and removed', async ({ bigip, driver }) => {
  await driver.apply(base(), service('www', [www1, www2]));
  const before = bigip.snapshot();
  for (const address of ['10.0.0.1', '10.0.0.2']) await byHand(bigip, 'DELETE', `/ltm/pool/~berth~www/members/~berth~${address}:80`);
  await using next = await openDriver(bigip);
  expect(described(await next.apply(base(), service('www', [www1])))).toContain('delete /berth/10.0.0.2');
  await next.apply(service('www', [www1, www2]));
  expect(bigip.snapshot()).toEqual(before);
  await next.apply(service('www', []));
  expect(Object.keys(bigip.snapshot()['ltm/node'] ?? {})).toEqual([]);
});

test.for([
  { what: 'has a name', node: { name: 'theirs', address: '10.0.0.9' } },
  { what: 'has a description', node: { name: '10.0.0.9', description: 'soon' } },
  { what: 'has a ratio', node: { name: '10.0.0.9', ratio: 2 } },
  { what: 'is in Common', node: { name: '10.0.0.9', partition: 'Common' } },
])('a node that nobody uses and that $what stays', async ({ node }, { bigip, driver }) => {
  await driver.apply(base(), service('www', [www1]));
  await byHand(bigip, 'POST', '/ltm/node', { partition: 'berth', ...node });
  await using next = await openDriver(bigip);
  expect(await next.apply(base(), service('www', [www1]))).toEqual([]);
});

test('a node that was there before us stays', async ({ bigip }) => {
  await byHand(bigip, 'POST', '/auth/partition', { name: 'berth' });
  await byHand(bigip, 'POST', '/ltm/node', { name: '10.0.0.9', partition: 'berth' });
  await using driver = await openDriver(bigip);
  expect(described(await driver.apply(base(), service('www', [www1])))).not.toContain('delete /berth/10.0.0.9');
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
  await using restarted = await openDriver(bigip);
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
