/** Containers that come and go on one engine as fast as they can. */
import type { WireEngine } from './engine-farm.ts';

export type FlappingOptions = { readonly containers: number; readonly perSecond: number };

/** ms between two steps. */
const step = 10;

export class Flapping implements Disposable {
  readonly #engine: WireEngine;
  readonly #names: readonly string[];
  readonly #timer: NodeJS.Timeout;
  readonly #began = performance.now();
  #times = 0;

  /** Each is a service of its own; every second one has a label that can't be used. */
  constructor(engine: WireEngine, { containers, perSecond }: FlappingOptions) {
    this.#engine = engine;
    this.#names = Array.from({ length: containers }, (_, at) => `flap${at}-1`);
    for (const name of this.#names) engine.start(name);
    this.#timer = setInterval(() => {
      const due = ((performance.now() - this.#began) / 1000) * perSecond;
      while (this.#times < due) this.#flap(this.#times++);
    }, step);
  }

  /** How often a container was made anew so far, and how often a second. */
  get told(): { readonly times: number; readonly perSecond: number } {
    return { times: this.#times, perSecond: Math.round(this.#times / ((performance.now() - this.#began) / 1000)) };
  }

  #flap(at: number): void {
    const name = this.#names[at % this.#names.length] ?? '';
    this.#engine.remove(name);
    this.#engine.start(name, at % 2 === 0 ? {} : { 'berth.monitor': 'htpp' });
  }

  [Symbol.dispose](): void {
    clearInterval(this.#timer);
    for (const name of this.#names) this.#engine.remove(name);
  }
}
