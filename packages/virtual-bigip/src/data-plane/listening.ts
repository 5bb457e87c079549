/** One listening socket, tried again until its address can be taken. */
import { createSocket, type Socket as UdpSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer, isIPv6, type Socket } from 'node:net';

/** How long, in ms, until an address that could not be taken is tried again. */
const RETRY = 500;

export type Place = { readonly protocol: 'tcp' | 'udp'; readonly host: string; readonly port: number };
export type Takers = {
  /** Takes over a client's connection. */
  readonly connection: (socket: Socket) => void;
  /** Takes a datagram that came to `socket`. */
  readonly datagram: (message: Buffer, from: { readonly address: string; readonly port: number }, socket: UdpSocket) => void;
};

export class Listening implements Disposable {
  /** Of the attempt that is under way or was last. */
  outcome: Promise<void>;
  readonly #place: Place;
  readonly #takers: Takers;
  readonly #log: (line: string) => void;
  #ended: () => void = () => {};
  #state: 'listening' | 'trying' | 'failing' | 'ended' = 'trying';

  constructor(place: Place, takers: Takers, log: (line: string) => void) {
    this.#place = place;
    this.#takers = takers;
    this.#log = log;
    this.outcome = this.#try();
  }

  [Symbol.dispose](): void {
    this.#state = 'ended';
    this.#ended();
  }

  #try(): Promise<void> {
    const outcome = this.#attempt();
    // Who wants to know waits for `outcome`; until then a failure is only logged.
    outcome.catch(() => {});
    return outcome;
  }

  async #attempt(): Promise<void> {
    const { protocol, host, port } = this.#place;
    try {
      await (protocol === 'tcp' ? this.#listenTcp() : this.#listenUdp());
      if (this.#state === 'ended') return;
      this.#state = 'listening';
      this.#log(`listens on ${protocol} ${host}:${port}`);
    } catch (cause) {
      const error = new Error(`cannot listen on ${protocol} ${host}:${port}: ${cause instanceof Error ? cause.message : cause}`, { cause });
      if (this.#state === 'ended') return;
      if (this.#state !== 'failing') this.#log(error.message);
      this.#state = 'failing';
      const timer = setTimeout(() => {
        this.outcome = this.#try();
      }, RETRY);
      this.#ended = () => clearTimeout(timer);
      throw error;
    }
  }

  async #listenTcp(): Promise<void> {
    const { host, port } = this.#place;
    const server = createServer({ allowHalfOpen: true, noDelay: true }, this.#takers.connection);
    this.#ended = () => void server.close();
    server.listen({ host, port, ipv6Only: isIPv6(host) });
    await once(server, 'listening');
    // Out of file descriptors: the client is not served, and the next one may be.
    server.on('error', (error) => this.#log(`${host}:${port}: ${error.message}`));
  }

  async #listenUdp(): Promise<void> {
    const { host, port } = this.#place;
    const socket = createSocket({ type: isIPv6(host) ? 'udp6' : 'udp4', ipv6Only: isIPv6(host) });
    this.#ended = () => void socket.close();
    socket.on('message', (message, from) => this.#takers.datagram(message, from, socket));
    socket.bind({ address: host, port });
    await once(socket, 'listening').catch((error: unknown) => {
      socket.close();
      throw error;
    });
    socket.on('error', (error) => this.#log(`${host}:${port}: ${error.message}`));
  }
}
