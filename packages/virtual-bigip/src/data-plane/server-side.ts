/** Connections to members. */
import { connect, type Socket } from 'node:net';
import type { Connections } from './connections.ts';
import { Inbound } from './inbound.ts';
import type { Destination } from './members.ts';
import type { Reachable } from './reach.ts';

/** A member that doesn't take a connection within this time, in ms, fails. */
const PATIENCE = 10_000;
/** As the TCP profiles have it, in ms. */
const IDLE = 300_000;

export type ServerSide = { readonly destination: Destination; readonly inbound: Inbound; readonly socket: Socket };

/** A member took no connection. */
export class MemberFailed extends Error {
  override readonly name = 'MemberFailed';
}

export class ServerSides {
  readonly #connections: Connections;
  readonly #reachable: Reachable;

  constructor(connections: Connections, reachable: Reachable) {
    this.#connections = connections;
    this.#reachable = reachable;
  }

  /** Connects, or throws MemberFailed. The connection ends with its member. */
  async open(destination: Destination): Promise<ServerSide> {
    const { address, port, member } = destination;
    if (!this.#reachable.includes(address)) throw new MemberFailed(`only the default route leads to ${address}`);
    const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
    const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), PATIENCE);
    const ended = member === undefined ? undefined : this.#connections.add(member, () => void socket.resetAndDestroy());
    socket.once('close', () => {
      clearTimeout(timer);
      ended?.();
    });
    await new Promise<void>((resolve, reject) => {
      const fail = (cause?: unknown): void => reject(new MemberFailed(`${address}:${port} took no connection`, { cause }));
      socket.once('error', fail);
      socket.once('close', fail);
      socket.once('connect', () => {
        socket.off('error', fail).off('close', fail);
        resolve();
      });
    });
    clearTimeout(timer);
    socket.setTimeout(IDLE, () => socket.resetAndDestroy());
    return { destination, inbound: new Inbound(socket), socket };
  }
}
