/** How much of a program's time one of many things may take: as much as it likes for a while, then its share. */

export type PaceOptions = {
  /** ms of work a second that may go on for ever. */
  readonly share: number;
  /** ms of work that may be done at once. */
  readonly burst: number;
};

export class Pace {
  readonly #options: PaceOptions;
  #left: number;
  #at = Number.NEGATIVE_INFINITY;
  #held: boolean = false;

  constructor(options: PaceOptions) {
    this.#options = options;
    this.#left = options.burst;
  }

  /** So much work, in ms, was done for it. `now` as of `performance.now()`. */
  spend(work: number, now: number): void {
    this.#fill(now);
    this.#left -= work;
  }

  /** ms until its next turn; 0 when that is now. */
  wait(now: number): number {
    this.#fill(now);
    if (this.#left >= 0) return 0;
    this.#held = true;
    return (-this.#left / this.#options.share) * 1000;
  }

  /** ms until it is no longer said to be held back: when half of a burst is saved again; 0 when it isn't. */
  heldFor(now: number): number {
    this.#fill(now);
    return this.#held ? ((this.#options.burst / 2 - this.#left) / this.#options.share) * 1000 : 0;
  }

  #fill(now: number): void {
    const { share, burst } = this.#options;
    this.#left = Math.min(burst, this.#left + (Math.max(0, now - this.#at) * share) / 1000);
    this.#at = now;
    if (this.#left >= burst / 2) this.#held = false;
  }
}
