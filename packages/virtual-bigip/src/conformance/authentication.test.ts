/** Logging in, tokens and basic authentication. */

import { describe, expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import type { Ask } from './case.ts';
import { type Answered, send } from './wire.ts';

const LOGIN = '/mgmt/shared/authn/login';
const TOKENS = '/mgmt/shared/authz/tokens';
const credentials = { username: 'admin', password: 'admin', loginProviderName: 'tmos' };
const none = { authorization: '' };

async function login(bigip: VirtualBigIp): Promise<string> {
  const { body } = await send(bigip, ['POST', LOGIN, credentials, none]);
  return (body as { token: { token: string } }).token.token;
}

function denied(status: number, message: string): unknown {
  return { status, body: { code: status, message, referer: '127.0.0.1', restOperationId: expect.any(Number), kind: ':resterrorresponse' } };
}

function told({ status, body }: Answered): unknown {
  return { status, body };
}

describe('login', () => {
  test('gives a token of 26 characters for 1200 seconds', async () => {
    await using bigip = await VirtualBigIp.start({ now: () => Date.UTC(2026, 0, 2, 3, 4, 5, 6) });
    const answer = await send(bigip, ['POST', LOGIN, credentials, none]);
    expect(answer.body).toMatchObject({
      username: 'admin',
      loginProviderName: 'tmos',
      loginReference: { link: expect.stringMatching(/\/login$/) },
      token: {
        token: expect.stringMatching(/^[A-Z2-7]{26}$/),
        userName: 'admin',
        timeout: 1200,
        startTime: '2026-01-02T03:04:05.006+0000',
        partition: '[All]',
        lastUpdateMicros: Date.UTC(2026, 0, 2, 3, 4, 5, 6) * 1000,
        expirationMicros: Date.UTC(2026, 0, 2, 3, 24, 5, 6) * 1000,
        kind: 'shared:authz:tokens:authtokenitemstate',
      },
    });
  });

  test.for<{ when: string; body: unknown; gets: unknown }>([
    { when: 'the password is wrong', body: { ...credentials, password: 'x' }, gets: denied(401, 'Authentication failed.') },
    { when: 'the user is unknown', body: { ...credentials, username: 'x' }, gets: denied(401, 'Authentication failed.') },
    { when: 'the provider is unknown', body: { ...credentials, loginProviderName: 'x' }, gets: denied(401, 'Authentication failed.') },
    { when: 'nothing is said', body: {}, gets: denied(401, 'Authentication failed.') },
  ])('fails when $when', async ({ body, gets }) => {
    await using bigip = await VirtualBigIp.start();
    expect(told(await send(bigip, ['POST', LOGIN, body, none]))).toEqual(gets);
  });

  test('number 101 of a user is refused until a token is deleted', async () => {
    await using bigip = await VirtualBigIp.start();
    const tokens: string[] = [];
    for (let count = 0; count < 100; count += 1) tokens.push(await login(bigip));
    const again = await send(bigip, ['POST', LOGIN, credentials, none]);
    expect(told(again)).toEqual(denied(400, 'user 21232f29-7a57-35a7-8389-4a0e4a801fc3 has reached maximum active login tokens'));
    const token = tokens[0] ?? '';
    await send(bigip, ['DELETE', `${TOKENS}/${token}`, undefined, { ...none, 'x-f5-auth-token': token }]);
    expect((await send(bigip, ['POST', LOGIN, credentials, none])).status).toBe(200);
  });
});

describe('a request', () => {
  const pools = (headers: Readonly<Record<string, string>>): Ask => ['GET', 'ltm/pool', undefined, headers];

  test('without credentials is told so, with the path', async () => {
    await using bigip = await VirtualBigIp.start();
    const text = 'Authorization failed: no user authentication header or token detected.';
    const where = 'Uri:http://localhost:8100/mgmt/tm/ltm/pool Referrer:127.0.0.1 Sender:127.0.0.1';
    expect(told(await send(bigip, pools(none)))).toEqual(denied(401, `${text} ${where}`));
  });

  test('with an unknown token is told so', async () => {
    await using bigip = await VirtualBigIp.start();
    expect(told(await send(bigip, pools({ ...none, 'x-f5-auth-token': 'A' })))).toEqual(denied(401, 'X-F5-Auth-Token does not exist.'));
  });

  test('with a wrong password gets the page of the web server', async () => {
    await using bigip = await VirtualBigIp.start();
    const answer = await send(bigip, pools({ authorization: `Basic ${Buffer.from('admin:x').toString('base64')}` }));
    expect(answer).toMatchObject({
      status: 401,
      headers: { 'content-type': 'text/html; charset=iso-8859-1' },
      text: expect.stringContaining('401 Unauthorized'),
    });
  });

  test('with basic authentication gets cookies, with a token none', async () => {
    await using bigip = await VirtualBigIp.start();
    const basic = await send(bigip, ['GET', 'ltm/pool']);
    expect(basic.headers['set-cookie']).toEqual([
      expect.stringMatching(/^BIGIPAuthCookie=/),
      expect.stringMatching(/^BIGIPAuthUsernameCookie=admin;/),
    ]);
    const token = await login(bigip);
    expect((await send(bigip, pools({ ...none, 'x-f5-auth-token': token }))).headers['set-cookie']).toBeUndefined();
  });
});

describe('a token', () => {
  test('ends after its time, however much it was used, and can be extended', async () => {
    let now = Date.UTC(2026, 0, 1);
    await using bigip = await VirtualBigIp.start({ now: () => now });
    const token = await login(bigip);
    const own = { ...none, 'x-f5-auth-token': token };
    const extended = await send(bigip, ['PATCH', `${TOKENS}/${token}`, { timeout: 3600 }, own]);
    expect(extended.body).toMatchObject({ timeout: 3600, generation: 2, expirationMicros: (now + 3_600_000) * 1000 });
    now += 3_599_000;
    expect((await send(bigip, ['GET', 'ltm/pool', undefined, own])).status).toBe(200);
    now += 1000;
    expect(told(await send(bigip, ['GET', 'ltm/pool', undefined, own]))).toEqual(denied(401, 'X-F5-Auth-Token has expired.'));
  });

  test('lives no longer than 36000 seconds', async () => {
    await using bigip = await VirtualBigIp.start();
    const answer = await send(bigip, ['PATCH', `${TOKENS}/${await login(bigip)}`, { timeout: 36_001 }]);
    expect(told(answer)).toEqual(denied(406, 'Auth-token absolute timeout (36000 seconds) exceeded'));
  });

  test('that was deleted does not exist', async () => {
    await using bigip = await VirtualBigIp.start();
    const token = await login(bigip);
    const own = { ...none, 'x-f5-auth-token': token };
    expect((await send(bigip, ['DELETE', `${TOKENS}/${token}`, undefined, own])).status).toBe(200);
    expect(told(await send(bigip, ['GET', 'ltm/pool', undefined, own]))).toEqual(denied(401, 'X-F5-Auth-Token does not exist.'));
  });

  test('is listed, and all are deleted together', async () => {
    await using bigip = await VirtualBigIp.start();
    const token = await login(bigip);
    expect((await send(bigip, ['GET', TOKENS])).body).toMatchObject({
      kind: 'shared:authz:tokens:authtokencollectionstate',
      items: [{ token }],
    });
    await send(bigip, ['DELETE', TOKENS]);
    expect((await send(bigip, ['GET', TOKENS])).body).toMatchObject({ items: [] });
  });
});
