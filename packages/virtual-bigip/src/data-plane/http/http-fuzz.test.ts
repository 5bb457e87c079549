/** Whatever clients and members send, in whatever pieces, is answered or broken off, and the next request is served. */
import { once } from 'node:events';
import { connect } from 'node:net';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { configure, fetched, freePort, pool, rule, tcpServer, unit, virtual, webServer } from '../traffic-laboratory.ts';

const piece = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'GET / HTTP/1.1\r\n',
      'POST /x HTTP/1.1\r\n',
      'HEAD / HTTP/1.0\r\n',
      'HTTP/1.1 200 OK\r\n',
      'HTTP/1.1 100 Continue\r\n\r\n',
    ),
  },
  {
    weight: 4,
    arbitrary: fc.constantFrom(
      'Host: x\r\n',
      'Content-Length: 5\r\n',
      'Transfer-Encoding: chunked\r\n',
      'Connection: close\r\n',
      'Expect: 100-continue\r\n',
    ),
  },
  { weight: 4, arbitrary: fc.constantFrom('\r\n', '\n', '\r', '5\r\nhello\r\n', '0\r\n\r\n', 'hello', ' folded\r\n', ': no name\r\n') },
  { weight: 1, arbitrary: fc.uint8Array({ maxLength: 60 }).map((bytes) => Buffer.from(bytes).toString('latin1')) },
  { weight: 1, arbitrary: fc.integer({ min: 1_000, max: 40_000 }).map((length) => `X-Long: ${'y'.repeat(length)}\r\n`) },
);
const message = fc.array(piece, { maxLength: 9 }).map((pieces) => pieces.join(''));
const cuts = fc.array(fc.nat(200), { maxLength: 4 });

/** Sends `text` in pieces and ends; resolves when the connection is over. */
async function ends(port: number, text: string, at: readonly number[]): Promise<void> {
  const socket = connect({ port, host: '127.0.0.1' }).resume();
  const closed = once(socket, 'close').catch(() => {});
  socket.setNoDelay();
  let from = 0;
  for (const cut of at.toSorted((a, b) => a - b)) {
    socket.write(text.slice(from, cut), 'latin1');
    from = Math.max(from, cut);
    await new Promise(setImmediate);
  }
  socket.end(text.slice(from), 'latin1');
  await closed;
}

/** Of something that nobody thought of. */
function isComplaint(line: string): boolean {
  return line.includes('could not serve');
}

test('requests of every shape', async () => {
  const log: string[] = [];
  const bigip = await unit({ log: (line) => log.push(line) });
  const port = await freePort();
  const source = 'when HTTP_REQUEST { HTTP::header insert X-Host [HTTP::host] }\nwhen HTTP_RESPONSE { HTTP::header remove Date }';
  const member = await webServer('', (request, response) => void request.resume().on('end', () => response.end('fine')));
  await configure(bigip, pool('p', [member]), rule('r', source), virtual(port, { pool: '/T/p', rules: ['/T/r'] }));
  await fc.assert(
    fc.asyncProperty(message, cuts, async (text, at) => ends(port, text, at)),
    { numRuns: 300 },
  );
  expect((await fetched(port)).text).toBe('fine');
  expect(log.filter(isComplaint)).toEqual([]);
});

test('responses of every shape', async () => {
  const log: string[] = [];
  const bigip = await unit({ log: (line) => log.push(line) });
  const port = await freePort();
  let answer = '';
  const member = await tcpServer((socket) => void socket.once('data', () => socket.end(answer, 'latin1')));
  await configure(bigip, pool('p', [member]), virtual(port, { pool: '/T/p' }));
  await fc.assert(
    fc.asyncProperty(message, cuts, async (text, at) => {
      answer = text;
      await ends(port, 'GET / HTTP/1.1\r\nHost: x\r\n\r\n', at);
    }),
    { numRuns: 300 },
  );
  answer = 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nfine';
  expect((await fetched(port)).text).toBe('fine');
  expect(log.filter(isComplaint)).toEqual([]);
});
