/** A connection to a member. */
import { connect, type Socket } from 'node:net';
import type { Connections } from './connections.ts';
import { Inbound } from './inbound.ts';
import type { Destination } from './members.ts';

/** A member that doesn't take a connection within this time, in ms, fails. */
const PATIENCE = 10_000;

export type ServerSide = { readonly destination: Destination; readonly inbound: Inbound; readonly socket: Socket };

/** A member took no connection. */
export class MemberFailed extends Error {
  override readonly name = 'MemberFailed';
}

/** Connects, or throws MemberFailed. The connection ends with its member. */
export function openServerSide(destination: Destination, connections: Connections): Promise<ServerSide> {
  const { address, port, member } = destination;
  const socket = connect({ host: address, port, allowHalfOpen: true, noDelay: true });
  const timer = setTimeout(() => socket.destroy(new Error('no answer in time')), PATIENCE);
  const ended = member === undefined ? undefined : connections.add(member, () => void socket.resetAndDestroy());
  socket.once('close', () => {
    clearTimeout(timer);
    ended?.();
  });
  return new Promise((resolve, reject) => {
    const fail = (cause?: unknown): void => reject(new MemberFailed(`${address}:${port} took no connection`, { cause }));
    socket.once('error', fail);
    socket.once('close', fail);
    socket.once('connect', () => {
      clearTimeout(timer);
      socket.off('error', fail).off('close', fail);
      resolve({ destination, inbound: new Inbound(socket), socket });
    });
  });
}
