/** What is still to be compared and sent: changes that just came go before the backlog, and no engine's keep those of others waiting. */

/** Some parts planned and sent together. */
export type Window =
  /** `whose`: the engine of each part. */
  | { readonly kind: 'changed'; readonly parts: readonly string[]; readonly whose: ReadonlyMap<string, string> }
  | { readonly kind: 'backlog'; readonly parts: readonly string[] };

const sizes = { changed: 64, backlog: 256 } as const;
/** Of one engine's parts in a window, where several engines have some. */
const sharedSize = 8;
/** A window is cut short for what came after it only after so many requests, so that it gets done even under constant change. */
const least = 8;

/** Names of parts, each once. A part is what is planned at once: one service, what services share, one orphan. */
export class Queue {
  /** Parts that changed, by their engine; the engine whose turn is next comes first. */
  readonly #changed = new Map<string, Set<string>>();
  /** The engine of each of them. */
  readonly #whose = new Map<string, string>();
  /** Of windows that were cut short, what nothing new is known of: with what goes on changing they would be cut short for ever. */
  readonly #again = new Map<string, string>();
  readonly #backlog = new Set<string>();
  #last: 'again' | 'changed' = 'changed';

  get empty(): boolean {
    return this.#whose.size === 0 && this.#again.size === 0 && this.#backlog.size === 0;
  }

  has(part: string): boolean {
    return this.#isChanged(part) || this.#backlog.has(part);
  }

  /** Its document changed. `whose`: the engine that it is about, if it is about one. */
  change(part: string, whose = ''): void {
    this.#backlog.delete(part);
    if (this.#isChanged(part)) return;
    this.#whose.set(part, whose);
    this.#changed.set(whose, (this.#changed.get(whose) ?? new Set()).add(part));
  }

  /** It is to be compared again when there is time. */
  postpone(part: string): void {
    if (!this.#isChanged(part)) this.#backlog.add(part);
  }

  /** What to plan next, taken out of the queue. */
  take(): Window {
    if (this.#again.size > 0 && (this.#last === 'changed' || this.#whose.size === 0)) return this.#takeAgain();
    if (this.#whose.size > 0) return this.#takeChanged();
    const parts = [...this.#backlog.values().take(sizes.backlog)];
    for (const part of parts) this.#backlog.delete(part);
    return { kind: 'backlog', parts };
  }

  /** The window could not be finished: its parts are planned again, unless a newer change does it anyway. */
  putBack(window: Window): void {
    if (window.kind === 'backlog') for (const part of window.parts) this.postpone(part);
    else
      for (const [part, whose] of window.whose) {
        this.#backlog.delete(part);
        if (!this.#whose.has(part)) this.#again.set(part, whose);
      }
  }

  /** Whether the rest of a window should be planned anew, after `sent` of its requests. */
  interrupts(window: Window, sent: number): boolean {
    if (this.#whose.size === 0) return false;
    if (window.kind === 'backlog') return sent >= least;
    if (window.parts.some((part) => this.#whose.has(part))) return true;
    const own = new Set(window.whose.values());
    return sent >= least && [...this.#changed.keys()].some((engine) => !own.has(engine));
  }

  #isChanged(part: string): boolean {
    return this.#whose.has(part) || this.#again.has(part);
  }

  #takeAgain(): Window {
    this.#last = 'again';
    const whose = new Map(this.#again.entries().take(sizes.changed));
    for (const part of whose.keys()) this.#again.delete(part);
    return { kind: 'changed', parts: [...whose.keys()], whose };
  }

  #takeChanged(): Window {
    this.#last = 'changed';
    const whose = new Map<string, string>();
    const each = this.#changed.size === 1 ? sizes.changed : sharedSize;
    for (const [engine, waiting] of [...this.#changed]) {
      const parts = [...waiting.values().take(Math.min(each, sizes.changed - whose.size))];
      for (const part of parts) {
        whose.set(part, engine);
        waiting.delete(part);
        this.#whose.delete(part);
      }
      // The others come first from now on.
      this.#changed.delete(engine);
      if (waiting.size > 0) this.#changed.set(engine, waiting);
      if (whose.size === sizes.changed) break;
    }
    return { kind: 'changed', parts: [...whose.keys()], whose };
  }
}
