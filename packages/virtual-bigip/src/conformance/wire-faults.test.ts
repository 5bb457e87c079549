/** Faults at the wire. */

import { request } from 'node:https';
import { expect, test } from 'vitest';
import { patient } from '../data-plane/traffic-laboratory.ts';
import { Faults } from '../faults.ts';
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

test('what hangs is taken, and not answered until the unit ends', async () => {
  let ended: Promise<void> | undefined;
  {
    await using bigip = await VirtualBigIp.start();
    bigip.fault({ kind: 'hang', path: '/mgmt/tm/ltm', times: 1 });
    const asked = raw(bigip, '/mgmt/tm/ltm/pool');
    ended = expect(asked).rejects.toThrow('socket hang up');
    await expect.poll(() => bigip.requests.since(0), patient).toMatchObject([{ path: '/mgmt/tm/ltm/pool', status: 0 }]);
    expect((await send(bigip, pools)).status).toBe(200);
    expect(await Promise.race([asked, 'nothing'])).toBe('nothing');
  }
  await ended;
});

test('a delay delays, on the path that it is for', async () => {
  await using bigip = await VirtualBigIp.start();
  bigip.fault({ kind: 'delay', milliseconds: 60, path: '/mgmt/tm/ltm' });
  await done(bigip, [pools, ['GET', 'sys/version']]);
  const [slow, fast] = bigip.requests.since(0);
  expect(slow?.milliseconds).toBeGreaterThanOrEqual(59);
  expect(fast?.path).toBe('/mgmt/tm/sys/version');
});

test.for([
  { kind: 'uniform', from: 10, to: 30 },
  { kind: 'normal', mean: 20, deviation: 5 },
  { kind: 'exponential', mean: 20 },
] as const)('delays of a distribution come again with the seed: $kind', (milliseconds) => {
  const drawn = (seed: number) => {
    const faults = new Faults();
    faults.begin({ kind: 'delay', milliseconds, seed, path: '/' });
    return Array.from(
      { length: 2000 },
      () => faults.hitting('GET', '/').map((hit) => (hit.kind === 'delay' ? hit.milliseconds : -1))[0] ?? -1,
    );
  };
  const delays = drawn(7);
  expect(drawn(7)).toEqual(delays);
  expect(drawn(8)).not.toEqual(delays);
  expect(Math.min(...delays)).toBeGreaterThanOrEqual(0);
  expect(delays.reduce((sum, delay) => sum + delay, 0) / delays.length).toBeCloseTo(20, -0.5);
});

test('a wrong body is 500 and no JSON, whatever it says of itself', async () => {
  await using bigip = await VirtualBigIp.start();
  bigip.fault({ kind: 'wrong-body', times: 1 });
  const { status, type, text } = await raw(bigip, '/mgmt/tm/ltm/pool');
  expect({ status, type }).toEqual({ status: 500, type: 'application/json; charset=UTF-8' });
  expect(() => JSON.parse(text)).toThrow(SyntaxError);
});

test('a slow read comes at its pace, and whole', async () => {
  await using bigip = await VirtualBigIp.start();
  const { text } = await send(bigip, ['GET', 'ltm/monitor/http']);
  bigip.fault({ kind: 'slow-read', bytesPerSecond: 3 * text.length, times: 1 });
  const began = performance.now();
  expect((await send(bigip, ['GET', 'ltm/monitor/http'])).text).toBe(text);
  expect(performance.now() - began).toBeGreaterThan(200);
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

type Raw = { readonly status: number | undefined; readonly type: string | undefined; readonly text: string };

/** An answer as it comes, read as text. */
async function raw(bigip: VirtualBigIp, path: string): Promise<Raw> {
  return new Promise((resolve, reject) => {
    const sent = request(`${bigip.url}${path}`, { ca: bigip.ca, auth: `${bigip.user}:${bigip.password}` }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode, type: response.headers['content-type'], text }));
    });
    sent.on('error', reject);
    sent.end();
  });
}
