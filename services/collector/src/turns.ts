/** How what an engine asks for comes to its turn, one after the other, when it has had its share of the collector's time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '@berth/bus';

/** What these take of the collector's time, about, ms. */
const costs = { inspection: 1, networks: 2, everything: 50 } as const;

export class Turns {
  readonly #pace: Pace;
  readonly #signal: AbortSignal;
  /** The last of those that wait. */
  #last: Promise<void> = Promise.resolve();

  constructor(pace: Pace, signal: AbortSignal) {
    this.#pace = pace;
    this.#signal = signal;
  }

  /** Whether the next one would have to wait. */
  get isHeld(): boolean {
    return this.#pace.heldFor(performance.now()) > 0;
  }

  /** Waits for the turn to do this; without waiting while the engine has time left. */
  next(work: keyof typeof costs): Promise<void> {
    this.#last = this.#last.then(() => this.#wait(costs[work]));
    return this.#last;
  }

  async #wait(cost: number): Promise<void> {
    const now = () => performance.now();
    for (let left = this.#pace.wait(now()); left > 0; left = this.#pace.wait(now())) await pause(left, undefined, { signal: this.#signal });
    this.#pace.spend(cost, now());
  }
}
