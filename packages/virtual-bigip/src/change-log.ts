/** Every change of the configuration, in order, with who made it. */

import type { Change, Store } from './configuration/store.ts';

/** Who makes a change: a request, or someone at the console. */
export type Cause = {
  readonly by: 'request' | 'hand';
  readonly user: string | undefined;
  readonly method: string;
  readonly path: string;
  /** The transaction whose commit it was. */
  readonly transaction: string | undefined;
};

export type LoggedChange = {
  /** Counts from 1 without a gap. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly kind: 'created' | 'changed' | 'removed';
  /** `ltm/pool/members`. */
  readonly resource: string;
  /** The full path; of something in a subcollection the parent's, a blank, its own. */
  readonly key: string;
  /** Absent for what the unit did by itself. */
  readonly cause: Cause | undefined;
};

const KEPT = 10_000;

export class ChangeLog {
  readonly #now: () => number;
  readonly #kept: LoggedChange[] = [];
  #count = 0;
  #cause: Cause | undefined;

  constructor(store: Store, now: () => number) {
    this.#now = now;
    store.onChange((changes) => {
      for (const change of changes) this.#add(change);
    });
  }

  /** Runs what makes changes for that cause. */
  during<T>(cause: Cause, work: () => T): T {
    const before = this.#cause;
    this.#cause = cause;
    try {
      return work();
    } finally {
      this.#cause = before;
    }
  }

  /** `work` for later, for the cause of now. */
  resume(work: () => void): () => void {
    const cause = this.#cause;
    return () => (cause === undefined ? work() : this.during(cause, work));
  }

  /** The changes after the one of that number; the oldest may be forgotten. */
  since(number: number): readonly LoggedChange[] {
    return this.#kept.filter((change) => change.number > number);
  }

  get count(): number {
    return this.#count;
  }

  /** That only a generation moved is no change. */
  #add({ before, after }: Change): void {
    const entity = after ?? before;
    if (entity === undefined || before?.properties === after?.properties) return;
    this.#count += 1;
    const kind = before === undefined ? 'created' : after === undefined ? 'removed' : 'changed';
    const { resource, key } = entity;
    this.#kept.push({ number: this.#count, at: this.#now(), kind, resource: resource.path, key, cause: this.#cause });
    if (this.#kept.length > 2 * KEPT) this.#kept.splice(0, KEPT);
  }
}
