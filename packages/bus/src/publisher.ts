/** Keeps the keys under one filter as they should be, under a lease: compares with what is stored, writes only differences, heals. */
import type { BucketName, Documents } from '@berth/messages';
import { reasonOf } from './connect.ts';
import { Flushes } from './flushes.ts';
import { follow, type RawBatch } from './follow.ts';
import { GoneKeys } from './gone-keys.ts';
import { KeyRequests, type KeyRequestsOptions } from './key-requests.ts';
import { endedBy, knownOf, raiseAbove } from './known.ts';
import { onAbort, unlessAborted } from './pause.ts';
import { type Known, PublishedKey, type Wanted } from './published-key.ts';
import { type Entry, LeaseLost, type Publisher } from './store.ts';
import type { Cause } from './tracer.ts';
import { entryOf } from './watch.ts';
import { WorkQueue } from './work-queue.ts';

export type BucketPublisherOptions<B extends BucketName> = KeyRequestsOptions<B> & { readonly filter: string };

/** Requests under way at the same time, never two for one key. */
const mostInFlight = 64;
/** Keys that were deleted and are still watched over: late writes of former holders come within seconds. */
const mostGone = 10_000;
/** How long disposing waits for what was set and isn't acknowledged, ms. */
const farewell = 1000;

export class BucketPublisher<B extends BucketName> implements Publisher<Documents[B]> {
  readonly stored = new Map<string, Entry<Documents[B]>>();
  readonly #options: BucketPublisherOptions<B>;
  readonly #keys = new Map<string, PublishedKey<Documents[B]>>();
  readonly #gone = new GoneKeys<PublishedKey<Documents[B]>>(mostGone);
  readonly #queue: WorkQueue<PublishedKey<Documents[B]>>;
  readonly #flushes = new Flushes<PublishedKey<Documents[B]>>();
  readonly #requests: KeyRequests<B>;
  readonly #end = new AbortController();
  readonly #cleanUp = new DisposableStack();
  #following: Promise<void> = Promise.resolve();
  #version = 0;
  /** Counts the snapshots: what was asked before one says nothing after it. */
  #generation = 0;
  #failures = 0;

  /** Reads what is stored first. Throws LeaseLost, or the signal's reason. */
  static async open<B extends BucketName>(options: BucketPublisherOptions<B>, signal: AbortSignal): Promise<BucketPublisher<B>> {
    const publisher = new BucketPublisher(options);
    try {
      await publisher.#begin(signal);
    } catch (error) {
      publisher.#stop(error);
      await publisher.#following;
      throw error;
    }
    publisher.#cleanUp.use(onAbort(signal, () => publisher.#flushes.reject(signal.reason)));
    return publisher;
  }

