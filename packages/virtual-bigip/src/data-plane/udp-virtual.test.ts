/** UDP virtual servers, from a client's view and a member's. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { expect, onTestFinished, test } from 'vitest';
import { done } from '../conformance/wire.ts';
import { configure, freePort, pool, unit, virtual } from './traffic-laboratory.ts';

const datagrams = { ipProtocol: 'udp', profiles: ['/Common/udp'], pool: '/T/p' };

async function bound(port = 0): Promise<Socket> {
  const socket = createSocket('udp4').bind(port, '127.0.0.1');
  onTestFinished(() => void socket.close());
  await once(socket, 'listening');
  return socket;
}

/** A member that says its name and what it got; its port. */
async function udpServer(name: string): Promise<number> {
  const socket = await bound();
  socket.on('message', (message, { port, address }) => socket.send(`${name} ${message}`, port, address));
  return socket.address().port;
}

async function asked(client: Socket, port: number, text: string): Promise<string> {
  const answer = once(client, 'message');
  client.send(text, port, '127.0.0.1');
  return String((await answer)[0]);
}

test('each client gets a member in turn, and keeps it', async () => {
  const bigip = await unit();
  const members = [await udpServer('a'), await udpServer('b')];
  const port = await freePort();
  await configure(bigip, pool('p', members), virtual(port, datagrams));
  const clients = [await bound(), await bound()];
  const answers: string[] = [];
  for (const text of ['1', '2', '3']) for (const client of clients) answers.push(await asked(client, port, text));
  const [first, second] = [answers[0]?.[0], answers[1]?.[0]];
  expect(new Set([first, second])).toEqual(new Set(['a', 'b']));
  expect(answers).toEqual([`${first} 1`, `${second} 1`, `${first} 2`, `${second} 2`, `${first} 3`, `${second} 3`]);
});

test('datagrams are neither joined nor split, up to the largest', async () => {
  const bigip = await unit();
  const port = await freePort();
  await configure(bigip, pool('p', [await udpServer('')]), virtual(port, datagrams));
  const client = await bound();
  for (const size of [0, 1, 1_500, 65_000]) expect((await asked(client, port, 'x'.repeat(size))).length).toBe(size + 1);
});

test('when its member leaves the pool, a client gets another one', async () => {
  const bigip = await unit();
  const members = [await udpServer('a'), await udpServer('b')];
  const port = await freePort();
  await configure(bigip, pool('p', members), virtual(port, datagrams));
  const client = await bound();
  const first = (await asked(client, port, ''))[0];
  await done(bigip, [['DELETE', `ltm/pool/~T~p/members/~T~127.0.0.1:${members[first === 'a' ? 0 : 1]}`]]);
  expect((await asked(client, port, ''))[0]).toBe(first === 'a' ? 'b' : 'a');
});

test('one port carries both TCP and UDP where the protocol is any', async () => {
  const bigip = await unit();
  const port = await freePort();
  await configure(
    bigip,
    pool('p', [await udpServer('a')]),
    virtual(port, { ...datagrams, ipProtocol: 'any', profiles: ['/Common/fastL4'] }),
  );
  expect(await asked(await bound(), port, 'x')).toBe('a x');
});
