/** Virtual servers listen as configured at any time. */

import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect, test } from 'vitest';
import { done } from '../conformance/wire.ts';
import { configure, fetched, freePort, patient, pool, unit, virtual, webServer } from './traffic-laboratory.ts';

async function got(port: number, host = '127.0.0.1'): Promise<string> {
  return fetched(port, { host }).then(
    ({ text }) => text,
    (error: NodeJS.ErrnoException) => error.code ?? error.message,
  );
}

test('a virtual server that moves to another port is there when REST has answered, and no longer where it was', async () => {
  const bigip = await unit();
  const [from, to] = [await freePort(), await freePort()];
  await configure(bigip, pool('p', [await webServer('a')]), virtual(from, { pool: '/T/p' }));
  expect(await got(from)).toBe('a');
  await configure(bigip, ['PATCH', 'ltm/virtual/~T~v', { destination: `/T/127.0.0.1:${to}` }]);
  expect([await got(from), await got(to)]).toEqual(['ECONNREFUSED', 'a']);
});

test('two virtual servers change places', async () => {
  const bigip = await unit();
  const [one, two, spare] = [await freePort(), await freePort(), await freePort()];
  const pools = [pool('p', [await webServer('a')]), pool('q', [await webServer('b')])];
  await configure(bigip, ...pools, virtual(one, { pool: '/T/p' }), virtual(two, { name: 'w', pool: '/T/q' }));
  const move = (name: string, port: number) => ['PATCH', `ltm/virtual/~T~${name}`, { destination: `/T/127.0.0.1:${port}` }] as const;
  await configure(bigip, move('v', spare), move('w', one), move('v', two));
  expect([await got(one), await got(two), await got(spare)]).toEqual(['b', 'a', 'ECONNREFUSED']);
});

test('a disabled virtual server takes no connection but keeps those that it has; a deleted one resets them', async () => {
  const bigip = await unit();
  const port = await freePort();
  await configure(bigip, pool('p', [await webServer('a')]), virtual(port, { pool: '/T/p' }));
  const kept = connect(port, '127.0.0.1').setEncoding('latin1');
  await once(kept, 'connect');
  await configure(bigip, ['PATCH', 'ltm/virtual/~T~v', { disabled: true }]);
  expect(await got(port)).toBe('ECONNREFUSED');
  kept.write('GET / HTTP/1.1\r\nHost: x\r\n\r\n');
  expect((await once(kept, 'data'))[0]).toContain('200 OK');
  await configure(bigip, ['PATCH', 'ltm/virtual/~T~v', { enabled: true }]);
  expect(await got(port)).toBe('a');
  const reset = once(kept, 'error');
  await done(bigip, [['DELETE', 'ltm/virtual/~T~v']]);
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(await got(port)).toBe('ECONNREFUSED');
});

test('one for an address goes before one for every address on the same port, whichever comes first', async () => {
  const bigip = await unit();
  const port = await freePort();
  const pools = [pool('p', [await webServer('every')]), pool('q', [await webServer('one')])];
  await configure(bigip, ...pools, virtual(port, { name: 'one', pool: '/T/q' }));
  await configure(bigip, virtual(port, { name: 'every', destination: `/T/0.0.0.0:${port}`, mask: 'any', pool: '/T/p' }));
  expect([await got(port), await got(port, '127.0.0.9')]).toEqual(['one', 'every']);
  await configure(bigip, ['DELETE', 'ltm/virtual/~T~one']);
  expect(await got(port)).toBe('every');
  await configure(bigip, virtual(port, { name: 'one', pool: '/T/q' }), ['DELETE', 'ltm/virtual/~T~every']);
  expect([await got(port), await got(port, '127.0.0.9')]).toEqual(['one', 'ECONNREFUSED']);
});

test('one for some clients goes before one for all', async () => {
  const bigip = await unit();
  const port = await freePort();
  const pools = [pool('p', [await webServer('all')]), pool('q', [await webServer('some')])];
  await configure(bigip, ...pools, virtual(port, { name: 'all', pool: '/T/p' }), virtual(port, { source: '127.0.0.8/29', pool: '/T/q' }));
  const from = async (localAddress: string): Promise<string> => (await fetched(port, { localAddress })).text;
  expect([await from('127.0.0.1'), await from('127.0.0.9'), await from('127.0.0.16')]).toEqual(['all', 'some', 'all']);
});

test('an address that is taken is told of, and used once it is free', async () => {
  const bigip = await unit();
  const taken = createServer().listen(0, '127.0.0.1');
  await once(taken, 'listening');
  const { port } = taken.address() as { port: number };
  await done(bigip, [pool('p', [await webServer('a')]), virtual(port, { pool: '/T/p' })]);
  await expect(bigip.settled()).rejects.toThrow(`/T/v cannot listen on tcp 127.0.0.1:${port}: `);
  taken.close();
  await expect.poll(() => got(port), patient).toBe('a');
  await bigip.settled();
});
