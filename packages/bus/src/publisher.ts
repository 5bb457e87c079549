/** Keeps the keys under one filter as they should be, under a lease: compares with what is stored, writes only differences, heals. */
import { type BucketName, compareEpochs, type Documents, Epoch } from '@berth/messages';
import type { Bucket, Stored } from './bucket.ts';
import { reasonOf } from './connect.ts';
import { Contests } from './contests.ts';
import { follow, type RawBatch } from './follow.ts';
import type { ReportProblem } from './problem-report.ts';
import { type Known, PublishedKey, type Wanted } from './published-key.ts';
import { type Entry, type Lease, LeaseLost, type Publisher } from './store.ts';
import { entryOf } from './watch.ts';

export type BucketPublisherOptions<B extends BucketName> = {
  readonly name: B;
  readonly bucket: Bucket;
  readonly filter: string;
  readonly lease: Lease;
  readonly report: ReportProblem;
};

/** Requests under way at the same time, never two for one key. */
const mostInFlight = 64;
/** How long disposing waits for what was set and isn't acknowledged, ms. */
const farewell = 1000;

export class BucketPublisher<B extends BucketName> implements Publisher<Documents[B]> {
  readonly stored = new Map<string, Entry<Documents[B]>>();
  readonly #options: BucketPublisherOptions<B>;
  readonly #keys = new Map<string, PublishedKey<Documents[B]>>();
  readonly #contests: Contests;
  /** Keys with something to do, in the order in which it arose. */
  readonly #queue = new Set<PublishedKey<Documents[B]>>();
  readonly #delayed = new Map<PublishedKey<Documents[B]>, NodeJS.Timeout>();
  readonly #flushes = new Set<Flush<Documents[B]>>();
  readonly #end = new AbortController();
  readonly #cleanUp = new DisposableStack();
  #following: Promise<void> = Promise.resolve();
  #inFlight = 0;
  #version = 0;
  /** Counts the snapshots: what was asked before one says nothing after it. */
  #generation = 0;
  #failures = 0;
  #pausing: NodeJS.Timeout | undefined;

  /** Reads what is stored first. Throws LeaseLost, or the signal's reason. */
  static async open<B extends BucketName>(options: BucketPublisherOptions<B>, signal: AbortSignal): Promise<BucketPublisher<B>> {
    const publisher = new BucketPublisher(options, signal);
    try {
      await publisher.#begin(signal);
    } catch (error) {
      publisher.#stop(error);
      await publisher.#following;
      throw error;
    }
    return publisher;
  }

  private constructor(options: BucketPublisherOptions<B>, signal: AbortSignal) {
    this.#options = options;
    this.#contests = new Contests(options.name, options.bucket.log, options.report);
    const { bucket, lease } = options;
    this.#cleanUp.defer(bucket.connection.onReconnect(() => this.#pump()));
    this.#onAbort(lease.signal, () => this.#stop(lease.signal.reason));
    this.#onAbort(signal, () => this.#rejectFlushes(signal.reason));
    signal.throwIfAborted();
  }

  set(key: string, document: Omit<Documents[B], 'epoch'>): void {
    this.#want(key, { kind: 'document', document });
  }

  delete(key: string): void {
    this.#want(key, { kind: 'absent' });
  }

