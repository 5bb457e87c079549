/** TCP virtual servers without an HTTP profile, from a client's view and a member's. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { send } from '../conformance/wire.ts';
import { configure, exchanged, freePort, patient, pool, rule, tcpServer, unit, virtual } from './traffic-laboratory.ts';

const plain = { profiles: ['/Common/tcp'], pool: '/T/p' };

async function connected(port: number, localAddress = '127.0.0.1'): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', localAddress, allowHalfOpen: true });
  onTestFinished(() => void socket.destroy());
  await once(socket, 'connect');
  return socket;
}

async function allOf(socket: Socket): Promise<string> {
  let text = '';
  for await (const chunk of socket.setEncoding('latin1')) text += chunk;
  return text;
}

test('a client that has sent all it will still gets the answer', async () => {
  const bigip = await unit();
  const member = await tcpServer(async (socket) => void socket.end(`${await allOf(socket)} was all`));
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, plain));
  const client = await connected(port);
  client.end('this');
  expect(await allOf(client)).toBe('this was all');
});

test('a member speaks first, and its end comes to the client while the client still sends', async () => {
  const bigip = await unit();
  let received = '';
  const member = await tcpServer((socket) => {
    socket.setEncoding('latin1').on('data', (text: string) => {
      received += text;
    });
    socket.end('220 hello');
  });
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, plain));
  const client = await connected(port);
  expect(await allOf(client)).toBe('220 hello');
  client.end('late');
  await expect.poll(() => received, patient).toBe('late');
});

test('a reset on either side is one on the other', async () => {
  const bigip = await unit();
  const sides: Socket[] = [];
  const member = await tcpServer((socket) => sides.push(socket.resume()));
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, plain));
  const [first, second] = [await connected(port), await connected(port)];
  await expect.poll(() => sides.length, patient).toBe(2);
  const [failed] = [once(sides[0] ?? first, 'error')];
  first.resetAndDestroy();
  expect(await failed).toMatchObject([{ code: 'ECONNRESET' }]);
  const reset = once(second, 'error');
  sides[1]?.resetAndDestroy();
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
});

test('a client that does not read stops the member from sending', async () => {
  const bigip = await unit();
  let sent = 0;
  const block = Buffer.alloc(64 * 1024, 'x');
  const member = await tcpServer((socket) => {
    const more = (): void => {
      while (!socket.destroyed && sent < 256 * 1024 * 1024) {
        sent += block.length;
        if (!socket.write(block)) return void socket.once('drain', more);
      }
      socket.end();
    };
    more();
  });
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, plain));
  const client = await connected(port);
  client.pause();
  let before = -1;
  await expect
    .poll(
      () => {
        const stands = sent === before;
        before = sent;
        return stands;
      },
      { ...patient, interval: 300 },
    )
    .toBe(true);
  expect(sent).toBeLessThan(64 * 1024 * 1024);
});

test('rules choose the pool of a connection, or reject it', async () => {
  const bigip = await unit();
  const [first, second] = await Promise.all(['first', 'second'].map((name) => tcpServer((socket) => void socket.end(name))));
  const [port, other] = [await freePort(), await freePort()];
  const choosing = rule('r', `when CLIENT_ACCEPTED { if {[IP::client_addr] eq "127.0.0.2"} { reject } else { pool /T/q } }`);
  await configure(bigip, pool('p', [first ?? 0]), pool('q', [second ?? 0]), choosing, virtual(port, plain));
  await configure(bigip, virtual(other, { ...plain, name: 'w', rules: ['/T/r'] }));
  expect(await exchanged(port, '')).toEqual({ text: 'first', end: 'closed' });
  expect(await exchanged(other, '')).toEqual({ text: 'second', end: 'closed' });
  const rejected = await connected(other, '127.0.0.2');
  expect(await once(rejected, 'error')).toMatchObject([{ code: 'ECONNRESET' }]);
});

test('connections are counted at the member and at the virtual server', async () => {
  const bigip = await unit();
  const member = await tcpServer((socket) => void socket.resume().on('end', () => socket.end()));
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, plain));
  const clients = await Promise.all([connected(port), connected(port), connected(port)]);
  const counted = async (path: string, side: string): Promise<unknown> => {
    const { body } = await send(bigip, ['GET', `${path}/stats`]);
    const [{ nestedStats }] = Object.values((body as { entries: Record<string, { nestedStats: { entries: object } }> }).entries) as [
      { nestedStats: { entries: Record<string, { value: number }> } },
    ];
    return [nestedStats.entries[`${side}.curConns`]?.value, nestedStats.entries[`${side}.totConns`]?.value];
  };
  const path = `ltm/pool/~T~p/members/~T~127.0.0.1:${member}`;
  await expect.poll(() => counted(path, 'serverside'), patient).toEqual([3, 3]);
  expect(await counted('ltm/virtual/~T~v', 'clientside')).toEqual([3, 3]);
  clients[0]?.destroy();
  await expect.poll(() => counted(path, 'serverside'), patient).toEqual([2, 3]);
  await expect.poll(() => counted('ltm/virtual/~T~v', 'clientside'), patient).toEqual([2, 3]);
});
