/** When what is on the BIG-IP is read again, and the reading that goes on beside the writes. */
import type { Reading } from './resources.ts';

export type RereadTiming = {
  readonly reread: number;
  /** Second read after a takeover. */
  readonly secondRead: number;
};

type Running = { readonly done: Promise<void>; outcome: { readonly reading: Reading } | { readonly failure: unknown } | undefined };

/** A background read is repeated after this many times what it took. */
const restFactor = 20;

/** Times are `performance.now()`'s, ms. */
export class Rereading {
  readonly #timing: RereadTiming;
  readonly #written = new Set<string>();
  #blocking: 'first' | 'again' | undefined = 'first';
  #second: boolean = true;
  #due = Number.POSITIVE_INFINITY;
  #running: Running | undefined;

  constructor(timing: RereadTiming) {
    this.#timing = timing;
  }

  /** How to read before anything may be written; undefined when there is no need. */
  get blocking(): 'first' | 'again' | undefined {
    return this.#blocking;
  }

  /** When to begin the next background read; never while one is under way. */
  get due(): number {
    return this.#running === undefined ? this.#due : Number.POSITIVE_INFINITY;
  }

  /** What is known may be wrong altogether. */
  must(): void {
    this.#blocking ??= 'again';
  }

  /** Nothing that is known counts any more: it is another unit. */
  anew(): void {
    this.#blocking = 'first';
    this.#second = true;
  }

  /** Something may be wrong. */
  soon(): void {
    this.#due = performance.now();
  }

  /** Something is in the way, and may not be so for long. */
  within(ms: number): void {
    this.#due = Math.min(this.#due, performance.now() + ms);
  }

  /** These objects are being written to, so a read under way says nothing about them. */
  wrote(paths: readonly string[]): void {
    if (this.#running !== undefined) for (const path of paths) this.#written.add(path);
  }

  /** Reads while nothing is written. Returns the parts to be compared again. */
  async block(read: () => Promise<Reading>): Promise<Iterable<string>> {
    await this.ended();
    const began = performance.now();
    const reading = await read();
    this.#finish(began);
    this.#blocking = undefined;
    return reading.take(new Set());
  }

  /** Reads beside the writes; `ring` is called when `collect` has something to give. */
  begin(read: () => Promise<Reading>, ring: () => void): void {
    const began = performance.now();
    this.#written.clear();
    const running: Running = {
      outcome: undefined,
      done: read()
        .then(
          (reading) => {
            running.outcome = { reading };
          },
          (failure: unknown) => {
            running.outcome = { failure };
          },
        )
        .then(() => {
          this.#finish(began);
          ring();
        }),
    };
    this.#running = running;
  }

  /** Takes in what a background read has brought; to be called between writes. Throws what it failed with. */
  collect(): Iterable<string> {
    const outcome = this.#running?.outcome;
    if (outcome === undefined) return [];
    this.#running = undefined;
    if ('failure' in outcome) throw outcome.failure;
    return outcome.reading.take(this.#written);
  }

  /** Waits for a read under way and forgets it. */
  async ended(): Promise<void> {
    await this.#running?.done;
    this.#running = undefined;
  }

  #finish(began: number): void {
    const now = performance.now();
    const rest = Math.max(this.#timing.reread, restFactor * (now - began));
    this.#due = now + (this.#second ? Math.min(this.#timing.secondRead, rest) : rest);
    this.#second = false;
  }
}
