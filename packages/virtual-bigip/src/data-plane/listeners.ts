/** Keeps a listening socket for each virtual server, as the configuration says at any time. */
import { createServer, type Server, type Socket } from 'node:net';
import type { TrafficConfiguration, TrafficVirtual } from '../traffic.ts';

/** How long, in ms, until an address that could not be taken is tried again. */
const RETRY = 500;

/** As the TCP profiles have it, in ms. */
const IDLE = 300_000;

export type ListenersOptions = {
  readonly configuration: TrafficConfiguration;
  readonly log: (line: string) => void;
  /** Takes over a client's connection. */
  readonly accept: (virtual: TrafficVirtual, socket: Socket) => void;
};

type Listener = { readonly place: string; readonly server: Server; readonly ready: Promise<void>; retry: NodeJS.Timeout | undefined };

export class Listeners implements AsyncDisposable {
  readonly #options: ListenersOptions;
  readonly #listeners = new Map<string, Listener>();
  /** Clients' connections by virtual server. */
  readonly #sockets = new Map<string, Set<Socket>>();

  constructor(options: ListenersOptions) {
    this.#options = options;
    for (const { name } of options.configuration.virtuals()) this.followVirtual(name);
  }

  /** To be called after each change of a virtual server. A disabled one keeps the connections that it has; a deleted one doesn't. */
  followVirtual(path: string): void {
    const virtual = this.#options.configuration.virtual(path);
    const listener = this.#listeners.get(path);
    const place = virtual === undefined || virtual.enabled === 'disabled' ? undefined : placeOf(virtual);
    if (listener !== undefined && listener.place !== place) this.#close(path, listener);
    if (virtual !== undefined && place !== undefined && listener?.place !== place) this.#open(virtual, place);
    if (virtual !== undefined) return;
    for (const socket of this.#sockets.get(path) ?? []) socket.resetAndDestroy();
    this.#sockets.delete(path);
  }

  connections(path: string): number {
    return this.#sockets.get(path)?.size ?? 0;
  }

  /** Waits until all that are configured now listen; an error names each that can't. */
  async settled(): Promise<void> {
    await Promise.all([...this.#listeners.values()].map(({ ready }) => ready));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const [path, listener] of this.#listeners) this.#close(path, listener);
    for (const sockets of this.#sockets.values()) for (const socket of sockets) socket.destroy();
  }

  #close(path: string, listener: Listener): void {
    this.#listeners.delete(path);
    clearTimeout(listener.retry);
    listener.server.close();
  }

  #open(virtual: TrafficVirtual, place: string): void {
    const { name, address, port } = virtual;
    const host = address === 'any' ? '0.0.0.0' : address;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, (socket) => this.#accept(name, socket));
    const ready = new Promise<void>((resolve, reject) => {
      server.once('listening', resolve);
      server.once('error', (cause) => reject(new Error(`${name} cannot listen on ${host}:${port}`, { cause })));
    });
    const listener: Listener = { place, server, ready, retry: undefined };
    this.#listeners.set(name, listener);
    ready.then(
      () => this.#options.log(`${name} listens on ${host}:${port}`),
      (error: Error) => this.#options.log(error.message),
    );
    const listen = (): void => void server.listen({ port, host });
    server.on('error', () => {
      if (this.#listeners.get(name) === listener) listener.retry = setTimeout(listen, RETRY);
    });
    listen();
  }

  #accept(name: string, socket: Socket): void {
    const virtual = this.#options.configuration.virtual(name);
    if (virtual === undefined) return void socket.resetAndDestroy();
    const sockets = this.#sockets.get(name) ?? new Set();
    this.#sockets.set(name, sockets.add(socket));
    socket.on('close', () => sockets.delete(socket));
    socket.setTimeout(IDLE, () => socket.resetAndDestroy());
    this.#options.accept(virtual, socket);
  }
}

function placeOf({ ipProtocol, address, port }: TrafficVirtual): string {
  return `${ipProtocol} ${address} ${port}`;
}