  private constructor(options: BucketPublisherOptions<B>) {
    this.#options = options;
    const { bucket, lease } = options;
    const { connection } = bucket;
    this.#queue = this.#cleanUp.use(
      new WorkQueue({ most: mostInFlight, ready: () => connection.connected(), work: (key) => this.#work(key) }),
    );
    this.#requests = this.#cleanUp.use(new KeyRequests(options));
    this.#cleanUp.defer(connection.onReconnect(() => this.#queue.pump()));
    this.#cleanUp.use(onAbort(lease.signal, () => this.#stop(lease.signal.reason)));
  }

  set(key: string, document: Omit<Documents[B], 'epoch'>, cause?: Cause): void {
    this.#want(key, { kind: 'document', document, cause });
  }

  delete(key: string): void {
    this.#want(key, { kind: 'absent' });
  }

  async flush(): Promise<void> {
    this.#end.signal.throwIfAborted();
    await this.#flushes.wait(this.#keys.values(), this.#version);
  }

  revision(key: string): number | undefined {
    return this.#keys.get(key)?.acknowledged;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { bucket, lease } = this.#options;
    const closed = new Error('the publisher was closed');
    if (!this.#end.signal.aborted && lease.held() && bucket.connection.connected()) {
      const late = setTimeout(() => this.#stop(closed), farewell);
      await this.flush().catch((error: unknown) => {
        bucket.log.warn({ bucket: bucket.name, reason: reasonOf(error) }, 'left something unwritten');
      });
      clearTimeout(late);
    }
    this.#stop(closed);
    await this.#following;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const begun = Promise.withResolvers<void>();
    this.#following = this.#follow(begun.resolve);
    await unlessAborted(begun.promise, AbortSignal.any([signal, this.#end.signal]));
    // What is stored was read while nobody else could hold the lease, so a greater epoch in it is a former holder's.
    if (!this.#options.lease.held()) throw new LeaseLost(this.#options.lease.name);
  }

  async #follow(begun: () => void): Promise<void> {
    const { bucket, filter } = this.#options;
    let first = true;
    try {
      for await (const batch of follow(bucket, { filter, content: 'headers', missing: 'make' }, this.#end.signal)) {
        if (first) this.#takeOver(batch);
        else if (batch.kind === 'snapshot') this.#startAnew(batch);
        else for (const { key, revision } of batch.writes) this.#saw(key, revision);
        if (first) begun();
        first = false;
      }
    } catch (error) {
      bucket.log.error({ bucket: bucket.name, filter, reason: reasonOf(error) }, 'stopped publishing');
      this.#stop(error);
    }
  }

  #takeOver({ writes }: RawBatch): void {
    const { name, lease } = this.#options;
    for (const write of writes) {
      const entry = entryOf(name, write);
      this.stored.set(write.key, entry);
      this.#key(write.key).stored = knownOf(entry, lease, 'before us');
      raiseAbove(entry, lease);
    }
  }

  /** The bucket may be another one, or deletions went unseen: only what the snapshot says is known. */
  #startAnew({ writes }: RawBatch): void {
    const { name, lease } = this.#options;
    this.#generation++;
    const entries = new Map(writes.map((write) => [write.key, entryOf(name, write)]));
    for (const key of entries.keys()) this.#key(key);
    for (const key of this.#keys.values()) {
      const entry = entries.get(key.key);
      key.forgetSeen();
      if (key.busy) continue;
      if (entry !== undefined && endedBy(entry, lease)) return;
      this.#found(key, entry === undefined ? { kind: 'absent', revision: 0 } : knownOf(entry, lease, 'under us'));
    }
  }

  #saw(name: string, revision: number): void {
    const key = this.#key(name);
    key.saw(revision);
    this.#consider(key);
  }

  #want(name: string, wanted: Wanted<Documents[B]>): void {
    const key = this.#key(name);
    key.want(wanted, ++this.#version);
    this.#consider(key);
  }

  #key(name: string): PublishedKey<Documents[B]> {
    let key = this.#keys.get(name);
    if (key === undefined) {
      key = new PublishedKey(name);
      this.#keys.set(name, key);
    }
    return key;
  }

  /** Sees to it that whatever is to be done about a key is done in its turn. */
  #consider(key: PublishedKey<Documents[B]>): void {
    if (key.busy) return;
    this.#flushes.note(key);
    const forgotten = this.#gone.note(key);
    if (forgotten !== undefined) this.#keys.delete(forgotten.key);
    if (key.doubtful || key.due !== undefined) this.#queue.add(key, key.notBefore - performance.now());
  }

  /** One request about one key. */
  async #work(key: PublishedKey<Documents[B]>): Promise<void> {
    const { due } = key;
    if (!key.doubtful && due === undefined) return;
    const generation = this.#generation;
    key.busy = true;
    try {
      if (due === undefined) await this.#read(key);
      else await this.#requests.write(key, due);
      this.#failures = 0;
      if (generation !== this.#generation) key.doubt();
    } catch (error) {
      if (error instanceof LeaseLost) this.#stop(error);
      else this.#failed(key, error);
    }
    key.busy = false;
    this.#consider(key);
  }

  async #read(key: PublishedKey<Documents[B]>): Promise<void> {
    const stored = await this.#requests.read(key);
    if (stored !== undefined) this.#found(key, stored);
  }

  #found(key: PublishedKey<Documents[B]>, stored: Known<Documents[B]>): void {
    const disturbance = key.found(stored);
    if (disturbance !== undefined) this.#requests.heal(key, disturbance);
    this.#consider(key);
  }

  /** Mostly it is the server that can't do anything just now, so all keys wait. */
  #failed(key: PublishedKey<Documents[B]>, error: unknown): void {
    const { bucket } = this.#options;
    key.doubt();
    this.#failures++;
    const fields = { bucket: bucket.name, key: key.key, reason: reasonOf(error) };
    bucket.log[this.#failures === 5 ? 'warn' : 'debug'](fields, 'could not write or read a key yet, trying on');
    this.#queue.pause(Math.min(1000, 25 * 2 ** Math.min(this.#failures, 6)));
  }

  #stop(reason: unknown): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort(reason);
    this.#cleanUp.dispose();
    this.#flushes.reject(reason);
  }
}
