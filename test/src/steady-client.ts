/** A client that sends requests all the time for containers that run all the time. */
import { setTimeout as pause } from 'node:timers/promises';
import { type Asked, ask, isPage } from './request.ts';

/** What was asked for, what came back, and when (`performance.now()`). */
export type Complaint = { readonly host: string; readonly asked: Asked; readonly from: number; readonly until: number };

export class SteadyClient implements AsyncDisposable {
  readonly complaints: Complaint[] = [];
  readonly #port: number;
  readonly #expected: ReadonlyMap<string, ReadonlySet<string>>;
  readonly #path: string;
  readonly #end = new AbortController();
  readonly #ended: Promise<void>;
  #asked = 0;

  /** `expected`: per host name, the pages that are right. */
  constructor(port: number, expected: ReadonlyMap<string, ReadonlySet<string>>, path = '/') {
    this.#port = port;
    this.#expected = expected;
    this.#path = path;
    this.#ended = this.#goOn();
  }

  /** How many requests were answered or failed so far. */
  get asked(): number {
    return this.#asked;
  }

  async #goOn(): Promise<void> {
    while (!this.#end.signal.aborted) {
      for (const [host, pages] of this.#expected) {
        const from = performance.now();
        const asked = await ask(this.#port, host, this.#path);
        this.#asked += 1;
        const isRight = isPage(asked) && pages.has(asked.body);
        if (!isRight) this.complaints.push({ host, asked, from, until: performance.now() });
        await pause(20);
      }
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#ended;
  }
}
