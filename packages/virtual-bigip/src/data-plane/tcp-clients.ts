/** The TCP connections of clients, by virtual server: served, counted, and ended with it. */
import type { Socket } from 'node:net';
import type { TrafficVirtual, WideIps } from '../traffic.ts';
import { ClientSide, ConnectionRefused, type Surroundings } from './client-side.ts';
import { serveQueries } from './dns/tcp-queries.ts';
import { serveHttp } from './http/http-connection.ts';
import { MalformedMessage } from './http/message.ts';
import { ConnectionLost, Inbound } from './inbound.ts';
import { IdleServerSides } from './one-connect.ts';
import type { ClientAddresses } from './persistence.ts';
import type { RuleEngine } from './rules/rule-engine.ts';
import type { ServerSides } from './server-side.ts';
import type { Tasks } from './tasks.ts';
import { serveTcp } from './tcp-connection.ts';

/** As the TCP profiles have it, in ms. */
const IDLE = 300_000;

export type TcpClientsOptions = {
  readonly rules: RuleEngine;
  readonly servers: ServerSides;
  readonly clientAddresses: ClientAddresses;
  readonly surroundings: Surroundings;
  readonly wideIps: WideIps;
  readonly tasks: Tasks;
  readonly log: (line: string) => void;
};

export class TcpClients implements Disposable {
  readonly #options: TcpClientsOptions;
  readonly #sockets = new Map<string, Set<Socket>>();
  readonly #totals = new Map<string, number>();
  readonly #idle = new Map<string, IdleServerSides>();

  constructor(options: TcpClientsOptions) {
    this.#options = options;
  }

  accept(virtual: TrafficVirtual, socket: Socket): void {
    const { name } = virtual;
    const sockets = this.#sockets.get(name) ?? new Set();
    this.#sockets.set(name, sockets.add(socket));
    this.#totals.set(name, (this.#totals.get(name) ?? 0) + 1);
    socket.on('close', () => sockets.delete(socket));
    socket.setTimeout(IDLE, () => socket.resetAndDestroy());
    this.#options.tasks.add(this.#serve(virtual, new Inbound(socket)));
  }

  counted(virtual: string): { readonly current: number; readonly total: number } {
    return { current: this.#sockets.get(virtual)?.size ?? 0, total: this.#totals.get(virtual) ?? 0 };
  }

  /** Resets the connections of a virtual server that is no more. */
  drop(virtual: string): void {
    for (const socket of this.#sockets.get(virtual) ?? []) socket.resetAndDestroy();
    this.#sockets.delete(virtual);
    this.#totals.delete(virtual);
    this.#idle.get(virtual)?.[Symbol.dispose]();
    this.#idle.delete(virtual);
  }

  [Symbol.dispose](): void {
    for (const virtual of this.#sockets.keys()) this.drop(virtual);
  }

  #idleOf({ name, connectionReuse }: TrafficVirtual): IdleServerSides | undefined {
    if (connectionReuse === 'none') return undefined;
    const idle = this.#idle.get(name) ?? new IdleServerSides();
    this.#idle.set(name, idle);
    return idle;
  }

  /** Serves a client until its connection ends; whatever goes wrong resets it. */
  async #serve(virtual: TrafficVirtual, inbound: Inbound): Promise<void> {
    const { rules, servers, clientAddresses, surroundings, wideIps, log } = this.#options;
    const { socket } = inbound;
    const ends = {
      clientAddress: plain(socket.remoteAddress),
      clientPort: socket.remotePort ?? 0,
      localAddress: plain(socket.localAddress),
      localPort: socket.localPort ?? 0,
    };
    const kept = virtual.persistence?.kind === 'source-address' ? virtual.persistence : undefined;
    const persistence = kept && clientAddresses.of(virtual.name, ends.clientAddress, kept);
    const client = new ClientSide({ virtual, ends, rules: rules.connection(virtual), persistence, surroundings });
    try {
      await client.fire('CLIENT_ACCEPTED');
      if (virtual.dns !== undefined) await serveQueries(client, inbound, { servers, wideIps, profile: virtual.dns });
      else if (virtual.http !== undefined) await serveHttp(client, inbound, { servers, idle: this.#idleOf(virtual) });
      else await serveTcp(client, inbound, servers);
    } catch (error) {
      socket.resetAndDestroy();
      const expected = error instanceof ConnectionRefused || error instanceof ConnectionLost || error instanceof MalformedMessage;
      if (!expected) log(`${virtual.name} could not serve a connection: ${error instanceof Error ? error.stack : error}`);
    } finally {
      await client.close();
    }
  }
}

/** Rules know IPv4 clients of an IPv6 socket by their IPv4 address. */
function plain(address: string | undefined): string {
  return address?.replace(/^::ffff:/, '') ?? '';
}
