/** What is still to be compared and sent: changes that just came go before the backlog. */

/** Some parts planned and sent together. */
export type Window = { readonly kind: 'changed' | 'backlog'; readonly parts: readonly string[] };

const sizes = { changed: 64, backlog: 256 } as const;
/** A backlog is cut short for a change that came only after so many requests, so that it gets done even under constant change. */
const leastOfBacklog = 8;

/** Names of parts, each once. A part is what is planned at once: one service, what services share, one orphan. */
export class Queue {
  readonly #changed = new Set<string>();
  readonly #backlog = new Set<string>();

  get empty(): boolean {
    return this.#changed.size === 0 && this.#backlog.size === 0;
  }

  has(part: string): boolean {
    return this.#changed.has(part) || this.#backlog.has(part);
  }

  /** Its document changed. */
  change(part: string): void {
    this.#backlog.delete(part);
    this.#changed.add(part);
  }

  /** It is to be compared again when there is time. */
  postpone(part: string): void {
    if (!this.#changed.has(part)) this.#backlog.add(part);
  }

  /** What to plan next, taken out of the queue. */
  take(): Window {
    const kind = this.#changed.size > 0 ? 'changed' : 'backlog';
    const from = kind === 'changed' ? this.#changed : this.#backlog;
    const parts = [...from.values().take(sizes[kind])];
    for (const part of parts) from.delete(part);
    return { kind, parts };
  }

  /** The window could not be finished: its parts are planned again, unless a newer change does it anyway. */
  putBack({ kind, parts }: Window): void {
    if (kind === 'backlog') for (const part of parts) this.postpone(part);
    else for (const part of parts) this.change(part);
  }

  /** Whether the rest of a window should be planned anew, after `sent` of its requests. */
  interrupts({ kind, parts }: Window, sent: number): boolean {
    if (this.#changed.size === 0) return false;
    return kind === 'changed' ? parts.some((part) => this.#changed.has(part)) : sent >= leastOfBacklog;
  }
}
