/** The HTTPS server: connections, bodies, limits, faults and the log. */

import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Certificate } from '../certificate.ts';
import { type Fault, type Faults, faultAnswer } from '../faults.ts';
import type { RequestLog } from '../request-log.ts';
import { type Answer, html } from './answer.ts';
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
  const sender = (incoming.socket.remoteAddress ?? '').replace(/^::ffff:/, '');
  const request: Request = { method, path, query: query.join('?'), headers: headersOf(incoming), body, sender };
  const { answer, user } = await answerTo(request, `${method} ${url} HTTP/1.1`.length, options, ended);
  options.requests.add({
    at,
    method,
    path,
    query: request.query,
    bodyBytes: body.length,
    user,
    transaction: request.headers['x-f5-rest-coordination-id'],
    status: answer?.status ?? 0,
    milliseconds: performance.now() - began,
  });
  if (answer === undefined) incoming.socket.destroy();
  else send(response, answer);
}

/** No answer means that the connection is reset. */
async function answerTo(
  request: Request,
  lineLength: number,
  { handle, faults, version }: ServerOptions,
  ended: AbortSignal,
): Promise<{ answer: Answer | undefined; user: string | undefined }> {
  if (lineLength > LONGEST_REQUEST_LINE) {
    return {
      answer: html(414, '414 Request-URI Too Long', "The requested URL's length exceeds the capacity limit for this server."),
      user: undefined,
    };
  }
  const hits = faults.hitting(request.method, request.path);
  for (const fault of hits) {
    if (fault.kind === 'delay') await pause(fault, ended);
    if (fault.kind === 'reset-before') return { answer: undefined, user: undefined };
    const instead = faultAnswer(fault, request.path, request.sender, version);
    if (instead !== undefined) return { answer: instead, user: undefined };
  }
  const handled = handle(request);
  return hits.some(({ kind }) => kind === 'reset-after') ? { answer: undefined, user: handled.user } : handled;
}

async function pause({ milliseconds }: Extract<Fault, { readonly kind: 'delay' }>, ended: AbortSignal): Promise<void> {
  await sleep(milliseconds, undefined, { signal: ended });
}

/** The whole body; undefined if the client went away. */
async function bodyOf(incoming: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  try {
    for await (const chunk of incoming as AsyncIterable<Buffer>) {
      size += chunk.length;
      if (size > LARGEST_BODY) {
        incoming.destroy();
        return undefined;
      }
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

function send(response: ServerResponse, { status, reason, headers, body }: Answer): void {
  const all = { ...headers, 'Content-Length': Buffer.byteLength(body) };
  if (reason === undefined) response.writeHead(status, all);
  else response.writeHead(status, reason, all);
  response.end(response.req.method === 'HEAD' ? undefined : body);
}
