/** Whether the program is well, and what it measures, over HTTP, for whoever supervises it. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { Store } from '@berth/bus';
import type { Heartbeat } from '@berth/messages';
import { Meters } from './metrics/meters.ts';
import { UsageError } from './usage-error.ts';

type Answer = { readonly status: number; readonly body: unknown };

/**
 * Answers until it is disposed: `/healthz` while the process does, `/readyz` with 200 while it is connected to NATS, `/metrics` in
 * Prometheus' form.
 */
export class Health implements AsyncDisposable {
  readonly meters = new Meters();
  readonly #server = createServer((request, response) => void this.#answer(request, response));
  #ready: (() => Answer) | undefined;

  /** Listens on `[ADDRESS:]PORT`. Throws a UsageError when it can't. */
  static async open(where: string): Promise<Health> {
    const { address, port } = parse(where);
    const health = new Health();
    try {
      await once(health.#server.listen(port, address), 'listening');
    } catch (cause) {
      throw new UsageError(`--health ${where}: ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
    }
    return health;
  }

  private constructor() {}

  /** The store that decides whether the program is ready, what it tells of itself, and what it is to work for, until the returned value is disposed. */
  of(store: Pick<Store, 'connected'>, tell: () => Heartbeat, parts: () => readonly string[]): Disposable {
    this.#ready = () => ({ status: store.connected() ? 200 : 503, body: { connected: store.connected(), ...tell() } });
    const pulse = this.meters.of(store, tell, parts);
    return {
      [Symbol.dispose]: () => {
        this.#ready = undefined;
        pulse[Symbol.dispose]();
      },
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer({ url }: IncomingMessage, response: ServerResponse): Promise<void> {
    const path = url?.split('?')[0];
    if (path === '/metrics') {
      await this.#tellMetrics(response);
      return;
    }
    const { status, body } = this.#route(path);
    response.writeHead(status, { 'content-type': 'application/json' }).end(`${JSON.stringify(body)}\n`);
  }

  async #tellMetrics(response: ServerResponse): Promise<void> {
    try {
      const text = await this.meters.text();
      response.writeHead(200, { 'content-type': this.meters.registry.contentType }).end(text);
    } catch (error) {
      response.writeHead(500, { 'content-type': 'text/plain' }).end(`${error instanceof Error ? error.message : String(error)}\n`);
    }
  }

  #route(url: string | undefined): Answer {
    switch (url) {
      case '/healthz':
        return { status: 200, body: { alive: true } };
      case '/readyz':
        return this.#ready?.() ?? { status: 503, body: { connected: false } };
      default:
        return { status: 404, body: { answers: ['/healthz', '/readyz', '/metrics'] } };
    }
  }
}

function parse(where: string): { readonly address: string; readonly port: number } {
  const [, ipv6, address = ipv6 ?? '127.0.0.1', digits] = /^(?:\[([^\]]+)\]:|([^:]+):)?(\d{1,5})$/.exec(where) ?? [];
  const port = Number(digits);
  if (!(port > 0 && port < 65_536)) throw new UsageError(`--health: PORT or ADDRESS:PORT, an IPv6 address in brackets (is "${where}")`);
  return { address, port };
}
