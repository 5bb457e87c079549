/** Faults at the wire, the log of requests, and the controls for other processes. */

import { request } from 'node:https';
import { expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import { done, send } from './wire.ts';

const partition = ['POST', 'auth/partition', { name: 'T' }] as const;
const pools = ['GET', 'ltm/pool'] as const;

test.for([
  {
    kind: 'busy',
    status: 503,
    text: '{"code":503,"message":"There is an active asynchronous task executing.","errorStack":[],"apiError":32964609}',
  },
  {
    kind: 'mcpd-lost',
    status: 500,
    text: '{"code":500,"message":"The connection to mcpd has been lost, try again.","errorStack":[],"apiError":32768001}',
  },
  {
    kind: 'unregistered',
    status: 404,
    text: 'URI path /mgmt/tm/ltm/pool not registered.  Please verify URI is supported and wait for /available suffix to be responsive.',
  },
  { kind: 'restarting', status: 503, text: 'Configuration Utility restarting...' },
  { kind: 'servlet-timeout', status: 500, text: 'Error 500 AsyncContext timeout' },
] as const)('$kind answers $status until it ends', async ({ kind, status, text }) => {
  await using bigip = await VirtualBigIp.start();
  {
    using _ = bigip.fault({ kind });
    expect(await send(bigip, pools)).toMatchObject({ status, text: expect.stringContaining(text) });
  }
  expect((await send(bigip, pools)).status).toBe(200);
});

test('a reset before leaves nothing, a reset after leaves the change', async () => {
  await using bigip = await VirtualBigIp.start();
  bigip.fault({ kind: 'reset-before', methods: ['POST'], times: 1 });
  await expect(send(bigip, partition)).rejects.toThrow();
  expect((await send(bigip, ['GET', 'auth/partition/T'])).status).toBe(404);
  bigip.fault({ kind: 'reset-after', methods: ['POST'], times: 1 });
  await expect(send(bigip, partition)).rejects.toThrow();
  expect((await send(bigip, ['GET', 'auth/partition/T'])).status).toBe(200);
});

test('a delay delays, on the path that it is for', async () => {
  await using bigip = await VirtualBigIp.start();
  bigip.fault({ kind: 'delay', milliseconds: 60, path: '/mgmt/tm/ltm' });
  await done(bigip, [pools, ['GET', 'sys/version']]);
  const [slow, fast] = bigip.requests.since(0);
  expect(slow?.milliseconds).toBeGreaterThanOrEqual(59);
  expect(fast?.milliseconds).toBeLessThan(59);
});

test('the log counts writes under /mgmt/tm, saving left out', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [partition, ['POST', 'sys/config', { command: 'save' }], pools, ['DELETE', 'auth/partition/T']]);
  expect(bigip.requests.counters).toEqual({ requests: 4, writes: 2, writtenBytes: '{"name":"T"}'.length });
  expect(bigip.requests.writesSince(1)).toMatchObject([
    { number: 4, method: 'DELETE', path: '/mgmt/tm/auth/partition/T', query: '', user: 'admin', status: 200, bodyBytes: 0 },
  ]);
});

test('another process reads the log and the configuration, and begins faults', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [partition]);
  expect((await send(bigip, ['GET', '/virtual/requests?since=0'])).body).toMatchObject({ writes: 1, items: [{ method: 'POST' }] });
  expect((await send(bigip, ['GET', '/virtual/snapshot'])).body).toEqual(bigip.snapshot());
  await done(bigip, [['POST', '/virtual/faults', { kind: 'busy' }]]);
  expect((await send(bigip, pools)).status).toBe(503);
  await done(bigip, [['DELETE', '/virtual/faults'], pools]);
  expect((await send(bigip, ['POST', '/virtual/faults', { kind: 'flood' }])).status).toBe(400);
});

test('tokens expire at will', async () => {
  await using bigip = await VirtualBigIp.start();
  const { body } = await send(bigip, ['POST', '/mgmt/shared/authn/login', { username: 'admin', password: 'admin' }]);
  const { token } = (body as { token: { token: string } }).token;
  bigip.expireTokens();
  const answer = await send(bigip, ['GET', 'ltm/pool', undefined, { authorization: '', 'x-f5-auth-token': token }]);
  expect(answer).toMatchObject({ status: 401, body: { message: 'X-F5-Auth-Token has expired.' } });
});

test('answers carry the headers of the REST daemon', async () => {
  await using bigip = await VirtualBigIp.start();
  expect((await send(bigip, pools)).headers).toMatchObject({
    server: 'Jetty(9.4.49.v20220914)',
    'content-type': 'application/json; charset=UTF-8',
    pragma: 'no-cache',
    'cache-control': 'no-store, no-cache, must-revalidate',
    'x-frame-options': 'SAMEORIGIN',
    'strict-transport-security': 'max-age=16070400; includeSubDomains',
  });
  expect((await send(bigip, ['POST', 'ltm/pool', '{'])).headers).toMatchObject({ connection: 'close' });
});

test('the certificate is trusted by its authority only', async () => {
  await using bigip = await VirtualBigIp.start();
  expect(bigip.fingerprint).toMatch(/^([0-9A-F]{2}:){31}[0-9A-F]{2}$/);
  const untrusted = new Promise((_resolve, reject) => request(`${bigip.url}/`).on('error', reject).end());
  await expect(untrusted).rejects.toMatchObject({ code: expect.stringMatching(/SELF_SIGNED|UNABLE_TO/) });
});
