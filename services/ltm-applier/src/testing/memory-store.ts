/** SCRATCH. */
import type { Batch, Entry, Lease, Message, Publisher, PublisherOptions, Store } from '@berth/bus';
import type { BucketName, Documents, Epoch } from '@berth/messages';
import { contentOf } from '@berth/messages';

type Stored = { revision: number; document: unknown };

export class MemoryStore implements Store {
  readonly buckets = new Map<string, Map<string, Stored>>();
  readonly published: { subject: string; value: unknown }[] = [];
  readonly #watchers = new Set<{ bucket: string; match: (key: string) => boolean; push: (batch: Batch<unknown>) => void }>();
  #revision = 0;
  readonly leases = new Map<string, MemoryLease>();

  put(bucket: BucketName, key: string, document: unknown): number {
    this.#revision += 1;
    const b = this.buckets.get(bucket) ?? new Map<string, Stored>();
    this.buckets.set(bucket, b);
    b.set(key, { revision: this.#revision, document });
    this.#tell(bucket, { key, revision: this.#revision, value: { kind: 'document', document } });
    return this.#revision;
  }
  delete(bucket: BucketName, key: string): void {
    this.#revision += 1;
    this.buckets.get(bucket)?.delete(key);
    this.#tell(bucket, { key, revision: this.#revision, value: { kind: 'deleted' } });
  }
  wipe(bucket: BucketName): void {
    this.buckets.delete(bucket);
    for (const w of this.#watchers) if (w.bucket === bucket) w.push({ kind: 'snapshot', entries: [] });
  }
  #tell(bucket: string, entry: Entry<unknown>): void {
    for (const w of this.#watchers) if (w.bucket === bucket && w.match(entry.key)) w.push({ kind: 'update', entries: [entry] });
  }
  async *watch<B extends BucketName>(bucket: B, filter: string, signal: AbortSignal): AsyncIterable<Batch<Documents[B]>> {
    const prefix = filter.replace(/>$/, '');
    const match = (key: string) => (filter.endsWith('>') ? key.startsWith(prefix) : key === filter);
    const queue: Batch<unknown>[] = [];
    let wake: () => void = () => {};
    const watcher = {
      bucket,
      match,
      push: (batch: Batch<unknown>) => {
        queue.push(batch);
        wake();
      },
    };
    const entries = [...(this.buckets.get(bucket) ?? [])]
      .filter(([key]) => match(key))
      .map(([key, { revision, document }]) => ({ key, revision, value: { kind: 'document', document } as const }));
    queue.push({ kind: 'snapshot', entries });
    this.#watchers.add(watcher);
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      const next = queue.shift();
      if (next) yield next as Batch<Documents[B]>;
      else await new Promise<void>((r) => (wake = r));
    }
    this.#watchers.delete(watcher);
  }
  async read<B extends BucketName>(bucket: B, key: string): Promise<Entry<Documents[B]> | undefined> {
    const found = this.buckets.get(bucket)?.get(key);
    return found && { key, revision: found.revision, value: { kind: 'document', document: found.document as Documents[B] } };
  }
  async compareAndSet<B extends BucketName>(
    bucket: B,
    key: string,
    document: Documents[B],
    revision: number | undefined,
  ): Promise<number | undefined> {
    if (this.buckets.get(bucket)?.get(key)?.revision !== revision) return undefined;
    return this.put(bucket, key, document);
  }
  async remove(bucket: BucketName, key: string): Promise<void> {
    this.delete(bucket, key);
  }
  async publisher<B extends BucketName>(bucket: B, { lease }: PublisherOptions): Promise<Publisher<Documents[B]>> {
    const store = this;
    return {
      stored: new Map(),
      set(key, document) {
        const old = store.buckets.get(bucket)?.get(key);
        if (old && contentOf(old.document as object) === contentOf(document)) return;
        store.put(bucket, key, { ...document, epoch: lease.epoch });
      },
      delete(key) {
        store.delete(bucket, key);
      },
      async flush() {},
      revision: (key) => store.buckets.get(bucket)?.get(key)?.revision,
      async [Symbol.asyncDispose]() {},
    };
  }
  async lease(name: string, _options: object, signal: AbortSignal): Promise<Lease> {
    while (this.leases.get(name)?.held()) {
      signal.throwIfAborted();
      await new Promise((r) => setTimeout(r, 5));
    }
    const lease = new MemoryLease(name, { lease: name, created: 1, revision: ++this.#revision });
    this.leases.set(name, lease);
    return lease;
  }
  heldLeases(): string[] {
    return [...this.leases.keys()];
  }
  publish(subject: string, value: unknown): void {
    this.published.push({ subject, value });
    for (const s of this.subs) s({ subject, value });
  }
  readonly subs = new Set<(m: Message) => void>();
  async *subscribe(_f: string, signal: AbortSignal): AsyncIterable<Message> {
    const q: Message[] = [];
    let wake = () => {};
    this.subs.add((m) => {
      q.push(m);
      wake();
    });
    signal.addEventListener('abort', () => wake());
    while (!signal.aborted) {
      const n = q.shift();
      if (n) yield n;
      else
        await new Promise<void>((r) => {
          wake = r;
        });
    }
  }
  connected(): boolean {
    return true;
  }
  async [Symbol.asyncDispose](): Promise<void> {}
}

export class MemoryLease implements Lease {
  readonly name: string;
  readonly epoch: Epoch;
  readonly #end = new AbortController();
  constructor(name: string, epoch: Epoch) {
    this.name = name;
    this.epoch = epoch;
  }
  get signal(): AbortSignal {
    return this.#end.signal;
  }
  held() {
    return !this.signal.aborted;
  }
  deadline() {
    return performance.now() + (this.held() ? 8000 : 0);
  }
  supersededBy() {}
  raise() {}
  lose() {
    this.#end.abort(new Error('lost'));
  }
  async [Symbol.asyncDispose]() {
    this.lose();
  }
}
