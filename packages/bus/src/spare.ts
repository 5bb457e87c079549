/** Waiting for another's lease to become free. */
import type { Bucket } from './bucket.ts';
import { follow } from './follow.ts';
import type { LeaseTimings } from './held-lease.ts';
import { pause } from './pause.ts';

/** Knows when another's lease may be free: at once when it is deleted, else when no renewal was seen for its whole life. */
export class Spare implements Disposable {
  readonly #bucket: Bucket;
  readonly #name: string;
  readonly #timings: LeaseTimings;
  readonly #signal: AbortSignal;
  readonly #stop = new AbortController();
  #renewedAt: number | undefined;
  #freed = new AbortController();
  #watching: Promise<void> | undefined;

  constructor(bucket: Bucket, { name, timings }: { readonly name: string; readonly timings: LeaseTimings }, signal: AbortSignal) {
    this.#bucket = bucket;
    this.#name = name;
    this.#timings = timings;
    this.#signal = signal;
  }

  async untilWorthTrying(): Promise<void> {
    const { ttl, retry } = this.#timings;
    this.#watching ??= this.#watch();
    const retryAt = performance.now() + retry * (0.75 + Math.random() / 2);
    for (;;) {
      this.#signal.throwIfAborted();
      const wait = Math.max(retryAt, (this.#renewedAt ?? -ttl) + ttl) - performance.now();
      if (wait <= 0 || this.#freed.signal.aborted) break;
      await Promise.race([this.#sleep(wait), this.#watching]);
    }
    this.#freed = new AbortController();
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
  }

  async #sleep(ms: number): Promise<void> {
    try {
      await pause(ms, AbortSignal.any([this.#signal, this.#freed.signal]));
    } catch {
      // Freed, or aborted: the caller looks.
    }
  }

  async #watch(): Promise<void> {
    const options = { filter: this.#name, content: 'headers', missing: 'wait' } as const;
    for await (const { kind, writes } of follow(this.#bucket, options, AbortSignal.any([this.#signal, this.#stop.signal]))) {
      const renewed = writes.some(({ deleted }) => !deleted);
      // How old the record in a snapshot is isn't known: try as often as allowed until a renewal is seen.
      if (kind === 'update' && renewed) this.#renewedAt = performance.now();
      else this.#renewedAt = undefined;
      if (!renewed) this.#freed.abort();
    }
  }
}
