/** HTTP virtual servers, from a client's view and a member's. */
import { expect, test } from 'vitest';
import { configure, exchanged, fetched, freePort, keepAlive, pool, rule, unit, virtual, webServer } from '../traffic-laboratory.ts';

function compare(a: string, b: string): number {
  return a < b ? -1 : 1;
}

test('new connections go to each member in turn, and a connection stays with its member', async () => {
  const bigip = await unit();
  const members = await Promise.all(['a', 'b', 'c'].map((name) => webServer(name)));
  const port = await freePort();
  await configure(bigip, pool('p', members), virtual(port, { pool: '/T/p' }));
  const texts: string[] = [];
  for (let n = 0; n < 9; n += 1) texts.push((await fetched(port)).text);
  expect([texts.slice(0, 3), texts.slice(3, 6), texts.slice(6)].map((round) => round.toSorted(compare).join(''))).toEqual([
    'abc',
    'abc',
    'abc',
  ]);
  const agent = keepAlive();
  const kept = new Set<string>();
  for (let n = 0; n < 6; n += 1) kept.add((await fetched(port, { agent })).text);
  expect(kept.size).toBe(1);
});

test('a member is sent a request as the client wrote it, and the client the response as the member wrote it', async () => {
  const bigip = await unit();
  const member = await webServer('echo', (request, response) => {
    response.sendDate = false;
    response.writeHead(201, 'Made So', [
      'X-CaSe',
      'kept',
      'Content-Type',
      'text/plain',
      'x-twice',
      '1',
      'x-twice',
      '2',
      'Connection',
      'close',
    ]);
    response.end(`${request.method} ${request.url} ${request.rawHeaders.join('|')}`);
  });
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, { pool: '/T/p' }));
  const { text } = await exchanged(
    port,
    'GET /a?b=%20 HTTP/1.1\r\nhost: x\r\nX-ODD:  v\u00e4lue \r\nx-odd: 2\r\nConnection: close\r\n\r\n',
  );
  const body = 'GET /a?b=%20 host|x|X-ODD|v\u00e4lue|x-odd|2|Connection|close';
  expect(text).toBe(
    `HTTP/1.1 201 Made So\r\nX-CaSe: kept\r\nContent-Type: text/plain\r\nx-twice: 1\r\nx-twice: 2\r\nConnection: close\r\nTransfer-Encoding: chunked\r\n\r\n${Buffer.from(body).length.toString(16)}\r\n${Buffer.from(body).toString('latin1')}\r\n0\r\n\r\n`,
  );
});

test('rules choose a pool, a member, or respond themselves', async () => {
  const bigip = await unit();
  const [a, b] = [await webServer('a'), await webServer('b')];
  const port = await freePort();
  const source = `when HTTP_REQUEST {
    switch -glob -- [HTTP::path] {
      "/pool" { pool /T/second }
      "/member" { pool /T/both member 127.0.0.1 ${b} }
      "/here" { HTTP::respond 404 content "nobody has [HTTP::host]" Content-Type text/plain }
      "/never" { reject }
      "/wrong" { set x [expr {1 / 0}] }
    }
  }`;
  const asks = [pool('first', [a]), pool('second', [b]), pool('both', [a, b]), rule('r', source)];
  await configure(bigip, ...asks, virtual(port, { pool: '/T/first', rules: ['/T/r'] }));
  const text = async (path: string): Promise<string> => (await fetched(port, { path, headers: { host: 'www.x' } })).text;
  expect([await text('/'), await text('/pool'), await text('/member'), await text('/here')]).toEqual(['a', 'b', 'b', 'nobody has www.x']);
  const agent = keepAlive();
  const kept: string[] = [];
  for (const path of ['/', '/here', '/pool', '/member', '/'])
    kept.push((await fetched(port, { path, agent, headers: { host: 'h' } })).text);
  expect(kept).toEqual(['a', 'nobody has h', 'b', 'b', 'b']);
  await expect(fetched(port, { path: '/never' })).rejects.toMatchObject({ code: 'ECONNRESET' });
  await expect(fetched(port, { path: '/wrong' })).rejects.toMatchObject({ code: 'ECONNRESET' });
});

test('with no member to take it, a connection is reset, unless a rule responds', async () => {
  const bigip = await unit();
  const [port, other, closed] = [await freePort(), await freePort(), await freePort()];
  const source = 'when LB_FAILED { HTTP::respond 503 content "nobody" }';
  await configure(bigip, pool('empty', []), pool('refusing', [closed]), rule('r', source), virtual(port, { pool: '/T/empty' }));
  await configure(bigip, virtual(other, { name: 'w', pool: '/T/refusing', rules: ['/T/r'] }));
  await expect(fetched(port)).rejects.toMatchObject({ code: 'ECONNRESET' });
  expect(await fetched(other)).toMatchObject({ status: 503, text: 'nobody' });
});
