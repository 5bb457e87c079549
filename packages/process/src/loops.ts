/** The loops of a program, one per part: begun, ended and begun again as their configuration changes. */
import { isDeepStrictEqual } from 'node:util';
import { LeaseLost, type Log } from '@berth/bus';

export type LoopsOptions<Config> = {
  readonly log: Log;
  /** Works until `signal` aborts. */
  readonly run: (config: Config, signal: AbortSignal) => Promise<void>;
};

type Loop<Config> = { readonly config: Config; readonly end: AbortController; readonly ended: Promise<void> };

/** One that fails, or ends by itself, is told by `failed`; all end when this is disposed. */
export class Loops<Config> implements AsyncDisposable {
  readonly #options: LoopsOptions<Config>;
  readonly #running = new Map<string, Loop<Config>>();
  readonly #failed = new AbortController();

  constructor(options: LoopsOptions<Config>) {
    this.#options = options;
  }

  /** Aborts when a loop fails; the reason is what it threw. */
  get failed(): AbortSignal {
    return this.#failed.signal;
  }

  /** From now on there are these. A loop whose configuration is the same goes on undisturbed. */
  async become(parts: ReadonlyMap<string, Config>): Promise<void> {
    const old = [...this.#running].filter(([name, { config }]) => !isDeepStrictEqual(config, parts.get(name)));
    await Promise.all(old.map(([name]) => this.#end(name)));
    for (const [name, config] of parts) if (!this.#running.has(name)) this.#begin(name, config);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.become(new Map());
  }

  #begin(name: string, config: Config): void {
    const end = new AbortController();
    this.#options.log.debug({ part: name }, 'began');
    this.#running.set(name, { config, end, ended: this.#run(name, config, end.signal) });
  }

  async #end(name: string): Promise<void> {
    const loop = this.#running.get(name);
    loop?.end.abort();
    await loop?.ended;
    this.#running.delete(name);
  }

  async #run(name: string, config: Config, signal: AbortSignal): Promise<void> {
    try {
      await this.#options.run(config, signal);
      if (!signal.aborted) throw new Error(`the loop for ${name} ended by itself`);
      this.#options.log.debug({ part: name }, 'ended');
    } catch (error) {
      if (!(signal.aborted && (error === signal.reason || error instanceof LeaseLost))) this.#failed.abort(error);
    }
  }
}
