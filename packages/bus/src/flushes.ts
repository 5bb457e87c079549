/** Waiting until all that was set up to a point is stored. */

/** Something that is set time and again; versions grow. */
export type Settling = {
  /** Whether what was set up to this version, or something newer, is stored. */
  settledAt(version: number): boolean;
};

type Flush<T> = {
  readonly version: number;
  readonly waiting: Set<T>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

export class Flushes<T extends Settling> {
  readonly #flushes = new Set<Flush<T>>();

  /** Waits for all of `items` to be settled at `version`. */
  async wait(items: Iterable<T>, version: number): Promise<void> {
    const waiting = new Set<T>();
    for (const item of items) if (!item.settledAt(version)) waiting.add(item);
    if (waiting.size === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#flushes.add({ version, waiting, resolve, reject });
    await promise;
  }

  /** An item may have been settled. */
  note(item: T): void {
    for (const flush of this.#flushes) {
      if (!item.settledAt(flush.version)) continue;
      flush.waiting.delete(item);
      if (flush.waiting.size > 0) continue;
      this.#flushes.delete(flush);
      flush.resolve();
    }
  }

  /** It won't happen any more. */
  reject(reason: unknown): void {
    for (const flush of this.#flushes) flush.reject(reason);
    this.#flushes.clear();
  }
}
