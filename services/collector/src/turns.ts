/** How what an engine asks for comes to its turn, one after the other, when it has had its share of the collector's time. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Pace } from '@berth/bus';

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

  /** Waits for the turn to do so much work, ms; without waiting while the engine has time left. */
  next(work: number): Promise<void> {
    this.#last = this.#last.then(() => this.#wait(work));
    return this.#last;
  }

  async #wait(work: number): Promise<void> {
    const now = () => performance.now();
    for (let left = this.#pace.wait(now()); left > 0; left = this.#pace.wait(now())) await pause(left, undefined, { signal: this.#signal });
    this.#pace.spend(work, now());
  }
}
