/** What tests of the data plane need: a unit, members that tell who they are, and clients. */
import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, type RequestListener, request } from 'node:http';
import { type AddressInfo, connect, createServer as createListener, type Socket } from 'node:net';
import { onTestFinished } from 'vitest';
import type { Ask } from '../conformance/case.ts';
import { done } from '../conformance/wire.ts';
import type { VirtualBigIpOptions } from '../options.ts';
import { VirtualBigIp } from '../start.ts';

/** How long a condition may take to come about. */
export const patient = { timeout: 30_000 };

/** A unit with partition T. It ends with the test. */
export async function unit(options: VirtualBigIpOptions = {}): Promise<VirtualBigIp> {
  const bigip = await VirtualBigIp.start(options);
  onTestFinished(async () => bigip[Symbol.asyncDispose]());
  await done(bigip, [['POST', 'auth/partition', { name: 'T' }]]);
  return bigip;
}

/** A web server that says its name, or does as `listener` does; its port. */
export async function webServer(name: string, listener: RequestListener = (_request, response) => response.end(name)): Promise<number> {
  const server = createServer(listener).listen(0, '127.0.0.1');
  onTestFinished(() => void server.close().closeAllConnections());
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A server that leaves each connection to `accept`; its port. */
export async function tcpServer(accept: (socket: Socket) => void): Promise<number> {
  const sockets = new Set<Socket>();
  const server = createListener({ allowHalfOpen: true }, (socket) => {
    sockets.add(socket);
    socket.on('error', () => {});
    accept(socket);
  }).listen(0, '127.0.0.1');
  onTestFinished(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  await once(server, 'listening');
  return (server.address() as AddressInfo).port;
}

/** A port that nobody listens on. */
export async function freePort(): Promise<number> {
  const listener = createListener().listen(0, '127.0.0.1');
  await once(listener, 'listening');
  const { port } = listener.address() as AddressInfo;
  listener.close();
  await once(listener, 'close');
  return port;
}

export function pool(name: string, ports: readonly number[], properties: object = {}): Ask {
  const members = ports.map((port) => ({ name: `127.0.0.1:${port}`, partition: 'T' }));
  return ['POST', 'ltm/pool', { name, partition: 'T', members, ...properties }];
}

export function rule(name: string, source: string): Ask {
  return ['POST', 'ltm/rule', { name, partition: 'T', apiAnonymous: source }];
}

/** An HTTP virtual server `v`, unless `properties` say otherwise. */
export function virtual(port: number, properties: object = {}): Ask {
  const destination = `/T/127.0.0.1:${port}`;
  return ['POST', 'ltm/virtual', { name: 'v', partition: 'T', destination, ipProtocol: 'tcp', profiles: ['/Common/http'], ...properties }];
}

/** Configures, and waits until it listens. */
export async function configure(bigip: VirtualBigIp, ...asks: readonly Ask[]): Promise<void> {
  await done(bigip, asks);
  await bigip.settled();
}

/** An HTTP virtual server before one member; its port. */
export async function before(member: number): Promise<{ readonly bigip: VirtualBigIp; readonly port: number }> {
  const bigip = await unit();
  const port = await freePort();
  await configure(bigip, pool('p', [member]), virtual(port, { pool: '/T/p' }));
  return { bigip, port };
}

/** Keeps one connection for all of a client's requests. It ends with the test. */
export function keepAlive(): Agent {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  onTestFinished(() => agent.destroy());
  return agent;
}

export type Got = { readonly status: number; readonly text: string; readonly message: IncomingMessage };

/** Sends a request on a connection of its own, unless `options` name an agent. Rejects with the error's code. */
export async function fetched(port: number, options: Parameters<typeof request>[1] & { body?: string } = {}): Promise<Got> {
  return new Promise((resolve, reject) => {
    const sent = request({ host: '127.0.0.1', port, agent: false, ...options }, (message) => {
      let text = '';
      message.setEncoding('utf8');
      message.on('data', (chunk: string) => {
        text += chunk;
      });
      message.on('end', () => resolve({ status: message.statusCode ?? 0, text, message }));
      message.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(options.body);
  });
}

/** Sends bytes on a connection and gives back all that comes until it is closed, and how it was closed. */
export async function exchanged(port: number, bytes: string): Promise<{ readonly text: string; readonly end: 'closed' | 'reset' }> {
  const socket = connect({ port, host: '127.0.0.1' });
  socket.setEncoding('latin1').write(bytes, 'latin1');
  let text = '';
  socket.on('data', (chunk: string) => {
    text += chunk;
  });
  return new Promise((resolve) => {
    socket.on('error', () => resolve({ text, end: 'reset' }));
    socket.on('close', () => resolve({ text, end: 'closed' }));
  });
}
