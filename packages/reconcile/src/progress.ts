/** How far the BIG-IP is behind the documents. */
import type { PartChange } from './documents.ts';

export class Progress {
  readonly #pending = new Map<string, number>();
  #newest = 0;

  /** Documents that are known and not applied yet. */
  get behindBy(): number {
    return this.#pending.size;
  }

  /** Every document up to this revision has been applied. */
  get appliedTo(): number {
    let oldest = Number.POSITIVE_INFINITY;
    for (const revision of this.#pending.values()) oldest = Math.min(oldest, revision);
    return this.#pending.size === 0 ? this.#newest : Math.min(this.#newest, oldest - 1);
  }

  note({ part, revision }: PartChange): void {
    this.#newest = Math.max(this.#newest, revision);
    this.#pending.set(part, revision);
  }

  done(part: string): void {
    this.#pending.delete(part);
  }

  reset(): void {
    this.#pending.clear();
    this.#newest = 0;
  }
}
