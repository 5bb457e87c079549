/** Requests to a virtual BIG-IP that runs as a process of its own: configuring what a benchmark needs, and what it counted. */
import { readFile } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { Agent, request as start } from 'node:https';
import { text } from 'node:stream/consumers';
import type { Snapshot } from '@berth/virtual-bigip';
import { z } from 'zod';

export type UnitAccess = { readonly url: string; readonly user: string; readonly password: string; readonly ca: string };

const Requests = z.object({
  requests: z.number(),
  writes: z.number(),
  writtenBytes: z.number(),
  items: z.array(
    z.object({ number: z.number(), at: z.number(), method: z.string(), path: z.string(), status: z.number(), milliseconds: z.number() }),
  ),
});
export type Requests = z.infer<typeof Requests>;

const Configured = z.record(z.string(), z.record(z.string(), z.record(z.string(), z.json())));

/** Speaks to one unit over one kept-alive connection. */
export class Unit implements Disposable {
  readonly #access: UnitAccess;
  readonly #agent: Agent;

  constructor(access: UnitAccess) {
    this.#access = access;
    this.#agent = new Agent({ keepAlive: true, maxSockets: 1, ca: access.ca });
  }

  /** Knows the authority's certificate from a file. */
  static async at({ ca, ...access }: Omit<UnitAccess, 'ca'> & { readonly ca: string }): Promise<Unit> {
    return new Unit({ ...access, ca: await readFile(ca, 'utf8') });
  }

  /** Sends one request below `/mgmt/tm/`. Throws when it is refused. */
  async send(method: string, path: string, body?: object): Promise<unknown> {
    return await this.#exchange(method, `/mgmt/tm/${path}`, body);
  }

  /** Whether there is an object at a path below `/mgmt/tm/`. */
  async has(path: string): Promise<boolean> {
    const { status, answer } = await this.#request('GET', `/mgmt/tm/${path}`, undefined);
    if (status === 200 || status === 404) return status === 200;
    throw new Error(`GET ${path}: ${status} ${JSON.stringify(answer)}`);
  }

  /** What the unit counted, and the requests after the one of that number; `Infinity` for the counters only. */
  async requests(since: number): Promise<Requests> {
    return Requests.parse(await this.#exchange('GET', `/virtual/requests?since=${since}`, undefined));
  }

  /** All that is configured. */
  async snapshot(): Promise<Snapshot> {
    return Configured.parse(await this.#exchange('GET', '/virtual/snapshot', undefined));
  }

  async #exchange(method: string, path: string, body: object | undefined): Promise<unknown> {
    const { status, answer } = await this.#request(method, path, body);
    if (status !== 200) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  }

  async #request(method: string, path: string, body: object | undefined): Promise<{ status: number | undefined; answer: unknown }> {
    const { url, user, password } = this.#access;
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const headers = { 'content-type': 'application/json' };
    const request = start(new URL(path, url), { method, agent: this.#agent, auth: `${user}:${password}`, headers }, resolve);
    request.on('error', reject).end(body === undefined ? undefined : JSON.stringify(body));
    const response = await promise;
    const answered = await text(response);
    return { status: response.statusCode, answer: answered === '' ? undefined : JSON.parse(answered) };
  }

  [Symbol.dispose](): void {
    this.#agent.destroy();
  }
}
