/** Queries that come over UDP, by virtual server: each is a flow of its own, over with its answer. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { TrafficVirtual, WideIps } from '../../traffic.ts';
import { ClientSide, ConnectionRefused, type Surroundings } from '../client-side.ts';
import type { Connections } from '../connections.ts';
import type { Client } from '../listeners.ts';
import type { Destination } from '../members.ts';
import type { Reachable } from '../reach.ts';
import type { RuleEngine } from '../rules/rule-engine.ts';
import { MemberFailed } from '../server-side.ts';
import type { Tasks } from '../tasks.ts';
import { type DnsProfile, resolve } from './resolve.ts';

/** Queries of one virtual server under way; more are lost. */
const MOST = 1_000;
/** A member that doesn't answer within this time, in ms, doesn't. */
const PATIENCE = 5_000;

export type UdpQueriesOptions = {
  readonly rules: RuleEngine;
  readonly connections: Connections;
  readonly reachable: Reachable;
  readonly surroundings: Surroundings;
  readonly wideIps: WideIps;
  readonly tasks: Tasks;
  readonly log: (line: string) => void;
};

export class UdpQueries implements Disposable {
  readonly #options: UdpQueriesOptions;
  readonly #counted = new Map<string, { current: number; total: number }>();
  readonly #ended = new AbortController();

  constructor(options: UdpQueriesOptions) {
    this.#options = options;
  }

  /** Takes a datagram that came to the socket `listening`. */
  receive(virtual: TrafficVirtual, profile: DnsProfile, query: Buffer, { from, listening }: { from: Client; listening: Socket }): void {
    const counted = this.#counted.get(virtual.name) ?? { current: 0, total: 0 };
    this.#counted.set(virtual.name, counted);
    if (counted.current >= MOST || this.#ended.signal.aborted) return;
    counted.current += 1;
    counted.total += 1;
    const answer = (bytes: Buffer): void => {
      if (!this.#ended.signal.aborted) listening.send(bytes, from.port, from.address);
    };
    const served = this.#serve(virtual, { profile, query, from, local: listening.address() }, answer);
    this.#options.tasks.add(served.finally(() => (counted.current -= 1)));
  }

  counted(virtual: string): { readonly current: number; readonly total: number } {
    return this.#counted.get(virtual) ?? { current: 0, total: 0 };
  }

  /** Forgets a virtual server that is no more. */
  drop(virtual: string): void {
    this.#counted.delete(virtual);
  }

  [Symbol.dispose](): void {
    this.#ended.abort();
  }

  /** Whatever goes wrong, the client hears nothing. */
  async #serve(
    virtual: TrafficVirtual,
    { profile, query, from, local }: { profile: DnsProfile; query: Buffer; from: Client; local: Client },
    answer: (bytes: Buffer) => void,
  ): Promise<void> {
    const { rules, surroundings, wideIps, log } = this.#options;
    const ends = { clientAddress: from.address, clientPort: from.port, localAddress: local.address, localPort: local.port };
    const client = new ClientSide({ virtual, ends, rules: rules.connection(virtual), persistence: undefined, surroundings });
    try {
      await client.fire('CLIENT_ACCEPTED');
      const bytes = await resolve(query, { client, profile, wideIps, transport: 'udp', ask: (asked) => this.#ask(client, asked) });
      if (bytes !== undefined) answer(bytes);
    } catch (error) {
      if (!(error instanceof ConnectionRefused)) log(`${virtual.name} could not answer: ${error instanceof Error ? error.stack : error}`);
    } finally {
      await client.close();
    }
  }

  async #ask(client: ClientSide, query: Buffer): Promise<Buffer | undefined> {
    const server = await client.connect((destination) => this.#connect(destination));
    if ('kind' in server) throw new ConnectionRefused('there is no HTTP to respond with');
    const waiting = AbortSignal.any([this.#ended.signal, AbortSignal.timeout(PATIENCE)]);
    try {
      await client.fire('SERVER_CONNECTED');
      server.send(query);
      const [bytes] = await once(server, 'message', { signal: waiting });
      return bytes;
    } catch (error) {
      // No answer in time, or the member is told by ICMP not to be there: the client asks again.
      if (waiting.aborted || (error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) return undefined;
      throw error;
    } finally {
      server.close();
    }
  }

  async #connect({ address, port, member }: Destination): Promise<Socket> {
    const { connections, reachable } = this.#options;
    if (!reachable.includes(address)) throw new MemberFailed(`only the default route leads to ${address}`);
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const ended =
      member === undefined ? undefined : connections.add(member, () => socket.emit('error', new ConnectionRefused('the member has gone')));
    socket.once('close', () => ended?.());
    // Whoever waits for an answer hears of it; while nobody does, it is no error yet.
    socket.on('error', () => {});
    try {
      socket.connect(port, address);
      await once(socket, 'connect', { signal: this.#ended.signal });
      return socket;
    } catch (cause) {
      socket.close();
      throw new MemberFailed(`${address}:${port} can't be sent to`, { cause });
    }
  }
}
