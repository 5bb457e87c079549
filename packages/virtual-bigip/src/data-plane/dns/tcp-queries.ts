/** Serves a client that asks over TCP: any number of queries on a connection, each behind its length (RFC 7766). */
import { type ClientSide, ConnectionRefused } from '../client-side.ts';
import { type Inbound, write } from '../inbound.ts';
import { isServedBy } from '../selection.ts';
import type { ServerSide, ServerSides } from '../server-side.ts';
import { type Resolving, resolve } from './resolve.ts';

/** A member that doesn't answer within this time, in ms, is left. */
const PATIENCE = 5_000;

export type TcpQueriesOptions = Pick<Resolving, 'profile' | 'wideIps'> & { readonly servers: ServerSides };

/** Serves until the client has sent all it will, in the order of its queries. Throws when the connection is to be reset. */
export async function serveQueries(client: ClientSide, inbound: Inbound, { servers, ...resolving }: TcpQueriesOptions): Promise<void> {
  await using member = new AskedMember(client, servers);
  const queries = new Messages(inbound);
  const ask = (query: Buffer) => member.ask(query);
  for (;;) {
    const query = await queries.next();
    if (query === undefined) break;
    const answer = await resolve(query, { ...resolving, client, transport: 'tcp', ask });
    if (answer !== undefined) await write(inbound.socket, framed(answer));
  }
  inbound.finish();
}

/** Takes messages out of a stream. */
class Messages {
  readonly #inbound: Inbound;
  #pending: Buffer = Buffer.alloc(0);

  constructor(inbound: Inbound) {
    this.#inbound = inbound;
  }

  /** Undefined when no whole message comes any more. Throws ConnectionLost. */
  async next(): Promise<Buffer | undefined> {
    for (;;) {
      const end = this.#pending.length < 2 ? Number.POSITIVE_INFINITY : 2 + this.#pending.readUInt16BE(0);
      if (this.#pending.length >= end) {
        const message = this.#pending.subarray(2, end);
        this.#pending = this.#pending.subarray(end);
        return message;
      }
      const more = await this.#inbound.read();
      if (more === undefined) return undefined;
      this.#pending = Buffer.concat([this.#pending, more]);
    }
  }
}

type Asked = { readonly server: ServerSide; readonly answers: Messages };

/** The member that a client's queries go to; it may be another one when a rule chooses so. */
class AskedMember implements AsyncDisposable {
  readonly #client: ClientSide;
  readonly #servers: ServerSides;
  #asked: Asked | undefined;

  constructor(client: ClientSide, servers: ServerSides) {
    this.#client = client;
    this.#servers = servers;
  }

  async ask(query: Buffer): Promise<Buffer | undefined> {
    const { server, answers } = await this.#connected();
    const timer = setTimeout(() => server.socket.destroy(), PATIENCE);
    try {
      await write(server.socket, framed(query));
      return await answers.next();
    } finally {
      clearTimeout(timer);
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#asked?.server.socket.destroy();
  }

  async #connected(): Promise<Asked> {
    const known = this.#asked;
    if (known?.server.usable && isServedBy(this.#client.selection, known.server.destination)) return known;
    known?.server.socket.destroy();
    const server = await this.#client.connect((destination) => this.#servers.open(destination, this.#client.sourceAddress));
    if ('kind' in server) throw new ConnectionRefused('there is no HTTP to respond with');
    await this.#client.fire('SERVER_CONNECTED');
    this.#asked = { server, answers: new Messages(server.inbound) };
    return this.#asked;
  }
}

function framed(message: Buffer): Buffer {
  const length = Buffer.alloc(2);
  length.writeUInt16BE(message.length);
  return Buffer.concat([length, message]);
}
