/** Bodies, upgrades and connections of HTTP virtual servers. */
import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect, type Socket } from 'node:net';
import type { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { before, configure, exchanged, fetched, keepAlive, patient, rule, tcpServer, webServer } from '../traffic-laboratory.ts';

/** A member that answers each connection's bytes with what `answer` makes of all that came so far. */
async function answering(answer: (text: string, socket: Socket) => void): Promise<number> {
  return tcpServer((socket) => {
    let text = '';
    socket.setEncoding('latin1').on('data', (chunk: string) => {
      text += chunk;
      answer(text, socket);
    });
    socket.on('end', () => socket.end());
  });
}

const large = 64 * 1024 * 1024;
const block = Buffer.alloc(256 * 1024, 'x');

/** Writes a large body; `sent` counts what was taken. */
function writeLarge(stream: Writable, sent: { bytes: number }): void {
  while (sent.bytes < large) {
    sent.bytes += block.length;
    if (!stream.write(block)) return void stream.once('drain', () => writeLarge(stream, sent));
  }
  stream.end();
}

/** Waits until `count` no longer grows. */
async function stands(count: () => number): Promise<number> {
  let before = -1;
  const still = (): boolean => {
    const same = count() === before;
    before = count();
    return same;
  };
  await expect.poll(still, { ...patient, interval: 300 }).toBe(true);
  return before;
}

test('a large response waits for a client that does not read', async () => {
  const sent = { bytes: 0 };
  const member = await webServer('', (_message, response) => writeLarge(response.writeHead(200, { 'content-length': large }), sent));
  const { port } = await before(member);
  const asked = request({ host: '127.0.0.1', port, agent: false }).end();
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  expect(await stands(() => sent.bytes)).toBeLessThan(large / 2);
  let got = 0;
  for await (const chunk of response) got += (chunk as Buffer).length;
  expect(got).toBe(large);
});

test('a large request waits for a member that does not read', async () => {
  const messages: IncomingMessage[] = [];
  let received = 0;
  const member = await webServer('', (message, response) => {
    messages.push(message);
    message.on('end', () => response.end('got it'));
  });
  const { port } = await before(member);
  const sent = { bytes: 0 };
  const asked = request({ host: '127.0.0.1', port, method: 'POST', agent: false });
  writeLarge(asked, sent);
  expect(await stands(() => sent.bytes)).toBeLessThan(large / 2);
  messages[0]?.on('data', (chunk: Buffer) => {
    received += chunk.length;
  });
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  response.resume();
  expect([sent.bytes, received]).toEqual([large, large]);
});

test('chunks and trailers pass as they are, and the connection goes on', async () => {
  const body = '5;ext=1\r\nhello\r\n0\r\nX-Sum: 1\r\n\r\n';
  const member = await answering((text, socket) => {
    if (text.endsWith(body)) socket.write(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}`);
    else if (text.endsWith('GET /2 HTTP/1.1\r\nConnection: close\r\n\r\n'))
      socket.end('HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n');
  });
  const { port } = await before(member);
  const { text } = await exchanged(
    port,
    `POST /1 HTTP/1.1\r\nTransfer-Encoding: chunked\r\n\r\n${body}GET /2 HTTP/1.1\r\nConnection: close\r\n\r\n`,
  );
  expect(text).toBe(`HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n${body}HTTP/1.1 204 No Content\r\nConnection: close\r\n\r\n`);
});

test('requests that were sent ahead are answered in order, and the member is asked one after the other', async () => {
  const asked: (string | undefined)[] = [];
  const begun = Promise.withResolvers<void>();
  const member = await webServer('', (message, response) => {
    asked.push(message.url);
    response.write(`beginning of ${message.url}, `);
    void begun.promise.then(() => response.end(`end of ${message.url}`));
  });
  const { port } = await before(member);
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.write('GET /1 HTTP/1.1\r\nHost: x\r\n\r\n\r\nGET /2 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n');
  let text = '';
  let askedBefore: unknown;
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (!text.includes('beginning of /1')) return;
    askedBefore ??= [...asked];
    begun.resolve();
  });
  await once(socket, 'close');
  expect(askedBefore).toEqual(['/1']);
  expect([...text.matchAll(/(?:beginning|end) of \/\d/g)].flat()).toEqual(['beginning of /1', 'end of /1', 'beginning of /2', 'end of /2']);
});

test('a response without a length lasts until the member closes', async () => {
  const member = await answering((_text, socket) => void socket.end('HTTP/1.0 200 OK\r\n\r\nall of it'));
  const { port } = await before(member);
  expect(await exchanged(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n')).toEqual({ text: 'HTTP/1.0 200 OK\r\n\r\nall of it', end: 'closed' });
});

test('HEAD and 304 have no body, whatever length they tell', async () => {
  const member = await webServer('', (message, response) =>
    response.writeHead(message.method === 'HEAD' ? 200 : 304, { 'content-length': 5 }).end(),
  );
  const { port } = await before(member);
  const agent = keepAlive();
  expect(await fetched(port, { method: 'HEAD', agent })).toMatchObject({ status: 200, text: '' });
  expect(await fetched(port, { agent })).toMatchObject({ status: 304, text: '' });
});

test('interim responses pass', async () => {
  const member = await webServer('', (message, response) => {
    response.writeEarlyHints({ link: '</a.css>; rel=preload' });
    message.resume().on('end', () => response.end('done'));
  });
  const { port } = await before(member);
  const sent = request({ host: '127.0.0.1', port, method: 'POST', agent: false, headers: { expect: '100-continue' } });
  const seen: string[] = [];
  sent.on('continue', () => {
    seen.push('continue');
    sent.end('body');
  });
  sent.on('information', ({ statusCode }) => seen.push(String(statusCode)));
  sent.flushHeaders();
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  expect([...seen, response.statusCode]).toEqual(['continue', '100', '103', 200]);
  response.resume();
});

test('after an upgrade, bytes go both ways', async () => {
  const member = await answering((text, socket) => {
    if (text.endsWith('\r\n\r\n'))
      socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\nwelcome ');
    else if (text.endsWith('ping')) socket.end('pong');
  });
  const { port } = await before(member);
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  socket.write('GET / HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
    if (text.endsWith('welcome ')) socket.write('ping');
  });
  await once(socket, 'close');
  expect(text.split('\r\n\r\n')[1]).toBe('welcome pong');
});

test('rules change requests and responses', async () => {
  const member = await webServer('', (message, response) =>
    response.end(`${message.url} ${message.headers['x-added']} ${message.headers['x-old']}`),
  );
  const source = `
    when HTTP_REQUEST { HTTP::uri "/new[HTTP::uri]"; HTTP::header insert X-Added yes; HTTP::header remove X-Old }
    when HTTP_RESPONSE { HTTP::header insert X-From [LB::server addr]; if {[HTTP::status] == 404} { HTTP::respond 200 content hidden } }`;
  const { bigip, port } = await before(member);
  await configure(bigip, rule('r', source), ['PATCH', 'ltm/virtual/~T~v', { rules: ['/T/r'] }]);
  const agent = keepAlive();
  for (const request of ['first', 'second']) {
    const { text, message } = await fetched(port, { agent, path: `/${request}`, headers: { 'x-old': '1' } });
    expect([text, message.headers['x-from']]).toEqual([`/new/${request} yes undefined`, '127.0.0.1']);
  }
});

test('a member that breaks off resets the client', async () => {
  const member = await answering((text, socket) => {
    if (text.includes('GET /none ')) socket.end();
    else if (text.includes('GET /short ')) socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
    else if (text.includes('GET /reset '))
      socket.write('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf', () => socket.resetAndDestroy());
    else socket.end('no HTTP at all\r\n\r\n');
  });
  const { port } = await before(member);
  for (const path of ['/none', '/short', '/reset', '/garbage']) {
    expect([path, (await exchanged(port, `GET ${path} HTTP/1.1\r\nHost: x\r\n\r\n`)).end]).toEqual([path, 'reset']);
  }
});

test('a client that breaks off is one that the member sees break off', async () => {
  let ended = 'not yet';
  const reached = Promise.withResolvers<unknown>();
  const member = await tcpServer((socket) => {
    socket.once('data', reached.resolve).on('error', (error: NodeJS.ErrnoException) => {
      ended = String(error.code);
    });
  });
  const { port } = await before(member);
  const socket = connect(port, '127.0.0.1');
  socket.write('POST / HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\nhalf');
  await reached.promise;
  socket.resetAndDestroy();
  await expect.poll(() => ended, patient).toBe('ECONNRESET');
});
