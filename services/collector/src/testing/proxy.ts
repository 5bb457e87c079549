/** A proxy in front of an engine's socket, which sees every request and can spoil the answers. */
import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

let proxies = 0;

/** `asks`: its last request. */
type Link = { readonly client: Socket; readonly engine: Socket; asks: string };

export class EngineProxy implements AsyncDisposable {
  /** For Berth's configuration. */
  readonly url: string;
  /** The first line of every request, without its HTTP version. */
  readonly requests: string[] = [];
  /** Which of them are let through. */
  allows: (request: string) => boolean = () => true;
  /** What becomes of bytes on their way from the engine. It must not change their number. */
  spoil: (bytes: Buffer, carries: 'events' | 'answers') => Buffer | undefined = (bytes) => bytes;
  /** Whether the connection ends in the middle of each list and of each answer about a container. */
  breaksOff: boolean = false;
  readonly #server: Server;
  readonly #links = new Set<Link>();

  private constructor(server: Server, url: string) {
    this.#server = server;
    this.url = url;
  }

  static async start(engineSocket: string): Promise<EngineProxy> {
    const path = join(tmpdir(), `berth-proxy-${process.pid}-${++proxies}.sock`);
    const server = createServer();
    const proxy = new EngineProxy(server, `unix://${path}`);
    server.on('connection', (client) => proxy.#join(client, connect(engineSocket)));
    await once(server.listen(path), 'listening');
    return proxy;
  }

  /** Ends the event streams that are open. */
  cutEvents(): void {
    for (const link of this.#links) if (carriesEvents(link)) link.client.destroy();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    for (const { client } of this.#links) client.destroy();
    await once(this.#server, 'close');
  }

  #join(client: Socket, engine: Socket): void {
    const link: Link = { client, engine, asks: '' };
    this.#links.add(link);
    client.on('data', (bytes: Buffer) => {
      const [, request] = /^(\w+ \S+) HTTP/.exec(bytes.toString('latin1')) ?? [];
      if (request !== undefined) {
        link.asks = request;
        this.requests.push(request);
      }
      if (this.allows(link.asks)) engine.write(bytes);
      else client.end('HTTP/1.1 403 Forbidden\r\nContent-Length: 0\r\nConnection: close\r\n\r\n');
    });
    engine.on('data', (bytes: Buffer) => {
      const spoilt = this.spoil(bytes, carriesEvents(link) ? 'events' : 'answers');
      if (this.breaksOff && link.asks.startsWith('GET /containers/')) client.end(bytes.subarray(0, bytes.length / 2));
      else if (spoilt !== undefined) client.write(spoilt);
    });
    const end = () => {
      this.#links.delete(link);
      client.destroy();
      engine.destroy();
    };
    for (const socket of [client, engine]) socket.on('close', end).on('error', end);
  }
}

function carriesEvents({ asks }: Link): boolean {
  return asks.startsWith('GET /events');
}
