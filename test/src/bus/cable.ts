/** A cable between a client and nats-server that can be cut, be slow, or carry in one direction only. */
import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';

export class Cable implements AsyncDisposable {
  readonly #server: Server;
  readonly #sockets = new Set<Socket>();
  #state: 'whole' | 'cut' | 'mute' = 'whole';
  #muteAt: string | undefined;
  #delay = 0;

  static async to(port: number): Promise<Cable> {
    const cable = new Cable(port);
    cable.#server.listen(0, '127.0.0.1');
    await once(cable.#server, 'listening');
    return cable;
  }

  private constructor(port: number) {
    this.#server = createServer((client) => this.#join(client, port));
  }

  /** For clients. */
  get url(): string {
    // A listening TCP server has an address and a port.
    const { port } = this.#server.address() as AddressInfo;
    return `nats://127.0.0.1:${port}`;
  }

  /** Ends all connections and takes no new ones. */
  cut(): void {
    this.#state = 'cut';
    for (const socket of this.#sockets) socket.destroy();
  }

  /** From now on what the server answers comes so many ms later. */
  slow(delay: number): void {
    this.#delay = delay;
  }

  /** What the client says arrives, what the server answers doesn't. Ends with `cut`. */
  mute(): void {
    this.#state = 'mute';
  }

  /** The same from when the client says this. */
  muteAt(text: string): void {
    this.#muteAt = text;
  }

  mend(): void {
    this.#state = 'whole';
    this.#muteAt = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.cut();
    this.#server.close();
    await once(this.#server, 'close');
  }

  #join(client: Socket, port: number): void {
    if (this.#state === 'cut') {
      client.destroy();
      return;
    }
    const server = connect(port, '127.0.0.1');
    for (const [socket, other] of [
      [client, server],
      [server, client],
    ] as const) {
      this.#sockets.add(socket);
      socket.setNoDelay(true);
      // Both ends see a broken connection, whatever broke it.
      socket.on('error', () => other.destroy());
      socket.on('close', () => {
        this.#sockets.delete(socket);
        other.destroy();
      });
    }
    client.on('data', (data) => {
      if (this.#muteAt !== undefined && data.includes(this.#muteAt)) this.mute();
      server.write(data);
    });
    server.on('data', (data) => {
      if (this.#state === 'mute') return;
      if (this.#delay === 0) client.write(data);
      else setTimeout(() => client.writable && client.write(data), this.#delay);
    });
  }
}
