/** The flows of UDP clients, by virtual server: each goes to one member until it is idle. */
import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { isIPv6 } from 'node:net';
import type { TrafficVirtual } from '../traffic.ts';
import { ClientSide, ConnectionRefused, type Surroundings } from './client-side.ts';
import type { Connections } from './connections.ts';
import type { Client } from './listeners.ts';
import type { Destination } from './members.ts';
import type { ClientAddresses } from './persistence.ts';
import type { Reachable } from './reach.ts';
import type { RuleEngine } from './rules/rule-engine.ts';
import { MemberFailed } from './server-side.ts';
import type { Tasks } from './tasks.ts';

/** As the UDP profile has it, in ms. */
const IDLE = 60_000;
/** Datagrams that wait while a flow has no member yet; more are lost. */
const WAITING = 64;

export type UdpClientsOptions = {
  readonly rules: RuleEngine;
  readonly connections: Connections;
  readonly reachable: Reachable;
  readonly clientAddresses: ClientAddresses;
  readonly surroundings: Surroundings;
  readonly tasks: Tasks;
  readonly log: (line: string) => void;
};

type Flow = {
  readonly waiting: Buffer[];
  readonly idle: NodeJS.Timeout;
  server: Socket | undefined;
  readonly end: () => void;
};

export class UdpClients implements Disposable {
  readonly #options: UdpClientsOptions;
  /** Virtual server → client → flow. */
  readonly #flows = new Map<string, Map<string, Flow>>();
  readonly #totals = new Map<string, number>();

  constructor(options: UdpClientsOptions) {
    this.#options = options;
  }

  /** Takes a datagram that came to the socket `listening`. */
  receive(virtual: TrafficVirtual, message: Buffer, from: Client, listening: Socket): void {
    const flow = this.#flows.get(virtual.name)?.get(keyOf(from)) ?? this.#open(virtual, from, listening);
    flow.idle.refresh();
    if (flow.server !== undefined) flow.server.send(message);
    else if (flow.waiting.length < WAITING) flow.waiting.push(message);
  }

  counted(virtual: string): { readonly current: number; readonly total: number } {
    return { current: this.#flows.get(virtual)?.size ?? 0, total: this.#totals.get(virtual) ?? 0 };
  }

  /** Ends the flows of a virtual server that is no more. */
  drop(virtual: string): void {
    for (const flow of this.#flows.get(virtual)?.values() ?? []) flow.end();
    this.#flows.delete(virtual);
    this.#totals.delete(virtual);
  }

  [Symbol.dispose](): void {
    for (const virtual of this.#flows.keys()) this.drop(virtual);
  }

  #open(virtual: TrafficVirtual, from: Client, listening: Socket): Flow {
    const flows = this.#flows.get(virtual.name) ?? new Map<string, Flow>();
    this.#flows.set(virtual.name, flows);
    this.#totals.set(virtual.name, (this.#totals.get(virtual.name) ?? 0) + 1);
    const ended = new AbortController();
    const end = (): void => {
      clearTimeout(flow.idle);
      if (flows.get(keyOf(from)) === flow) flows.delete(keyOf(from));
      ended.abort();
    };
    const flow: Flow = { waiting: [], idle: setTimeout(end, IDLE), server: undefined, end };
    flows.set(keyOf(from), flow);
    this.#options.tasks.add(this.#serve(virtual, from, { flow, listening, signal: ended.signal }));
    return flow;
  }

  /** Finds a member for a flow. Without one, what the client sent is lost, and the next datagram is a new flow's first. */
  async #serve(
    virtual: TrafficVirtual,
    from: Client,
    { flow, listening, signal }: { flow: Flow; listening: Socket; signal: AbortSignal },
  ): Promise<void> {
    const { rules, clientAddresses, surroundings, log } = this.#options;
    const { address: localAddress, port: localPort } = listening.address();
    const ends = { clientAddress: from.address, clientPort: from.port, localAddress, localPort };
    const kept = virtual.persistence?.kind === 'source-address' ? virtual.persistence : undefined;
    const persistence = kept && clientAddresses.of(virtual.name, ends.clientAddress, kept);
    const client = new ClientSide({ virtual, ends, rules: rules.connection(virtual), persistence, surroundings });
    signal.addEventListener('abort', () => this.#options.tasks.add(client.close()));
    try {
      await client.fire('CLIENT_ACCEPTED');
      const server = await client.connect((destination) => this.#connect(destination, flow, signal));
      if ('kind' in server) throw new ConnectionRefused('there is no HTTP to respond with');
      server.on('message', (message) => {
        flow.idle.refresh();
        if (!signal.aborted) listening.send(message, from.port, from.address);
      });
      await client.fire('SERVER_CONNECTED');
      if (signal.aborted) return;
      flow.server = server;
      for (const message of flow.waiting.splice(0)) server.send(message);
    } catch (error) {
      flow.end();
      if (!(error instanceof ConnectionRefused))
        log(`${virtual.name} could not serve a flow: ${error instanceof Error ? error.stack : error}`);
    }
  }

  async #connect({ address, port, member }: Destination, flow: Flow, signal: AbortSignal): Promise<Socket> {
    const { connections, reachable } = this.#options;
    if (!reachable.includes(address)) throw new MemberFailed(`only the default route leads to ${address}`);
    const socket = createSocket(isIPv6(address) ? 'udp6' : 'udp4');
    const ended = member === undefined ? undefined : connections.add(member, flow.end);
    socket.once('close', () => ended?.());
    // A member that refuses is told of by ICMP: the flow is over.
    socket.on('error', flow.end);
    if (signal.aborted) socket.close();
    else signal.addEventListener('abort', () => socket.close());
    try {
      socket.connect(port, address);
      await once(socket, 'connect', { signal });
      return socket;
    } catch (cause) {
      throw new MemberFailed(`${address}:${port} can't be sent to`, { cause });
    }
  }
}

function keyOf({ address, port }: Client): string {
  return `${address} ${port}`;
}
