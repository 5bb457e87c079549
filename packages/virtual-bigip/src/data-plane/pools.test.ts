/** Pools over real connections: who gets new ones, and what becomes of those that are there. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import type { VirtualBigIp } from '../start.ts';
import { configure, fetched, freePort, patient, pool, rule, tcpServer, unit, virtual, webServer } from './traffic-laboratory.ts';

const plain = { profiles: ['/Common/tcp'], pool: '/T/p' };

/** A server that says its name at once and then echoes; its port. */
async function echo(name: string): Promise<number> {
  return tcpServer((socket) => {
    socket.write(name);
    socket.pipe(socket);
  });
}

async function connected(port: number): Promise<{ readonly name: string; readonly socket: Socket }> {
  const socket = connect(port, '127.0.0.1').setEncoding('latin1');
  onTestFinished(() => void socket.destroy());
  const name = await Promise.race([once(socket, 'data'), once(socket, 'error')]).then(
    ([said]) => String(said),
    (error: NodeJS.ErrnoException) => String(error.code),
  );
  return { name, socket };
}

async function names(port: number, times: number): Promise<string> {
  const found: string[] = [];
  for (let n = 0; n < times; n += 1) {
    const { name, socket } = await connected(port);
    found.push(name);
    socket.destroy();
  }
  return found.toSorted((a, b) => (a < b ? -1 : 1)).join('');
}

function member(port: number, properties: object) {
  return ['PATCH', `ltm/pool/~T~p/members/~T~127.0.0.1:${port}`, properties] as const;
}

async function echoes(socket: Socket): Promise<string> {
  socket.write('still there');
  return String((await once(socket, 'data'))[0]);
}

/** Members a, b, … behind a virtual server. */
async function behind(names: string, properties: object = {}): Promise<{ bigip: VirtualBigIp; ports: number[]; port: number }> {
  const bigip = await unit();
  const ports = await Promise.all([...names].map(echo));
  const port = await freePort();
  await configure(bigip, pool('p', ports, properties), virtual(port, plain));
  return { bigip, ports, port };
}

test.for([
  { what: 'disabled', change: { session: 'user-disabled' } },
  { what: 'forced offline', change: { session: 'user-disabled', state: 'user-down' } },
])('a member that is $what keeps its connections and gets no new one', async ({ change }) => {
  const { bigip, ports, port } = await behind('ab');
  const before = [await connected(port), await connected(port)];
  await configure(bigip, member(ports[0] ?? 0, change));
  expect(await names(port, 4)).toBe('bbbb');
  for (const { socket } of before) expect(await echoes(socket)).toBe('still there');
  await configure(bigip, member(ports[0] ?? 0, { session: 'user-enabled', state: 'user-up' }));
  expect(await names(port, 4)).toBe('aabb');
});

test('a member that is taken out resets its connections, and nobody else does', async () => {
  const { bigip, ports, port } = await behind('ab');
  const before = [await connected(port), await connected(port)];
  const [lost, kept] = before.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const reset = lost && once(lost.socket, 'error');
  await configure(bigip, ['DELETE', `ltm/pool/~T~p/members/~T~127.0.0.1:${ports[0]}`]);
  expect(await reset).toMatchObject([{ code: 'ECONNRESET' }]);
  expect(kept && (await echoes(kept.socket))).toBe('still there');
  expect(await names(port, 2)).toBe('bb');
});

test('a member that is added gets its share as soon as REST has answered', async () => {
  const { bigip, port } = await behind('a');
  const added = await echo('b');
  await configure(bigip, ['POST', 'ltm/pool/~T~p/members', { name: `127.0.0.1:${added}`, partition: 'T' }]);
  expect(await names(port, 2)).toBe('ab');
});

test('each mode counts what it counts', async () => {
  const { bigip, ports, port } = await behind('ab', { loadBalancingMode: 'ratio-member' });
  await configure(bigip, member(ports[0] ?? 0, { ratio: 3 }));
  expect(await names(port, 8)).toBe('aaaaaabb');
  await configure(bigip, ['PATCH', 'ltm/pool/~T~p', { loadBalancingMode: 'least-connections-member', slowRampTime: 0 }]);
  const open: string[] = [];
  for (let n = 0; n < 4; n += 1) open.push((await connected(port)).name);
  expect(open.toSorted((a, b) => (a < b ? -1 : 1)).join('')).toBe('aabb');
});

test('with least connections a member that is new comes to its share slowly', async () => {
  const clock = { now: Date.UTC(2026, 0, 1) };
  const bigip = await unit({ now: () => clock.now });
  const port = await freePort();
  await configure(bigip, pool('p', [await echo('a')], { loadBalancingMode: 'least-connections-member' }), virtual(port, plain));
  clock.now += 10_000;
  await configure(bigip, ['POST', 'ltm/pool/~T~p/members', { name: `127.0.0.1:${await echo('b')}`, partition: 'T' }]);
  const opened = async (count: number): Promise<string> => {
    const found: string[] = [];
    for (let n = 0; n < count; n += 1) found.push((await connected(port)).name);
    return found.join('');
  };
  // Whose turn it is when both have the same load depends on their ports, so no such moment is looked at.
  expect(await opened(4)).toBe('aaaa');
  clock.now += 7_000;
  expect(await opened(4)).toBe('bbba');
  clock.now += 5_000;
  expect(await opened(2)).toBe('bb');
});

