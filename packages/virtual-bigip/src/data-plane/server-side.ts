/** Connections to members. */
import { connect, isIPv4, type Socket } from 'node:net';
import type { Connections } from './connections.ts';
import { Inbound } from './inbound.ts';
import type { Destination } from './members.ts';
import type { Reachable } from './reach.ts';

/** A member that doesn't take a connection within this time, in ms, fails. */
const PATIENCE = 10_000;
/** As the TCP profiles have it, in ms. */
const IDLE = 300_000;

/** A member took no connection. */
export class MemberFailed extends Error {
  override readonly name = 'MemberFailed';
}

export class ServerSide {
  readonly destination: Destination;
  readonly socket: Socket;
  readonly inbound: Inbound;
  /** Its member is not to get another request on it. */
  #left: 'no' | 'yes' = 'no';

  constructor(destination: Destination, socket: Socket) {
    this.destination = destination;
    this.socket = socket;
    this.inbound = new Inbound(socket);
  }

  /** Whether another request can be sent on it. */
  get usable(): boolean {
    return this.#left === 'no' && this.inbound.quiet;
  }

  leave(): void {
    this.#left = 'yes';
  }
}

export class ServerSides implements Disposable {
  readonly #connections: Connections;
  readonly #reachable: Reachable;
  readonly #connecting = new Set<Socket>();

  constructor(connections: Connections, reachable: Reachable) {
    this.#connections = connections;
    this.#reachable = reachable;
  }

  /** Connects, or throws MemberFailed. `from` is the address to come from, where this machine can. */
  async open(destination: Destination, from?: string): Promise<ServerSide> {
    const { address, port, member } = destination;
    if (!this.#reachable.includes(address)) throw new MemberFailed(`only the default route leads to ${address}`);
    const own = from !== undefined && isLoopback(from) && isLoopback(address) ? { localAddress: from } : {};
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true, ...own });
    const server = new ServerSide(destination, socket);
    const ended =
      member && this.#connections.add(member, (ending) => (ending === 'reset' ? void socket.resetAndDestroy() : server.leave()));
    socket.once('close', () => ended?.());
    this.#connecting.add(socket);
    try {
      await connected(socket, `${address}:${port}`);
    } finally {
      this.#connecting.delete(socket);
    }
    socket.setTimeout(IDLE, () => socket.resetAndDestroy());
    return server;
  }

  [Symbol.dispose](): void {
    for (const socket of this.#connecting) socket.destroy();
  }
}

async function connected(socket: Socket, name: string): Promise<void> {
  const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), PATIENCE);
  await new Promise<void>((resolve, reject) => {
    const settle = (cause?: unknown): void => {
      clearTimeout(timer);
      socket.off('connect', settle).off('error', settle).off('close', settle);
      if (socket.destroyed) reject(new MemberFailed(`${name} took no connection`, { cause }));
      else resolve();
    };
    socket.on('connect', settle).on('error', settle).on('close', settle);
  });
}

/** Of all addresses that are not the machine's own, only these can be a connection's source. */
function isLoopback(address: string): boolean {
  return isIPv4(address) && address.startsWith('127.');
}
