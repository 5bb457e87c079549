/** At most one task per key at a time, and once more for what was asked for meanwhile. */

type Turn = { readonly current: Promise<void>; next?: Promise<void> };

/** `run` resolves when a task that began after the call has ended: the one that runs may have read too early to tell. */
export class OncePerKey<K> {
  readonly #task: (key: K) => Promise<void>;
  readonly #turns = new Map<K, Turn>();

  constructor(task: (key: K) => Promise<void>) {
    this.#task = task;
  }

  run(key: K): Promise<void> {
    const turn = this.#turns.get(key);
    if (turn === undefined) return this.#begin(key);
    const again = () => this.#begin(key);
    turn.next ??= turn.current.then(again, again);
    return turn.next;
  }

  /** Waits until nothing runs, however it ends. */
  async settled(): Promise<void> {
    while (this.#turns.size > 0) await Promise.allSettled([...this.#turns.values()].map(({ current }) => current));
  }

  #begin(key: K): Promise<void> {
    const current = this.#task(key).finally(() => {
      if (this.#turns.get(key)?.next === undefined) this.#turns.delete(key);
    });
    this.#turns.set(key, { current });
    return current;
  }
}