test('lower priority groups serve when too few of the higher are there', async () => {
  const { bigip, ports, port } = await behind('abc', { minActiveMembers: 1 });
  const [a = 0, b = 0, c = 0] = ports;
  await configure(bigip, member(a, { priorityGroup: 10 }), member(b, { priorityGroup: 10 }), member(c, { priorityGroup: 5 }));
  expect(await names(port, 4)).toBe('aabb');
  await configure(bigip, member(a, { session: 'user-disabled' }));
  expect(await names(port, 4)).toBe('bbbb');
  await configure(bigip, member(b, { session: 'user-disabled' }));
  expect(await names(port, 4)).toBe('cccc');
});

test('a member has no more connections than its limit', async () => {
  const { bigip, ports, port } = await behind('ab');
  await configure(bigip, member(ports[0] ?? 0, { connectionLimit: 1 }), member(ports[1] ?? 0, { connectionLimit: 2 }));
  const open = [await connected(port), await connected(port), await connected(port)];
  expect(open.map(({ name }) => name).toSorted((a, b) => (a < b ? -1 : 1))).toEqual(['a', 'b', 'b']);
  expect((await connected(port)).name).toBe('ECONNRESET');
  open[0]?.socket.destroy();
  await expect.poll(async () => (await connected(port)).name, patient).not.toBe('ECONNRESET');
});

test('others are tried when a member takes no connection, as often as the pool says', async () => {
  const bigip = await unit();
  const dead = await freePort();
  const port = await freePort();
  await configure(bigip, pool('p', [dead, await echo('a')]), virtual(port, plain));
  expect(await names(port, 4)).toBe('ECONNRESETECONNRESETaa');
  await configure(bigip, ['PATCH', 'ltm/pool/~T~p', { reselectTries: 1 }]);
  expect(await names(port, 4)).toBe('aaaa');
});

test('a rule has another one tried', async () => {
  const bigip = await unit();
  const ports = [await freePort(), await freePort(), await webServer('a')];
  const port = await freePort();
  const source =
    'when HTTP_REQUEST { set tries 0 }\nwhen LB_FAILED { if {[incr tries] < 3} { LB::reselect } else { HTTP::respond 503 content "tried $tries" } }';
  await configure(bigip, pool('p', ports), rule('r', source), virtual(port, { pool: '/T/p', rules: ['/T/r'] }));
  for (let n = 0; n < 4; n += 1) expect((await fetched(port)).text).toBe('a');
  await configure(bigip, ['DELETE', `ltm/pool/~T~p/members/~T~127.0.0.1:${ports[2]}`]);
  expect(await fetched(port)).toMatchObject({ status: 503, text: 'tried 3' });
});

test('a rule that rejects a connection to a member ends it on both sides', async () => {
  const bigip = await unit();
  let ended = 'not yet';
  const member = await tcpServer((socket) => void socket.resume().on('close', () => (ended = 'closed')));
  const port = await freePort();
  await configure(bigip, pool('p', [member]), rule('r', 'when SERVER_CONNECTED { reject }'), virtual(port, { ...plain, rules: ['/T/r'] }));
  expect((await connected(port)).name).toBe('ECONNRESET');
  await expect.poll(() => ended, patient).toBe('closed');
});

test.for([
  { action: 'none', after: 'still there' },
  { action: 'reset', after: 'ECONNRESET' },
  { action: 'drop', after: 'ECONNRESET' },
])('with action $action when monitors find a member down', async ({ action, after }) => {
  const bigip = await unit();
  let answer = 'ready';
  const health = await webServer('', (_request, response) => response.end(answer));
  const probing = { name: 'm', partition: 'T', interval: 1, timeout: 1, send: 'GET / HTTP/1.0', recv: 'ready', destination: `*:${health}` };
  const port = await freePort();
  const pooled = pool('p', [await echo('a')], { monitor: '/T/m', serviceDownAction: action });
  await configure(bigip, ['POST', 'ltm/monitor/http', probing], pooled, virtual(port, plain));
  await expect.poll(async () => (await connected(port)).name, patient).toBe('a');
  const { socket } = await connected(port);
  const failed = once(socket, 'close').then(
    () => 'closed',
    (error: NodeJS.ErrnoException) => error.code,
  );
  answer = 'broken';
  await expect.poll(async () => (await connected(port)).name, patient).toBe('ECONNRESET');
  expect(await (action === 'none' ? echoes(socket) : failed)).toBe(after);
});
