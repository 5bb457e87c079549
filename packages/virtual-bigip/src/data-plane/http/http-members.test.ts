/** Which member gets a request, by whose connection, and what it is told of the client. */
import { expect, test } from 'vitest';
import { before, configure, fetched, freePort, keepAlive, pool, unit, virtual, webServer } from '../traffic-laboratory.ts';

test('X-Forwarded-For tells members the client, where the profile says so', async () => {
  const member = await webServer('', (message, response) => response.end(String(message.headers['x-forwarded-for'])));
  const { bigip, port } = await before(member);
  expect((await fetched(port, { localAddress: '127.0.0.7' })).text).toBe('undefined');
  const profile = ['POST', 'ltm/profile/http', { name: 'h', partition: 'T', insertXforwardedFor: 'enabled' }] as const;
  await configure(bigip, profile, ['PATCH', 'ltm/virtual/~T~v', { profiles: ['/T/h'] }]);
  expect((await fetched(port, { localAddress: '127.0.0.7' })).text).toBe('127.0.0.7');
  expect((await fetched(port, { headers: { 'x-forwarded-for': '192.0.2.1' } })).text).toBe('192.0.2.1, 127.0.0.1');
});

test('without source address translation a member sees the client; with it, the unit', async () => {
  const member = await webServer('', (message, response) => response.end(message.socket.remoteAddress));
  const { bigip, port } = await before(member);
  expect((await fetched(port, { localAddress: '127.0.0.7' })).text).toBe('127.0.0.7');
  await configure(bigip, ['PATCH', 'ltm/virtual/~T~v', { sourceAddressTranslation: { type: 'automap' } }]);
  expect((await fetched(port, { localAddress: '127.0.0.7' })).text).toBe('127.0.0.1');
});

test('with OneConnect, requests of many clients share connections, each balanced for itself', async () => {
  const bigip = await unit();
  const connections = new Set<unknown>();
  const members = await Promise.all(
    ['a', 'b'].map((name) =>
      webServer(name, (message, response) => {
        connections.add(message.socket);
        response.end(name);
      }),
    ),
  );
  const port = await freePort();
  const profiles = ['/Common/http', '/Common/oneconnect'];
  await configure(bigip, pool('p', members), virtual(port, { pool: '/T/p', profiles }));
  const agent = keepAlive();
  const texts: string[] = [];
  for (let n = 0; n < 8; n += 1) texts.push((await fetched(port, { agent })).text);
  expect(texts.toSorted((a, b) => (a < b ? -1 : 1)).join('')).toBe('aaaabbbb');
  for (let n = 0; n < 8; n += 1) await fetched(port, { headers: { connection: 'keep-alive' } });
  expect(connections.size).toBe(2);
});

test('cookies bring clients back, also to a disabled member, but not to one that is gone', async () => {
  const bigip = await unit();
  const members = [await webServer('a'), await webServer('b')];
  const port = await freePort();
  await configure(bigip, pool('p', members), virtual(port, { pool: '/T/p', persist: '/Common/cookie' }));
  const first = await fetched(port);
  const [setCookie = ''] = first.message.headers['set-cookie'] ?? [];
  expect(setCookie).toMatch(/^BIGipServer~T~p=16777343\.\d+\.0000; path=\/; Httponly; Secure$/);
  const headers = { cookie: `x=y; ${setCookie.split(';')[0]}` };
  const again = async (): Promise<string> => {
    const { text, message } = await fetched(port, { headers });
    return `${text}${message.headers['set-cookie'] === undefined ? '' : ' anew'}`;
  };
  expect([await again(), await again(), await again()]).toEqual([first.text, first.text, first.text]);
  const member = `ltm/pool/~T~p/members/~T~127.0.0.1:${members[first.text === 'a' ? 0 : 1]}`;
  await configure(bigip, ['PATCH', member, { session: 'user-disabled' }]);
  expect(await again()).toBe(first.text);
  await configure(bigip, ['DELETE', member]);
  expect(await again()).toBe(`${first.text === 'a' ? 'b' : 'a'} anew`);
});

test('a client comes back by its address for as long as the profile says', async () => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const bigip = await unit({ now: () => clock.now });
  const members = [await webServer('a'), await webServer('b')];
  const port = await freePort();
  await configure(bigip, pool('p', members), virtual(port, { pool: '/T/p', persist: '/Common/source_addr' }));
  const from = async (localAddress: string): Promise<string> => (await fetched(port, { localAddress })).text;
  const [one, two] = [await from('127.0.0.2'), await from('127.0.0.3')];
  expect(new Set([one, two])).toEqual(new Set(['a', 'b']));
  for (let n = 0; n < 3; n += 1) expect([await from('127.0.0.2'), await from('127.0.0.3')]).toEqual([one, two]);
  clock.now += 179_000;
  expect(await from('127.0.0.2')).toBe(one);
  clock.now += 179_000;
  expect(await from('127.0.0.2')).toBe(one);
  clock.now += 181_000;
  expect([await from('127.0.0.4'), await from('127.0.0.2')]).toEqual([one, two]);
});