  async flush(): Promise<void> {
    this.#end.signal.throwIfAborted();
    const version = this.#version;
    const waiting = new Set([...this.#keys.values()].filter((key) => !key.settledAt(version)));
    if (waiting.size === 0) return;
    const flush = { version, waiting, ...Promise.withResolvers<void>() };
    this.#flushes.add(flush);
    await flush.promise;
  }

  revision(key: string): number | undefined {
    return this.#keys.get(key)?.acknowledged;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const { bucket, lease } = this.#options;
    if (!this.#end.signal.aborted && lease.held() && bucket.connection.connected()) {
      const late = setTimeout(() => this.#stop(new Error('the publisher was closed')), farewell);
      await this.flush().catch((error: unknown) => {
        bucket.log.debug({ bucket: bucket.name, reason: reasonOf(error) }, 'left something unwritten');
      });
      clearTimeout(late);
    }
    this.#stop(new Error('the publisher was closed'));
    await this.#following;
  }

  async #begin(signal: AbortSignal): Promise<void> {
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    using opening = new DisposableStack();
    const aborted = AbortSignal.any([signal, this.#end.signal]);
    const abort = () => reject(aborted.reason);
    aborted.addEventListener('abort', abort, { once: true });
    opening.defer(() => aborted.removeEventListener('abort', abort));
    if (aborted.aborted) abort();
    this.#following = this.#follow(resolve);
    await promise;
    // What is stored was read while nobody else could hold the lease, so a greater epoch in it is a former holder's.
    if (!this.#options.lease.held()) throw new LeaseLost(this.#options.lease.name);
  }

  async #follow(begun: () => void): Promise<void> {
    const { bucket, filter } = this.#options;
    let first = true;
    try {
      for await (const batch of follow(bucket, { filter, content: 'headers', missing: 'make' }, this.#end.signal)) {
        if (first) {
          this.#takeOver(batch);
          begun();
        } else if (batch.kind === 'snapshot') this.#startAnew(batch);
        else for (const { key, revision } of batch.writes) this.#saw(key, revision);
        first = false;
      }
    } catch (error) {
      if (!this.#end.signal.aborted) bucket.log.error({ bucket: bucket.name, filter, reason: reasonOf(error) }, 'stopped publishing');
      this.#stop(error);
    }
  }

  #takeOver({ writes }: RawBatch): void {
    const { name, lease } = this.#options;
    for (const write of writes) {
      const entry = entryOf(name, write);
      this.stored.set(write.key, entry);
      if (entry.value.kind === 'document') {
        const epoch = epochOf(entry.value.document);
        if (epoch?.lease === lease.epoch.lease && compareEpochs(epoch, lease.epoch) > 0) lease.raise(epoch);
      }
      this.#key(write.key).stored = knownOf(entry, 'before us', lease);
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
      if (entry !== undefined && this.#endedBy(entry)) return;
      this.#found(key, entry === undefined ? { kind: 'absent', revision: 0 } : knownOf(entry, 'under us', lease));
    }
  }

  #saw(key: string, revision: number): void {
    const state = this.#key(key);
    state.saw(revision);
    this.#consider(state);
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
    if (key.busy || this.#end.signal.aborted) return;
    for (const flush of this.#flushes) this.#settled(flush, key);
    if (!key.doubtful && key.due === undefined) return;
    const wait = key.notBefore - performance.now();
    if (wait <= 0) {
      this.#queue.add(key);
      this.#pump();
    } else if (!this.#delayed.has(key)) {
      const go = () => {
        this.#delayed.delete(key);
        this.#consider(key);
      };
      this.#delayed.set(key, setTimeout(go, wait));
    }
  }

  #settled(flush: Flush<Documents[B]>, key: PublishedKey<Documents[B]>): void {
    if (!key.settledAt(flush.version)) return;
    flush.waiting.delete(key);
    if (flush.waiting.size > 0) return;
    this.#flushes.delete(flush);
    flush.resolve();
  }

  #pump(): void {
    if (this.#pausing !== undefined || !this.#options.bucket.connection.connected()) return;
    for (const key of this.#queue) {
      if (this.#inFlight >= mostInFlight || this.#end.signal.aborted) return;
      this.#queue.delete(key);
      void this.#work(key);
    }
  }

  /** One request about one key. */
  async #work(key: PublishedKey<Documents[B]>): Promise<void> {
    const { due } = key;
    if (!key.doubtful && due === undefined) return;
    const generation = this.#generation;
    key.busy = true;
    this.#inFlight++;
    try {
      if (due === undefined) await this.#read(key);
      else await this.#write(key, due);
      this.#failures = 0;
      if (generation !== this.#generation) key.doubt();
    } catch (error) {
      key.doubt();
      this.#failed(key, error);
    } finally {
      this.#inFlight--;
      key.busy = false;
    }
    this.#consider(key);
    this.#pump();
  }

  async #read(key: PublishedKey<Documents[B]>): Promise<void> {
    const { name, bucket, lease } = this.#options;
    const found = await bucket.get(key.key);
    if (found === undefined) return this.#found(key, { kind: 'absent', revision: 0 });
    const entry = entryOf(name, rawOf(key.key, found));
    if (!this.#endedBy(entry)) this.#found(key, knownOf(entry, 'under us', lease));
  }

  async #write(key: PublishedKey<Documents[B]>, wanted: Wanted<Documents[B]>): Promise<void> {
    const { bucket, lease } = this.#options;
    if (!lease.held()) return this.#stop(new LeaseLost(lease.name));
    const { revision } = key.stored;
    key.sending(wanted);
    if (wanted.kind === 'absent') {
      const written = await bucket.delete(key.key, { revision });
      if (written.kind === 'refused') key.refused();
      else key.written({ kind: 'absent', revision: written.revision });
    } else {
      // What a document is without its epoch, and the epoch, is the document.
      const document = { ...wanted.document, epoch: lease.epoch } as unknown as Documents[B];
      const written = await bucket.put(key.key, JSON.stringify(document), { revision });
      if (written.kind === 'refused') key.refused();
      else key.written({ kind: 'document', revision: written.revision, document, late: false });
    }
  }

  #found(key: PublishedKey<Documents[B]>, stored: Known<Documents[B]>): void {
    const disturbance = key.found(stored);
    if (disturbance !== undefined) key.notBefore = this.#contests.disturbed(key.key, disturbance);
    this.#consider(key);
  }

  /** A newer epoch under our lease says that another holds it. */
  #endedBy({ value }: Entry<Documents[B]>): boolean {
    const { lease } = this.#options;
    const epoch = value.kind === 'document' ? epochOf(value.document) : undefined;
    if (epoch?.lease !== lease.epoch.lease || compareEpochs(epoch, lease.epoch) <= 0) return false;
    lease.supersededBy(epoch);
    return true;
  }

  /** Mostly it is the server that can't do anything just now, so all keys wait. */
  #failed(key: PublishedKey<Documents[B]>, error: unknown): void {
    const { bucket } = this.#options;
    this.#failures++;
    const fields = { bucket: bucket.name, key: key.key, reason: reasonOf(error) };
    bucket.log[this.#failures === 5 ? 'warn' : 'debug'](fields, 'could not write or read a key yet, trying on');
    if (this.#pausing !== undefined || this.#end.signal.aborted) return;
    const go = () => {
      this.#pausing = undefined;
      this.#pump();
    };
    this.#pausing = setTimeout(go, Math.min(1000, 25 * 2 ** Math.min(this.#failures, 6)));
  }

  #onAbort(signal: AbortSignal, listener: () => void): void {
    signal.addEventListener('abort', listener, { once: true });
    this.#cleanUp.defer(() => signal.removeEventListener('abort', listener));
    if (signal.aborted) listener();
  }

  #rejectFlushes(reason: unknown): void {
    for (const { reject } of this.#flushes) reject(reason);
    this.#flushes.clear();
  }

  #stop(reason: unknown): void {
    if (this.#end.signal.aborted) return;
    this.#end.abort(reason);
    this.#cleanUp.dispose();
    this.#contests[Symbol.dispose]();
    for (const timer of this.#delayed.values()) clearTimeout(timer);
    clearTimeout(this.#pausing);
    this.#queue.clear();
    this.#rejectFlushes(reason);
  }
}

type Flush<T extends object> = {
  readonly version: number;
  readonly waiting: Set<PublishedKey<T>>;
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
};

function rawOf(key: string, { revision, deleted, text }: Stored) {
  return { key, revision, deleted, data: text };
}

/** What was written before us counts whatever its epoch. */
function knownOf<T extends object>({ revision, value }: Entry<T>, when: 'before us' | 'under us', lease: Lease): Known<T> {
  switch (value.kind) {
    case 'deleted':
      return { kind: 'absent', revision };
    case 'unreadable':
      return { kind: 'unreadable', revision };
    case 'document': {
      const epoch = when === 'under us' ? epochOf(value.document) : undefined;
      const late = epoch?.lease === lease.epoch.lease && compareEpochs(epoch, lease.epoch) < 0;
      return { kind: 'document', revision, document: value.document, late };
    }
    default:
      return value satisfies never;
  }
}

function epochOf(document: object): Epoch | undefined {
  return 'epoch' in document ? Epoch.parse(document.epoch) : undefined;
}
