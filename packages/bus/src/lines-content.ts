/** What was read from an input of JSON lines: the documents by bucket and key, and who watches them. */
import type { BucketName, Documents } from '@berth/messages';
import { matches } from './matches.ts';
import type { Batch, Entry } from './store.ts';

type Held = { readonly [B in BucketName]: Map<string, Entry<Documents[B]>> };

/** Keys that have changed and that its watch hasn't yielded yet. */
type Watcher = { readonly bucket: BucketName; readonly filter: string; readonly keys: Set<string>; wake: () => void };

export class LinesContent {
  readonly #held: Held = {
    'berth-engines': new Map(),
    'berth-desired': new Map(),
    'berth-bigips': new Map(),
    'berth-status': new Map(),
    'berth-problems': new Map(),
    'berth-control': new Map(),
    'berth-leases': new Map(),
  };
  readonly #watchers = new Set<Watcher>();
  #ended: boolean = false;

  /** A deletion included. */
  get<B extends BucketName>(bucket: B, key: string): Entry<Documents[B]> | undefined {
    return this.#held[bucket].get(key);
  }

  /** What is there under a filter, without deletions. */
  matching<B extends BucketName>(bucket: B, filter: string): Entry<Documents[B]>[] {
    return [...this.#held[bucket].values()].filter(({ key, value }) => value.kind !== 'deleted' && matches(filter, key));
  }

  set<B extends BucketName>(bucket: B, entry: Entry<Documents[B]>): void {
    const { key } = entry;
    this.#held[bucket].set(key, entry);
    for (const watcher of this.#watchers) {
      if (watcher.bucket !== bucket || !matches(watcher.filter, key)) continue;
      watcher.keys.add(key);
      watcher.wake();
    }
  }

  /** Nothing more will be read: watches end when they have yielded what was. */
  end(): void {
    this.#ended = true;
    for (const { wake } of this.#watchers) wake();
  }

  /** What is there, then what changes, until the end, or `signal` aborts. `begun` is called once the former was taken. */
  async *watch<B extends BucketName>(
    bucket: B,
    { filter, begun }: { readonly filter: string; readonly begun: () => void },
    signal: AbortSignal,
  ): AsyncGenerator<Batch<Documents[B]>, void, undefined> {
    const watcher: Watcher = { bucket, filter, keys: new Set(), wake: () => undefined };
    const wake = () => watcher.wake();
    this.#watchers.add(watcher);
    signal.addEventListener('abort', wake, { once: true });
    try {
      yield { kind: 'snapshot', entries: this.matching(bucket, filter) };
      begun();
      while (!signal.aborted) {
        const entries = [...watcher.keys].flatMap((key) => this.#held[bucket].get(key) ?? []);
        watcher.keys.clear();
        if (entries.length > 0) yield { kind: 'update', entries };
        else if (this.#ended) return;
        else {
          const { promise, resolve } = Promise.withResolvers<void>();
          watcher.wake = resolve;
          await promise;
        }
      }
    } finally {
      this.#watchers.delete(watcher);
      signal.removeEventListener('abort', wake);
    }
  }
}
