/** When an engine that says nothing is taken to be lost. */
import { setTimeout as pause } from 'node:timers/promises';
import { DockerError } from './docker/errors.ts';

/** The longest that an answer, or an event that must come, may take. */
const patience = 5_000;

export class Silence {
  /** How long an engine may say nothing, ms. */
  readonly #longest: number;
  #lastEvent = performance.now();
  #lastAnswer = performance.now();

  constructor(longest: number) {
    this.#longest = longest;
  }

  /** An event came. */
  heard(): void {
    this.#lastEvent = this.#lastAnswer = performance.now();
  }

  /** Something happened at `since` that events should tell, or later: throws a DockerError if none comes. */
  async expectEvent(since: number, signal: AbortSignal): Promise<void> {
    await pause(Math.min(this.#longest / 2, patience), undefined, { signal });
    if (this.#lastEvent < since) throw new DockerError('silent', 'GET /events', 'a container changed, and no event told it');
  }

  /** Asks an engine that says nothing half-way, so that it is known in time whether it is there. Throws what `ping` does. */
  async watch(ping: (patience: number) => Promise<void>, signal: AbortSignal): Promise<never> {
    const half = this.#longest / 2;
    for (;;) {
      const left = this.#lastAnswer + half - performance.now();
      if (left > 0) await pause(left, undefined, { signal });
      else {
        await ping(Math.min(half, patience));
        this.#lastAnswer = performance.now();
      }
    }
  }
}
