/** Serves a client's HTTP requests, one after the other, each by the member that rules and load balancing choose for it. */
import { STATUS_CODES } from 'node:http';
import type { ClientSide, Respond } from '../client-side.ts';
import { ConnectionLost, type Inbound, write } from '../inbound.ts';
import { relay } from '../relay.ts';
import type { Effect } from '../rules/rule-effects.ts';
import { isServedBy } from '../selection.ts';
import type { ServerSide, ServerSides } from '../server-side.ts';
import {
  formatRequestHead,
  formatResponseHead,
  type Headers,
  keepsAlive,
  parseRequestHead,
  parseResponseHead,
  type RequestHead,
  type ResponseHead,
  requestFraming,
  responseFraming,
} from './message.ts';
import { dropBody, moveBody, readHead } from './transfer.ts';

/** Serves until either side ends. Throws when the connection is to be reset. */
export async function serveHttp(client: ClientSide, inbound: Inbound, servers: ServerSides): Promise<void> {
  const connection = new HttpConnection(client, inbound, servers);
  try {
    while (await connection.exchange());
    connection.end();
  } catch (error) {
    connection.reset();
    throw error;
  }
}

class HttpConnection {
  readonly #client: ClientSide;
  readonly #inbound: Inbound;
  readonly #servers: ServerSides;
  /** Kept from one request to the next. */
  #server: ServerSide | undefined;
  #idle = true;

  constructor(client: ClientSide, inbound: Inbound, servers: ServerSides) {
    this.#client = client;
    this.#inbound = inbound;
    this.#servers = servers;
    inbound.socket.on('error', () => this.#server?.socket.resetAndDestroy());
  }

  /** One request with its response; false when the connection is to be closed. */
  async exchange(): Promise<boolean> {
    const client = this.#client;
    this.#idle = true;
    const text = await readHead(this.#inbound);
    this.#idle = false;
    if (text === undefined) return false;
    const received = parseRequestHead(text);
    const framing = requestFraming(received);
    const { method, uri, version, headers } = received;
    const effects = await client.fire('HTTP_REQUEST', { method, uri, version, headers, status: 0, serverAddress: '', serverPort: 0 });
    const goesOn = keepsAlive(received) && !closes(effects);
    const request = this.#forwarded(edited(received, effects));
    const server = effects.find((effect) => effect.kind === 'respond') ?? (await this.#serverFor(effects));
    if ('kind' in server) {
      await this.#respond(server, { method, goesOn });
      await dropBody(framing, this.#inbound);
      return goesOn;
    }
    await write(server.socket, formatRequestHead(request));
    const sent = moveBody(framing, this.#inbound, server.inbound).then(
      () => true,
      () => {
        if (!server.inbound.over) server.socket.resetAndDestroy();
        return false;
      },
    );
    const staysOpen = await this.#passResponse(server, request, goesOn);
    return (await sent) && staysOpen;
  }

  end(): void {
    this.#inbound.finish();
    this.#server?.inbound.finish();
  }

  reset(): void {
    this.#inbound.socket.resetAndDestroy();
    this.#server?.socket.resetAndDestroy();
  }

  /** The connection to the member that serves this request: the one that is there, as long as the request is for its pool. */
  async #serverFor(effects: readonly Effect[]): Promise<ServerSide | Respond> {
    const client = this.#client;
    const leaves = effects.some(({ kind }) => kind === 'detach' || kind === 'reselect');
    const current = this.#server;
    if (current !== undefined && !leaves && isServedBy(client.selection, current.destination)) return current;
    this.#server = undefined;
    current?.inbound.finish();
    const server = await client.connect((destination) => this.#servers.open(destination));
    if ('kind' in server) return server;
    this.#server = server;
    const { socket } = this.#inbound;
    if (socket.destroyed) throw new ConnectionLost('the client has gone');
    server.socket.on('error', () => {
      if (this.#server === server) socket.resetAndDestroy();
    });
    server.socket.on('end', () => {
      if (this.#server === server && this.#idle) socket.end();
    });
    return server;
  }

  /** False when the connection can't be used any more. */
  async #passResponse(server: ServerSide, request: RequestHead, goesOn: boolean): Promise<boolean> {
    const client = this.#client;
    for (;;) {
      const text = await readHead(server.inbound);
      if (text === undefined) throw new ConnectionLost('the member closed the connection without a response');
      const received = parseResponseHead(text);
      if (received.status < 200 && received.status !== 101) {
        await write(this.#inbound.socket, formatResponseHead(received));
        continue;
      }
      const framing = responseFraming(received, request.method);
      const { status, version, headers } = received;
      const effects = await client.fire('HTTP_RESPONSE', { status, version, headers });
      const respond = effects.find((effect) => effect.kind === 'respond');
      const staysOpen = goesOn && !closes(effects) && keepsAlive(received) && framing.kind !== 'until-close';
      if (respond !== undefined) {
        await this.#respond(respond, { method: request.method, goesOn: staysOpen });
        await dropBody(framing, server.inbound);
        return staysOpen;
      }
      await write(this.#inbound.socket, formatResponseHead(edited(received, effects)));
      if (status === 101 || (request.method === 'CONNECT' && status < 300)) {
        await relay(this.#inbound, server.inbound);
        return false;
      }
      await moveBody(framing, server.inbound, this.#inbound);
      return staysOpen && !server.inbound.over;
    }
  }

  /** As HTTP::respond words it: version 1.0, whatever was asked with. */
  async #respond({ status, server, content, headers }: Respond, { method, goesOn }: { method: string; goesOn: boolean }): Promise<void> {
    const own: Headers = [
      ...headers.filter(([name]) => name.toLowerCase() !== 'content-length'),
      ...(server === '' ? [] : ([['Server', server]] satisfies Headers)),
      ['Connection', goesOn ? 'Keep-Alive' : 'Close'],
      ['Content-Length', String(content.length)],
    ];
    const head: ResponseHead = { version: '1.0', status, reason: STATUS_CODES[status] ?? '', headers: own };
    await write(this.#inbound.socket, formatResponseHead(head) + (method === 'HEAD' ? '' : content));
  }

  #forwarded(request: RequestHead): RequestHead {
    const { virtual, address } = this.#client;
    if (virtual.http?.insertXForwardedFor !== true) return request;
    return { ...request, headers: [...request.headers, ['X-Forwarded-For', address]] };
  }
}

function closes(effects: readonly Effect[]): boolean {
  return effects.some(({ kind }) => kind === 'close');
}

/** A head as rules changed it. */
function edited<T extends RequestHead | ResponseHead>(head: T, effects: readonly Effect[]): T {
  let edit = head;
  for (const effect of effects) {
    if (effect.kind === 'headers') edit = { ...edit, headers: effect.headers };
    else if (effect.kind === 'uri' || effect.kind === 'method' || effect.kind === 'version')
      edit = { ...edit, [effect.kind]: effect.value };
  }
  return edit;
}
