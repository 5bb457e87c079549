/** A time in which the BIG-IP can't be worked with. */
import type { IControlError } from '@berth/icontrol';
import { backoff } from './backoff.ts';

type Current = { readonly reason: string; readonly since: number; readonly tries: number };

const first = 100;

export class Outage {
  readonly #longest: number;
  #current: Current | undefined;

  /** `longest`: between two tries, ms. */
  constructor(longest: number) {
    this.#longest = longest;
  }

  get current(): Current | undefined {
    return this.#current;
  }

  /** One more try failed. Returns how long to wait before the next. */
  failed(error: IControlError, now: number): number {
    const tries = (this.#current?.tries ?? -1) + 1;
    this.#current = { reason: error.message, since: this.#current?.since ?? now, tries };
    return backoff(tries, { first, longest: this.#longest, random: Math.random() });
  }

  end(): void {
    this.#current = undefined;
  }
}
