/** The logs of requests and of changes, edits by hand, and the controls for other processes. */

import { hash } from 'node:crypto';
import { expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import type { Ask } from './case.ts';
import { done, send } from './wire.ts';

const partition = ['POST', 'auth/partition', { name: 'T' }] as const;
const pools = ['GET', 'ltm/pool'] as const;

test('the log counts writes under /mgmt/tm, saving left out', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [partition, ['POST', 'sys/config', { command: 'save' }], pools, ['DELETE', 'auth/partition/T']]);
  expect(bigip.requests.counters).toEqual({ requests: 4, writes: 2, writtenBytes: '{"name":"T"}'.length });
  expect(bigip.requests.writesSince(1)).toMatchObject([
    { number: 4, method: 'DELETE', path: '/mgmt/tm/auth/partition/T', query: '', user: 'admin', status: 200, bodyBytes: 0 },
  ]);
});

test('the log tells of each request what it was, and whose', async () => {
  await using bigip = await VirtualBigIp.start({ now: () => 7 });
  await done(bigip, [partition]);
  expect(bigip.requests.since(0)).toEqual([
    {
      number: 1,
      at: 7,
      method: 'POST',
      path: '/mgmt/tm/auth/partition',
      query: '',
      bodyBytes: 12,
      bodySha256: hash('sha256', '{"name":"T"}'),
      user: 'admin',
      transaction: undefined,
      status: 200,
      milliseconds: expect.any(Number),
    },
  ]);
});

test('requests are counted by method and path, names left out', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [partition, ...['a', 'b'].map((name): Ask => ['POST', 'ltm/pool', { name, partition: 'T' }])]);
  await done(bigip, [
    ['GET', 'ltm/pool/~T~a/members'],
    ['GET', 'ltm/pool/~T~b/members/'],
  ]);
  expect(bigip.requests.paths).toMatchObject({
    'POST /mgmt/tm/auth/partition': { requests: 1, bodyBytes: 12 },
    'POST /mgmt/tm/ltm/pool': { requests: 2 },
    'GET /mgmt/tm/ltm/pool/*/members': { requests: 2, bodyBytes: 0 },
  });
});

test('changes are told in order, with who made them', async () => {
  await using bigip = await VirtualBigIp.start({ now: () => 7 });
  const before = bigip.changes.count;
  await done(bigip, [partition, ['POST', 'ltm/pool', { name: 'p', partition: 'T', members: [{ name: '10.0.0.1:80', partition: 'T' }] }]]);
  await send(bigip, ['POST', 'ltm/pool', { name: 'p', partition: 'T' }]);
  bigip.edit('PATCH', 'ltm/pool/~T~p', { description: 'x' });
  const { body } = await send(bigip, ['POST', 'transaction', {}]);
  const transaction = String((body as { transId: number }).transId);
  await done(bigip, [
    ['DELETE', 'ltm/pool/~T~p', undefined, { 'x-f5-rest-coordination-id': transaction }],
    ['PATCH', `transaction/${transaction}`, { state: 'VALIDATING', asyncExecution: true }],
  ]);
  await expect.poll(() => bigip.snapshot()['ltm/pool']).toBeUndefined();
  const cause = (method: string, path: string) => ({
    by: 'request',
    user: 'admin',
    method,
    path: `/mgmt/tm/${path}`,
    transaction: undefined,
  });
  const commit = { ...cause('PATCH', `transaction/${transaction}`), transaction };
  const made = cause('POST', 'ltm/pool');
  expect(bigip.changes.since(before).map(({ kind, resource, key, cause: by }) => [kind, resource, key, by])).toEqual([
    ['created', 'auth/partition', 'T', cause('POST', 'auth/partition')],
    ['created', 'sys/folder', '/T', cause('POST', 'auth/partition')],
    ['created', 'ltm/pool', '/T/p', made],
    ['created', 'ltm/node', '/T/10.0.0.1', made],
    ['created', 'ltm/pool/members', '/T/p /T/10.0.0.1:80', made],
    ['changed', 'ltm/pool', '/T/p', { ...cause('PATCH', 'ltm/pool/~T~p'), by: 'hand', user: 'root' }],
    ['removed', 'ltm/pool/members', '/T/p /T/10.0.0.1:80', commit],
    ['removed', 'ltm/pool', '/T/p', commit],
  ]);
});

test('an edit by hand is refused like a write, and is no request', async () => {
  await using bigip = await VirtualBigIp.start();
  bigip.edit('POST', 'auth/partition', { name: 'T' });
  expect(bigip.snapshot()).toHaveProperty(['auth/partition', 'T']);
  expect(() => bigip.edit('POST', 'ltm/pool', { name: 'p', partition: 'U' })).toThrow('The requested folder (/U) was not found.');
  expect(bigip.requests.counters.requests).toBe(0);
});

test('another process reads logs and the configuration, begins faults, edits and ends tokens', async () => {
  await using bigip = await VirtualBigIp.start();
  const seen = bigip.changes.count;
  await done(bigip, [partition]);
  expect((await send(bigip, ['GET', '/virtual/requests?since=0'])).body).toMatchObject({ writes: 1, items: [{ method: 'POST' }] });
  expect((await send(bigip, ['GET', '/virtual/counters'])).body).toMatchObject({
    writes: 1,
    paths: { 'POST /mgmt/tm/auth/partition': { requests: 1 } },
  });
  expect((await send(bigip, ['GET', `/virtual/changes?since=${seen}`])).body).toMatchObject({
    items: [{ key: 'T', cause: { user: 'admin' } }, { key: '/T' }],
  });
  expect((await send(bigip, ['GET', '/virtual/snapshot'])).body).toEqual(bigip.snapshot());
  await done(bigip, [['POST', '/virtual/faults', { kind: 'busy' }]]);
  expect((await send(bigip, ['GET', '/virtual/faults'])).body).toMatchObject({ items: [{ id: 1, fault: { kind: 'busy' } }] });
  expect((await send(bigip, pools)).status).toBe(503);
  await done(bigip, [['DELETE', '/virtual/faults/1'], pools]);
  await done(bigip, [['POST', '/virtual/edits', { method: 'POST', path: 'ltm/pool', body: { name: 'p', partition: 'T' } }]]);
  expect((await send(bigip, ['GET', 'ltm/pool/~T~p'])).status).toBe(200);
  const counted = bigip.requests.counters.requests;
  await done(bigip, [
    ['DELETE', '/virtual/tokens'],
    ['DELETE', '/virtual/faults'],
  ]);
  expect(bigip.requests.counters.requests).toBe(counted);
  expect((await send(bigip, ['POST', '/virtual/faults', { kind: 'flood' }])).status).toBe(400);
  expect((await send(bigip, ['POST', '/virtual/edits', { method: 'GET', path: 'ltm/pool' }])).status).toBe(400);
  expect((await send(bigip, ['GET', '/virtual/else'])).status).toBe(404);
});
