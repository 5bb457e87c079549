/** Serves a client's HTTP requests, one after the other, each by the member that rules and load balancing choose for it. */
import { STATUS_CODES } from 'node:http';
import type { ClientSide, Respond } from '../client-side.ts';
import { ConnectionLost, type Inbound, write } from '../inbound.ts';
import type { IdleServerSides } from '../one-connect.ts';
import { cookiePersistence, cookieToSet } from '../persistence.ts';
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

export type HttpSurroundings = {
  readonly servers: ServerSides;
  /** With OneConnect, where connections to members wait between requests. */
  readonly idle: IdleServerSides | undefined;
};

/** Serves until either side ends. Throws when the connection is to be reset. */
export async function serveHttp(client: ClientSide, inbound: Inbound, surroundings: HttpSurroundings): Promise<void> {
  const connection = new HttpConnection(client, inbound, surroundings);
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
  readonly #surroundings: HttpSurroundings;
  /** Without OneConnect kept from one request to the next. */
  #server: ServerSide | undefined;
  #unwatch: () => void = () => {};
  #between: 'requests' | undefined = 'requests';

  constructor(client: ClientSide, inbound: Inbound, surroundings: HttpSurroundings) {
    this.#client = client;
    this.#inbound = inbound;
    this.#surroundings = surroundings;
    inbound.whenLost(() => this.#leave()?.socket.resetAndDestroy());
  }

  /** One request with its response; false when the connection is to be closed. */
  async exchange(): Promise<boolean> {
    const client = this.#client;
    this.#between = 'requests';
    const text = await readHead(this.#inbound);
    this.#between = undefined;
    if (text === undefined) return false;
    const received = parseRequestHead(text);
    const framing = requestFraming(received);
    const { method, uri, version, headers } = received;
    const { persistence } = client.virtual;
    if (persistence?.kind === 'cookie') client.persistence = cookiePersistence(persistence, headers);
    const effects = await client.fire('HTTP_REQUEST', { method, uri, version, headers, status: 0, ...placeOf(this.#server) });
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
    const kept = await this.#passResponse(server, { request, goesOn, cookies: headers });
    if (!(await sent)) return false;
    return this.#keep(server, kept);
  }

  end(): void {
    this.#inbound.finish();
    this.#leave()?.inbound.finish();
  }

  reset(): void {
    this.#inbound.socket.resetAndDestroy();
    this.#leave()?.socket.resetAndDestroy();
  }

  /** Whether the client's connection goes on after a response. */
  #keep(server: ServerSide, kept: Kept): boolean {
    const { idle } = this.#surroundings;
    if (idle === undefined) return kept === 'both' && server.usable;
    this.#leave();
    if (kept === 'none' || !server.usable) server.inbound.finish();
    else idle.give(server);
    return kept === 'both';
  }

  /** The connection to the member that serves this request: the one that is there, as long as the request is for its pool. */
  async #serverFor(effects: readonly Effect[]): Promise<ServerSide | Respond> {
    const client = this.#client;
    const leaves = effects.some(({ kind }) => kind === 'detach' || kind === 'reselect');
    const current = this.#server;
    if (current?.usable === true && !leaves && isServedBy(client.selection, current.destination)) return current;
    this.#leave()?.inbound.finish();
    const { servers, idle } = this.#surroundings;
    const server = await client.connect(async (destination) => idle?.take(destination) ?? servers.open(destination, client.sourceAddress));
    if ('kind' in server) return server;
    this.#use(server);
    await client.fire('SERVER_CONNECTED');
    return server;
  }

  /** What happens to one side happens to the other, until `#leave`. */
  #use(server: ServerSide): void {
    const { socket } = this.#inbound;
    if (socket.destroyed) {
      server.socket.resetAndDestroy();
      throw new ConnectionLost('the client has gone');
    }
    this.#server = server;
    const ended = (): void => {
      if (this.#between === 'requests') socket.end();
    };
    const endWatching = server.inbound.whenLost(() => socket.resetAndDestroy());
    server.socket.on('end', ended);
    this.#unwatch = () => {
      endWatching();
      server.socket.off('end', ended);
    };
  }

  #leave(): ServerSide | undefined {
    const server = this.#server;
    this.#server = undefined;
    this.#unwatch();
    return server;
  }

  async #passResponse(
    server: ServerSide,
    { request, goesOn, cookies }: { readonly request: RequestHead; readonly goesOn: boolean; readonly cookies: Headers },
  ): Promise<Kept> {
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
      const effects = await client.fire('HTTP_RESPONSE', { status, version, headers, ...placeOf(server) });
      const respond = effects.find((effect) => effect.kind === 'respond');
      const reusable = keepsAlive(received) && framing.kind !== 'until-close';
      const kept = !reusable ? 'none' : goesOn && !closes(effects) ? 'both' : 'server';
      if (respond !== undefined) {
        await this.#respond(respond, { method: request.method, goesOn: kept === 'both' });
        await dropBody(framing, server.inbound);
        return kept;
      }
      await write(this.#inbound.socket, formatResponseHead(this.#persistent(edited(received, effects), { server, cookies })));
      if (status === 101 || (request.method === 'CONNECT' && status < 300)) {
        await relay(this.#inbound, server.inbound);
        return 'none';
      }
      await moveBody(framing, server.inbound, this.#inbound);
      return kept;
    }
  }

  /** With cookie persistence, a response tells the client where it was. */
  #persistent(response: ResponseHead, { server, cookies }: { readonly server: ServerSide; readonly cookies: Headers }): ResponseHead {
    const { persistence } = this.#client.virtual;
    const cookie = persistence?.kind === 'cookie' ? cookieToSet(persistence, cookies, server.destination) : undefined;
    return cookie === undefined ? response : { ...response, headers: [...response.headers, ['Set-Cookie', cookie]] };
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

/** What can be used for another exchange. */
type Kept = 'both' | 'server' | 'none';

/** Before there is a member, its place is empty. */
function placeOf(server: ServerSide | undefined): { readonly serverAddress: string; readonly serverPort: number } {
  return { serverAddress: server?.destination.address ?? '', serverPort: server?.destination.port ?? 0 };
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
