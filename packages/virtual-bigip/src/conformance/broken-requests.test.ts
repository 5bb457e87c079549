/** What comes over a connection and is no whole request: the web server answers or hangs up, and the unit goes on. */
import { once } from 'node:events';
import { connect } from 'node:tls';
import { expect, test } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import { send } from './wire.ts';

test.for([
  {
    what: 'a body that is too large',
    head: 'POST /mgmt/tm/ltm/pool HTTP/1.1\r\nHost: a\r\nContent-Length: 99999999999\r\n\r\n',
    status: 413,
  },
  { what: 'a header that is too long', head: `GET / HTTP/1.1\r\nHost: a\r\nX: ${'x'.repeat(70_000)}\r\n\r\n`, status: 400 },
  {
    what: 'a request line that is too long',
    head: `GET /${'x'.repeat(9000)} HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    status: 414,
  },
  { what: 'no HTTP', head: 'NONSENSE\r\n\r\n', status: 400 },
  { what: 'a length that is none', head: 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: x\r\n\r\n', status: 400 },
])('$what is answered with $status by the web server', async ({ head, status }) => {
  await using bigip = await VirtualBigIp.start();
  expect(await spoken(bigip, head)).toMatch(new RegExp(`^HTTP/1\\.1 ${status} [\\s\\S]*Content-Type: text/html; charset=iso-8859-1`));
  expect((await send(bigip, ['GET', 'ltm/pool'])).status).toBe(200);
});

test('bodies that never end take no memory with them, and bodies cut off do no harm', async () => {
  await using bigip = await VirtualBigIp.start();
  const { hostname, port } = new URL(bigip.url);
  const head = 'POST /mgmt/tm/ltm/pool HTTP/1.1\r\nHost: a\r\nContent-Length: 1000000\r\n\r\n{"name": "p';
  const sockets = Array.from({ length: 20 }, () => {
    const socket = connect({ host: hostname, port: Number(port), ca: bigip.ca });
    socket.on('error', () => socket.destroy());
    socket.write(head);
    return socket;
  });
  await Promise.all(sockets.map(async (socket) => once(socket, 'secureConnect')));
  for (const socket of sockets) socket.destroy();
  expect((await send(bigip, ['GET', 'ltm/pool'])).body).not.toHaveProperty('items');
});

test.for([
  'GET / HTTP/1.1\r\nHost: a\r\n\r\n',
  'NONSENSE\r\n\r\n',
  'POST /mgmt/tm/ltm/pool HTTP/1.1\r\nContent-Length: 10\r\n\r\n{',
  '\u0000\u0001\u0002',
])('a connection that says %j does no harm', async (said) => {
  await using bigip = await VirtualBigIp.start();
  const { hostname, port } = new URL(bigip.url);
  const socket = connect({ host: hostname, port: Number(port), ca: bigip.ca }, () => socket.end(said));
  socket.on('error', () => socket.destroy());
  socket.resume();
  expect((await send(bigip, ['GET', 'ltm/pool'])).status).toBe(200);
  socket.destroy();
});

/** All that comes back for what is said on a connection. */
async function spoken(bigip: VirtualBigIp, head: string): Promise<string> {
  const { hostname, port } = new URL(bigip.url);
  const socket = connect({ host: hostname, port: Number(port), ca: bigip.ca });
  socket.setEncoding('utf8');
  socket.write(head);
  let text = '';
  for await (const chunk of socket) text += chunk;
  return text;
}
