/** Follows a watch, and checks that it keeps what a watch promises. */
import type { Store } from '@berth/bus';
import type { Problem } from '@berth/messages';

/** What a program that watches `berth-problems` knows. */
export class Mirror implements AsyncDisposable {
  /** What each key says now; `unreadable` where that can't be told. */
  readonly says = new Map<string, string>();
  readonly revisions = new Map<string, number>();
  snapshots = 0;
  readonly #end = new AbortController();
  readonly #following: Promise<void>;

  constructor(store: Store, filter: string = 'test.>') {
    this.#following = this.#follow(store, filter);
  }

  get content(): Readonly<Record<string, string>> {
    return Object.fromEntries(this.says);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#following;
  }

  async #follow(store: Store, filter: string): Promise<void> {
    for await (const { kind, entries } of store.watch('berth-problems', filter, this.#end.signal)) {
      if (kind === 'snapshot') {
        this.snapshots++;
        this.says.clear();
        this.revisions.clear();
      } else if (this.snapshots === 0) throw new Error('an update came before any snapshot');
      for (const { key, revision, value } of entries) {
        if (revision <= (this.revisions.get(key) ?? 0)) throw new Error(`revision ${revision} of ${key} came out of order`);
        this.revisions.set(key, revision);
        if (value.kind === 'deleted' && kind === 'snapshot') throw new Error('a snapshot holds a deletion');
        if (value.kind === 'deleted') this.says.delete(key);
        else this.says.set(key, value.kind === 'document' ? textOf(value.document) : value.kind);
      }
    }
  }
}

function textOf({ what }: Problem): string {
  return what;
}
