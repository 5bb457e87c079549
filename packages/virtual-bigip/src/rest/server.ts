/** The HTTPS server: connections, bodies, limits, faults and the log. */

import { hash } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from '../certificate.ts';
import type { Faults } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import { type Answer, html } from './answer.ts';
import { faultAnswer } from './fault-answer.ts';
import type { Handled } from './handle.ts';
import type { Request } from './request.ts';

/** The web server's limit for method, URL and protocol. */
const LONGEST_REQUEST_LINE = 8190;
const LARGEST_BODY = 64 * 1024 * 1024;

export type ServerOptions = {
  readonly host: string;
  readonly port: number;
  readonly certificate: Certificate;
  readonly handle: (request: Request) => Handled;
  readonly faults: Faults;
  readonly requests: RequestLog;
  readonly version: string;
  readonly now: () => number;
  readonly log: (line: string) => void;
};

export type RestServer = AsyncDisposable & { readonly port: number };

export async function startServer(options: ServerOptions): Promise<RestServer> {
  const ended = new AbortController();
  const { certificate, key } = options.certificate;
  const server = createServer({ cert: certificate, key, maxHeaderSize: 64 * 1024, keepAliveTimeout: 60_000 }, (incoming, response) => {
    serve(incoming, response, options, ended.signal).catch((error: unknown) => {
      options.log(
        `request ${incoming.method ?? ''} ${incoming.url ?? ''} failed: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}`,
      );
      if (response.headersSent) response.destroy();
      else send(response, html(500, 'Error 500 Server Error', 'The virtual BIG-IP failed on this request.'));
    });
  });
  server.on('tlsClientError', (_error, socket) => socket.destroy());
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => refuseUnread(error, socket));
  await listen(server, options);
  return {
    port: (server.address() as AddressInfo).port, // it listens on a port
    [Symbol.asyncDispose]: async () => {
      ended.abort();
      const closed = new Promise<void>((resolve) => {
        server.close(() => resolve());
      });
      server.closeAllConnections();
      await closed;
    },
  };
}

/** What the web server says to what it can't read as a request. */
function refuseUnread(error: NodeJS.ErrnoException & { readonly rawPacket?: Buffer }, socket: Duplex): void {
  if (error.code === 'ECONNRESET' || !socket.writable) {
    socket.destroy();
    return;
  }
  const tooLong = error.code === 'HPE_HEADER_OVERFLOW' ? ' Size of a request header field exceeds server limit.' : '';
  const { status, body, headers } = html(
    400,
    '400 Bad Request',
    `Your browser sent a request that this server could not understand.${tooLong}`,
  );
  const fields = Object.entries({ ...headers, 'Content-Length': Buffer.byteLength(body), Connection: 'close' });
  const sent = error.rawPacket?.toString('latin1', 0, 5) === 'HEAD ' ? '' : body;
  socket.end(`HTTP/1.1 ${status} Bad Request\r\n${fields.map(([name, value]) => `${name}: ${String(value)}\r\n`).join('')}\r\n${sent}`);
}

async function listen(server: Server, { host, port }: ServerOptions): Promise<void> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
}

async function serve(incoming: IncomingMessage, response: ServerResponse, options: ServerOptions, ended: AbortSignal): Promise<void> {
  const began = performance.now();
  const at = options.now();
  const { method = 'GET', url = '/' } = incoming;
  const [path = '/', ...query] = url.split('?');
  const body = await bodyOf(incoming);
  if (body === undefined) return;
  if (body === 'too large') {
    response.setHeader('Connection', 'close');
    send(response, html(413, '413 Request Entity Too Large', 'The amount of data provided in the request exceeds the capacity limit.'));
    return;
  }
  const sender = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const request: Request = { method, path, query: query.join('?'), headers: headersOf(incoming), body, sender };
  const { answer, user, bytesPerSecond } = await answerTo(request, `${method} ${url} HTTP/1.1`.length, options, ended);
  // What tests ask of the unit is not what clients do to it.
  if (!path.startsWith('/virtual/')) {
    options.requests.add({
      at,
      method,
      path,
      query: request.query,
      bodyBytes: body.length,
      bodySha256: hash('sha256', body),
      user,
      transaction: request.headers['x-f5-rest-coordination-id'],
      status: typeof answer === 'string' ? 0 : answer.status,
      milliseconds: performance.now() - began,
    });
  }
  if (answer === 'never') return;
  if (answer === 'reset') incoming.socket.destroy();
  else if (bytesPerSecond === undefined) send(response, answer);
  else await trickle(response, answer, bytesPerSecond, ended);
}

type Outcome = {
  /** `reset`: the connection is. */
  readonly answer: Answer | 'reset' | 'never';
  readonly user: string | undefined;
  /** How fast it is sent; as fast as can be if absent. */
  readonly bytesPerSecond?: number;
};

async function answerTo(request: Request, lineLength: number, options: ServerOptions, ended: AbortSignal): Promise<Outcome> {
  const { handle, faults, version } = options;
  if (lineLength > LONGEST_REQUEST_LINE) {
    const answer = html(414, '414 Request-URI Too Long', "The requested URL's length exceeds the capacity limit for this server.");
    return { answer, user: undefined };
  }
  const hits = faults.hitting(request.method, request.path);
  for (const hit of hits) {
    if (hit.kind === 'delay') await sleep(hit.milliseconds, undefined, { signal: ended });
    if (hit.kind === 'reset-before') return { answer: 'reset', user: undefined };
    if (hit.kind === 'hang') return { answer: 'never', user: undefined };
    const instead = faultAnswer(hit, request, version);
    if (instead !== undefined) return { answer: instead, user: undefined };
  }
  const handled = handle(request);
  if (hits.some(({ kind }) => kind === 'reset-after')) return { answer: 'reset', user: handled.user };
  const slow = hits.find((hit) => hit.kind === 'slow-read');
  return slow === undefined ? handled : { ...handled, bytesPerSecond: slow.bytesPerSecond };
}

/** The whole body; undefined if the client went away. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | 'too large' | undefined> {
  if (Number(incoming.headers['content-length'] ?? 0) > LARGEST_BODY) return 'too large';
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    // The answer still has to go out when the rest isn't read.
    for await (const chunk of incoming.iterator({ destroyOnReturn: false }) as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) return 'too large';
      chunks.push(chunk);
    }
  } catch (error) {
    if (incoming.destroyed) return undefined;
    throw error;
  }
  return Buffer.concat(chunks);
}

function headersOf({ headers }: IncomingMessage): Record<string, string | undefined> {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]));
}

function send(response: ServerResponse, answer: Answer): void {
  begin(response, answer);
  response.end(response.req.method === 'HEAD' ? undefined : answer.body);
}

/** Sends an answer a tenth of a second's worth at a time. */
async function trickle(response: ServerResponse, answer: Answer, bytesPerSecond: number, ended: AbortSignal): Promise<void> {
  begin(response, answer);
  const body = Buffer.from(answer.body);
  const portion = Math.max(1, Math.round(bytesPerSecond / 10));
  for (let at = 0; at < body.length && !response.destroyed; at += portion) {
    response.write(body.subarray(at, at + portion));
    await sleep((portion / bytesPerSecond) * 1000, undefined, { signal: ended });
  }
  response.end();
}

function begin(response: ServerResponse, { status, reason, headers, body }: Answer): void {
  const all = { ...headers, 'Content-Length': Buffer.byteLength(body) };
  if (reason === undefined) response.writeHead(status, all);
  else response.writeHead(status, reason, all);
}
