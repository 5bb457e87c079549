/** Monitors probe real servers and set their members' states. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { certificateFor } from '../../certificate.ts';
import { done, send } from '../../conformance/wire.ts';
import type { VirtualBigIp } from '../../start.ts';
import { configure, fetched, freePort, patient, pool, tcpServer, unit, virtual, webServer } from '../traffic-laboratory.ts';

function monitor(type: string, properties: object = {}) {
  return ['POST', `ltm/monitor/${type}`, { name: 'm', partition: 'T', interval: 1, timeout: 1, ...properties }] as const;
}

async function stateOf(bigip: VirtualBigIp, port: number, name = 'p'): Promise<unknown> {
  const { body } = await send(bigip, ['GET', `ltm/pool/~T~${name}/members/~T~127.0.0.1:${port}`]);
  return (body as { state: string }).state;
}

async function udpServer(answer: string): Promise<number> {
  const socket = createSocket('udp4').bind(0, '127.0.0.1');
  onTestFinished(() => void socket.close());
  await once(socket, 'listening');
  if (answer !== '') socket.on('message', (_message, { port, address }) => socket.send(answer, port, address));
  return socket.address().port;
}

async function secureServer(): Promise<number> {
  const { certificate, key } = await certificateFor(['127.0.0.1'], undefined);
  const server = createSecureServer({ cert: certificate, key }, (_request, response) => response.end('secure')).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

const servers = {
  web: () => webServer('fine'),
  'a web server that echoes the path': () => webServer('', (request, response) => response.end(request.url)),
  secure: secureServer,
  'a TCP server that says hello': () => tcpServer((socket) => void socket.end('hello')),
  'a silent TCP server': () => tcpServer(() => {}),
  'a silent UDP server': () => udpServer(''),
  'a UDP server that answers pong': () => udpServer('pong'),
  nobody: freePort,
};

const probed: readonly { server: keyof typeof servers; type: string; properties?: object; state: string }[] = [
  { server: 'a silent TCP server', type: 'tcp', state: 'up' },
  { server: 'nobody', type: 'tcp', state: 'down' },
  { server: 'a TCP server that says hello', type: 'tcp', properties: { recv: '^hel+o' }, state: 'up' },
  { server: 'a TCP server that says hello', type: 'tcp', properties: { recv: 'goodbye' }, state: 'down' },
  { server: 'a silent TCP server', type: 'tcp', properties: { recv: 'hello' }, state: 'down' },
  { server: 'web', type: 'http', state: 'up' },
  { server: 'web', type: 'http', properties: { send: 'GET / HTTP/1.1\\r\\nHost: x\\r\\n\\r\\n', recv: '200 OK.*fine' }, state: 'up' },
  {
    server: 'a web server that echoes the path',
    type: 'http',
    properties: { send: 'GET /healthz HTTP/1.1\\r\\nHost: x\\r\\nConnection: close', recv: '/healthz' },
    state: 'up',
  },
  { server: 'web', type: 'http', properties: { send: 'GET / HTTP/1.0', recv: 'broken' }, state: 'down' },
  { server: 'web', type: 'http', properties: { send: 'GET / HTTP/1.0', recv: 'fine', reverse: 'enabled' }, state: 'down' },
  { server: 'web', type: 'http', properties: { send: 'GET / HTTP/1.0', recv: 'broken', reverse: 'enabled' }, state: 'up' },
  { server: 'a silent TCP server', type: 'http', state: 'down' },
  { server: 'nobody', type: 'http', state: 'down' },
  { server: 'secure', type: 'https', properties: { send: 'GET / HTTP/1.0', recv: 'secure' }, state: 'up' },
  { server: 'web', type: 'https', state: 'down' },
  { server: 'a silent UDP server', type: 'udp', state: 'up' },
  { server: 'a UDP server that answers pong', type: 'udp', properties: { send: 'ping', recv: 'pong' }, state: 'up' },
  { server: 'a UDP server that answers pong', type: 'udp', properties: { recv: 'other' }, state: 'down' },
  { server: 'nobody', type: 'udp', state: 'down' },
  { server: 'nobody', type: 'gateway-icmp', state: 'up' },
];

test('each type of monitor finds its servers as they are', async () => {
  const bigip = await unit();
  const described = (states: readonly unknown[]): string[] =>
    probed.map(({ server, type, properties = {} }, at) => `${type} ${JSON.stringify(properties)} finds ${server} ${states[at]}`);
  const ports = await Promise.all(probed.map(async ({ server }) => servers[server]()));
  for (const [at, { type, properties }] of probed.entries()) {
    await done(bigip, [
      monitor(type, { name: `m${at}`, timeout: 2, ...properties }),
      pool(`p${at}`, [ports[at] ?? 0], { monitor: `/T/m${at}` }),
    ]);
  }
  const found = async (): Promise<unknown[]> => Promise.all(ports.map(async (port, at) => stateOf(bigip, port, `p${at}`)));
  await expect.poll(found, patient).not.toContain('checking');
  expect(described(await found())).toEqual(described(probed.map(({ state }) => state)));
});

test('requests follow the members that are up', async () => {
  const bigip = await unit();
  let health = 200;
  const sick = await webServer('a', (_request, response) => void response.writeHead(health).end('a'));
  const well = await webServer('b');
  const port = await freePort();
  const probing = monitor('http', { send: 'GET / HTTP/1.0', recv: '200 OK' });
  await configure(bigip, probing, pool('p', [sick, well], { monitor: '/T/m' }), virtual(port, { pool: '/T/p' }));
  const reached = async (): Promise<string> => {
    const texts = new Set<string>();
    for (let n = 0; n < 4; n += 1)
      texts.add(
        await fetched(port).then(
          ({ text }) => text,
          () => 'reset',
        ),
      );
    return [...texts].toSorted((a, b) => (a < b ? -1 : 1)).join(' ');
  };
  await expect.poll(reached, patient).toBe('a b');
  health = 500;
  await expect.poll(reached, patient).toBe('b');
  expect(await stateOf(bigip, sick)).toBe('down');
  health = 200;
  await expect.poll(reached, patient).toBe('a b');
});

test('a member whose monitor says to disable it keeps what it has and gets nothing new', async () => {
  const bigip = await unit();
  let answer = 'ready';
  const draining = await webServer('a', (_request, response) => response.end(answer));
  const port = await freePort();
  const probing = monitor('http', { send: 'GET / HTTP/1.0', recv: 'ready', recvDisable: 'draining' });
  await configure(bigip, probing, pool('p', [draining], { monitor: '/T/m' }), virtual(port, { pool: '/T/p' }));
  const got = async (): Promise<string> =>
    fetched(port).then(
      ({ text }) => text,
      () => 'reset',
    );
  await expect.poll(got, patient).toBe('ready');
  answer = 'draining';
  await expect.poll(got, patient).toBe('reset');
  expect(await stateOf(bigip, draining)).toBe('up');
});

test.for([
  { what: 'is unchecked without a monitor', properties: { monitor: 'none' }, state: 'unchecked' },
  { what: 'needs all of several', properties: { monitor: '/T/m and /T/other' }, state: 'down' },
  { what: 'needs some of several', properties: { monitor: 'min 1 of { /T/m /T/other }' }, state: 'up' },
])('a member $what', async ({ properties, state }) => {
  const bigip = await unit();
  const port = await webServer('a');
  const other = [
    'POST',
    'ltm/monitor/tcp',
    { name: 'other', partition: 'T', interval: 1, timeout: 1, destination: `*:${await freePort()}` },
  ] as const;
  await configure(bigip, monitor('tcp'), other, pool('p', [port], { monitor: '/T/m' }));
  await expect.poll(() => stateOf(bigip, port), patient).toBe('up');
  await configure(bigip, ['PATCH', 'ltm/pool/~T~p', properties]);
  await expect.poll(() => stateOf(bigip, port), patient).toBe(state);
});

test('a member is no better than its node', async () => {
  const bigip = await unit();
  const [port, other] = [await webServer('a'), await freePort()];
  await configure(bigip, monitor('tcp', { destination: `*:${other}` }), pool('p', [port], { monitor: '/Common/tcp' }));
  await expect.poll(() => stateOf(bigip, port), patient).toBe('up');
  const node = async (): Promise<unknown> => (await send(bigip, ['GET', 'ltm/node/~T~127.0.0.1'])).body;
  expect(await node()).toMatchObject({ session: 'user-enabled', state: 'unchecked' });
  await configure(bigip, ['PATCH', 'ltm/node/~T~127.0.0.1', { monitor: '/T/m' }]);
  await expect.poll(node, patient).toMatchObject({ session: 'monitor-enabled', state: 'down' });
  expect(await stateOf(bigip, port)).toBe('down');
  await configure(bigip, ['PATCH', 'ltm/node/~T~127.0.0.1', { monitor: 'none' }]);
  expect(await stateOf(bigip, port)).toBe('up');
});

test('a monitor that changes probes as it says now', async () => {
  const bigip = await unit();
  const port = await webServer('fine');
  await configure(bigip, monitor('http', { recv: 'broken' }), pool('p', [port], { monitor: '/T/m' }));
  await expect.poll(() => stateOf(bigip, port), patient).toBe('down');
  await configure(bigip, ['PATCH', 'ltm/monitor/http/~T~m', { send: 'GET / HTTP/1.0', recv: 'fine' }]);
  await expect.poll(() => stateOf(bigip, port), patient).toBe('up');
});

test('a member is up only when it has answered for as long as its monitor asks', async () => {
  const bigip = await unit();
  const port = await webServer('fine');
  await configure(bigip, monitor('tcp', { timeUntilUp: 2 }), pool('p', [port], { monitor: '/T/m' }));
  const from = performance.now();
  await expect.poll(() => stateOf(bigip, port), { ...patient, interval: 20 }).toBe('up');
  expect(performance.now() - from).toBeGreaterThan(1_500);
});

test.for([
  { checkingMembers: 'excluded', got: 'ECONNRESET' },
  { checkingMembers: 'eligible', got: 'a' },
] as const)('a member that is still checked is $checkingMembers', async ({ checkingMembers, got }) => {
  const bigip = await unit({ switches: { checkingMembers } });
  const port = await freePort();
  const probing = monitor('http', { timeout: 3_600, recv: 'never' });
  await configure(bigip, probing, pool('p', [await webServer('a')], { monitor: '/T/m' }), virtual(port, { pool: '/T/p' }));
  const answer = await fetched(port).then(
    ({ text }) => text,
    (error: NodeJS.ErrnoException) => error.code,
  );
  expect(answer).toBe(got);
});
