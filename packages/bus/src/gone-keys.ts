/** Keys that were deleted: so many are still watched over, for a late write of them is to be deleted again. */

type Going = {
  /** It should not be there, and isn't. */
  readonly isGone: boolean;
};

export class GoneKeys<K extends Going> {
  readonly #most: number;
  /** In the order in which they went. */
  readonly #gone = new Set<K>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Something was done about a key. Returns one that may be forgotten. */
  note(key: K): K | undefined {
    this.#gone.delete(key);
    if (!key.isGone) return undefined;
    this.#gone.add(key);
    const [oldest] = this.#gone;
    if (this.#gone.size <= this.#most || oldest === undefined) return undefined;
    this.#gone.delete(oldest);
    return oldest;
  }
}
