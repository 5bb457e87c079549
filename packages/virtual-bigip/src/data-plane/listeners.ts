/** Keeps listening sockets for the virtual servers, as the configuration says at any time. */
import type { Socket as UdpSocket } from 'node:dgram';
import { isIPv6, type Socket } from 'node:net';
import type { TrafficConfiguration, TrafficVirtual } from '../traffic.ts';
import { Listening, type Place } from './listening.ts';
import { matchingVirtual } from './virtual-match.ts';

export type ListenersOptions = {
  readonly configuration: TrafficConfiguration;
  readonly log: (line: string) => void;
  /** Takes over a client's connection. */
  readonly accept: (virtual: TrafficVirtual, socket: Socket) => void;
  /** Takes a datagram of a client. `answerFrom` is the socket that it came to. */
  readonly receive: (virtual: TrafficVirtual, message: Buffer, from: Client, answerFrom: UdpSocket) => void;
};

export type Client = { readonly address: string; readonly port: number };

type Protocol = 'tcp' | 'udp';

/** One protocol and port: who wants to listen at which address, and the sockets that do, by host. */
type Port = { readonly wanted: Map<string, string>; readonly open: Map<string, Listening> };

export class Listeners implements Disposable {
  readonly #options: ListenersOptions;
  readonly #ports = new Map<string, Port>();
  /** The keys in `#ports` of each virtual server. */
  readonly #keys = new Map<string, readonly string[]>();

  constructor(options: ListenersOptions) {
    this.#options = options;
    for (const { name } of options.configuration.virtuals()) this.followVirtual(name);
  }

  /** To be called after each change of a virtual server. */
  followVirtual(path: string): void {
    const virtual = this.#options.configuration.virtual(path);
    const before = this.#keys.get(path) ?? [];
    const now = virtual === undefined ? [] : keysOf(virtual);
    this.#keys.set(path, now);
    if (virtual === undefined) this.#keys.delete(path);
    for (const key of before) this.#ports.get(key)?.wanted.delete(path);
    for (const key of now) {
      const port = this.#ports.get(key) ?? { wanted: new Map(), open: new Map() };
      this.#ports.set(key, port);
      port.wanted.set(path, hostOf(virtual?.address ?? ''));
    }
    for (const key of new Set([...before, ...now])) this.#follow(key);
  }

  /** Waits until all that is configured now listens; an error names each virtual server that can't, and where. */
  async settled(): Promise<void> {
    const failures: Error[] = [];
    const ports = [...this.#ports.values()].flatMap(({ wanted, open }) => [...open.values()].map((listening) => ({ wanted, listening })));
    for (const { wanted, listening } of ports) {
      try {
        await listening.outcome;
      } catch (cause) {
        failures.push(new Error(`${[...wanted.keys()].join(', ')} ${cause instanceof Error ? cause.message : cause}`, { cause }));
      }
    }
    if (failures.length > 0) throw new AggregateError(failures, failures.map(({ message }) => message).join('; '));
  }

  [Symbol.dispose](): void {
    for (const { open } of this.#ports.values()) for (const listening of open.values()) listening[Symbol.dispose]();
  }

  /** Where one virtual server takes every address, one socket listens for it and for all others on this port. */
  #follow(key: string): void {
    const { wanted, open } = this.#ports.get(key) ?? { wanted: new Map<string, string>(), open: new Map<string, Listening>() };
    const [protocol, port] = key.split(' ');
    const addresses = new Set(wanted.values());
    const hosts = new Set([...addresses].map((address) => (protocol === 'tcp' ? coveredBy(address, addresses) : address)));
    for (const [host, listening] of open) {
      if (hosts.has(host)) continue;
      open.delete(host);
      listening[Symbol.dispose]();
    }
    for (const host of hosts) {
      if (!open.has(host)) open.set(host, this.#listen({ protocol: protocol === 'tcp' ? 'tcp' : 'udp', host, port: Number(port) }));
    }
    if (open.size === 0) this.#ports.delete(key);
  }

  #listen(place: Place): Listening {
    const { log, accept, receive } = this.#options;
    const takers = {
      connection: (socket: Socket) => {
        const virtual = this.#find(place, plain(socket.localAddress ?? ''), plain(socket.remoteAddress ?? ''));
        if (virtual === undefined) socket.resetAndDestroy();
        else accept(virtual, socket);
      },
      datagram: (message: Buffer, from: Client, socket: UdpSocket) => {
        const virtual = this.#find(place, place.host, from.address);
        if (virtual !== undefined) receive(virtual, message, from, socket);
      },
    };
    return new Listening(place, takers, log);
  }

  #find({ protocol, port }: Place, local: string, remote: string): TrafficVirtual | undefined {
    const names = [...(this.#ports.get(keyOf(protocol, port))?.wanted.keys() ?? [])];
    const virtuals = names.flatMap((name) => this.#options.configuration.virtual(name) ?? []);
    return matchingVirtual(virtuals, local, remote);
  }
}

function keyOf(protocol: Protocol, port: number): string {
  return `${protocol} ${port}`;
}

/** A virtual server for any port, or for other protocols, can't be listened for. */
function keysOf({ port, ipProtocol, enabled, kind }: TrafficVirtual): string[] {
  if (enabled === 'disabled' || port === 0 || kind === 'forwards') return [];
  const protocols = (['tcp', 'udp'] as const).filter((protocol) => ipProtocol === protocol || ipProtocol === 'any');
  return protocols.map((protocol) => keyOf(protocol, port));
}

function hostOf(address: string): string {
  return address === 'any' ? '0.0.0.0' : address;
}

function coveredBy(address: string, others: ReadonlySet<string>): string {
  const every = isIPv6(address) ? '::' : '0.0.0.0';
  return others.has(every) ? every : address;
}

/** Without the form that IPv4 addresses have on an IPv6 socket. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, '');
}
