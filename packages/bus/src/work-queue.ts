/** Things to be worked on: in the order in which they came, so many at the same time, some not before a while. */

export type WorkQueueOptions<T> = {
  /** At the same time. */
  readonly most: number;
  /** Whether anything can be done just now; `pump` is to be called when that changes. */
  readonly ready: () => boolean;
  /** Must not reject. */
  readonly work: (item: T) => Promise<void>;
};

export class WorkQueue<T> implements Disposable {
  readonly #options: WorkQueueOptions<T>;
  readonly #items = new Set<T>();
  /** Each iterator of a set steps over all that was deleted from it, so it is one for as long as it lasts. */
  #next = this.#items.values();
  readonly #delayed = new Map<T, NodeJS.Timeout>();
  #underWay = 0;
  #pausing: NodeJS.Timeout | undefined;
  #ended: boolean = false;

  constructor(options: WorkQueueOptions<T>) {
    this.#options = options;
  }

  /** Begins at once if it can. `wait` in ms. An item that already waits keeps its place. */
  add(item: T, wait: number): void {
    if (this.#ended) return;
    if (wait <= 0) {
      this.#items.add(item);
      this.pump();
    } else if (!this.#delayed.has(item)) {
      const due = () => {
        this.#delayed.delete(item);
        this.add(item, 0);
      };
      this.#delayed.set(item, setTimeout(due, wait));
    }
  }

  /** Begins as much as may be under way. */
  pump(): void {
    const { most, ready } = this.#options;
    if (this.#pausing !== undefined || !ready()) return;
    while (this.#underWay < most && !this.#ended) {
      const next = this.#next.next();
      if (next.done === true) {
        this.#next = this.#items.values();
        return;
      }
      this.#items.delete(next.value);
      void this.#work(next.value);
    }
  }

  /** Begins nothing for a while, ms. */
  pause(ms: number): void {
    if (this.#pausing !== undefined || this.#ended) return;
    this.#pausing = setTimeout(() => {
      this.#pausing = undefined;
      this.pump();
    }, ms);
  }

  [Symbol.dispose](): void {
    this.#ended = true;
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    clearTimeout(this.#pausing);
    this.#items.clear();
  }

  async #work(item: T): Promise<void> {
    this.#underWay++;
    await this.#options.work(item);
    this.#underWay--;
    this.pump();
  }
}
