/** A store that counts what passes through it. */
import type {
  Batch,
  Cause,
  Entry,
  FoundProblem,
  Lease,
  LeaseOptions,
  Log,
  Message,
  Publisher,
  PublisherOptions,
  Replacement,
  ReportedAbout,
  Store,
} from '@berth/bus';
import { Audit, type BucketName, ContainerChange, type Documents, decodeToken, isOfEngine, Latencies } from '@berth/messages';
import { type Kept, keptIn } from './kept.ts';
import type { Meters } from './meters.ts';

/** Passes everything on as it is, and closes the store that it was made of. */
export class MeteredStore implements Store {
  readonly #store: Store;
  readonly #meters: Meters;
  readonly #log: Log;
  readonly #latencies = new Latencies();
  readonly #ended = new AbortController();
  #hearing: Promise<void> | undefined;

  constructor(store: Store, { meters, log }: { readonly meters: Meters; readonly log: Log }) {
    this.#store = store;
    this.#meters = meters;
    this.#log = log;
  }

  async publisher<B extends BucketName>(bucket: B, options: PublisherOptions, signal: AbortSignal): Promise<Publisher<Documents[B]>> {
    const publisher = await this.#store.publisher(bucket, options, signal);
    // Whoever keeps a status writes to a BIG-IP, and is asked how long that takes.
    if (bucket === 'berth-status') this.#hearing ??= this.#hearContainers();
    return new MeteredPublisher(publisher, keptIn(bucket, this.#meters));
  }

  publish(subject: string, value: unknown): void {
    this.#store.publish(subject, value);
    const [, topic, kind = '', target = ''] = subject.split('.');
    if (topic === 'audit') this.#audited({ kind, target: decodeToken(target) }, Audit.parse(value));
    else if (topic === 'container') {
      const { engine, change } = ContainerChange.parse(value);
      this.#meters.containerChanges.inc({ engine, change });
    }
  }

  watch<B extends BucketName>(bucket: B, filter: string, signal: AbortSignal): AsyncIterable<Batch<Documents[B]>> {
    const batches = this.#store.watch(bucket, filter, signal);
    return bucket === 'berth-desired' ? this.#notePlans(batches) : batches;
  }

  async read<B extends BucketName>(bucket: B, key: string, signal: AbortSignal): Promise<Entry<Documents[B]> | undefined> {
    return await this.#store.read(bucket, key, signal);
  }

  async compareAndSet<B extends BucketName>(
    bucket: B,
    replacement: Replacement<Documents[B]>,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    return await this.#store.compareAndSet(bucket, replacement, signal);
  }

  async remove(bucket: BucketName, key: string, signal: AbortSignal): Promise<void> {
    await this.#store.remove(bucket, key, signal);
  }

  async lease(name: string, options: LeaseOptions, signal: AbortSignal): Promise<Lease> {
    return await this.#store.lease(name, options, signal);
  }

  heldLeases(): string[] {
    return this.#store.heldLeases();
  }

  report(about: ReportedAbout, problem: FoundProblem | undefined): void {
    this.#store.report(about, problem);
  }

  subscribe(filter: string, signal: AbortSignal): AsyncIterable<Message> {
    return this.#store.subscribe(filter, signal);
  }

  answer(filter: string, answer: (subject: string) => object | undefined): Disposable {
    return this.#store.answer(filter, answer);
  }

  connected(): boolean {
    return this.#store.connected();
  }

  payloadLimit(): number {
    return this.#store.payloadLimit();
  }

  /** Closes the store too. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#ended.abort();
    await this.#hearing;
    await this.#store[Symbol.asyncDispose]();
  }

  #audited(target: { readonly kind: string; readonly target: string }, audit: Audit): void {
    const { took, requests, changes, latency } = this.#meters;
    took.observe(target, audit.took / 1000);
    requests.inc({ ...target, outcome: audit.outcome.kind });
    if (audit.outcome.kind !== 'done') return;
    for (const change of audit.changes) {
      changes.inc({ ...target, change: change.change, cause: change.cause });
      const after = this.#latencies.latency(audit, change);
      if (after !== undefined) latency.observe(target, after / 1000);
    }
  }

  async *#notePlans<T extends Documents[BucketName]>(batches: AsyncIterable<Batch<T>>): AsyncGenerator<Batch<T>, void, undefined> {
    for await (const batch of batches) {
      for (const { key, value } of batch.entries) {
        const document: Documents[BucketName] | undefined = value.kind === 'document' ? value.document : undefined;
        if (document !== undefined && 'kind' in document && document.kind === 'plan') this.#latencies.notePlan(key, document.epoch);
      }
      yield batch;
    }
  }

  /** Once, however many BIG-IPs are written to. What can't be measured stops nothing. */
  async #hearContainers(): Promise<void> {
    try {
      for await (const { subject, value } of this.#store.subscribe('berth.container.>', this.#ended.signal)) {
        const { data: change } = ContainerChange.safeParse(value);
        if (change !== undefined && isOfEngine(subject, change)) this.#latencies.note(change);
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      this.#log.warn({ reason }, 'could not hear of containers, so how long changes take is not measured');
    }
  }
}

class MeteredPublisher<T> implements Publisher<T> {
  readonly #publisher: Publisher<T>;
  readonly #kept: Kept<T>;

  constructor(publisher: Publisher<T>, kept: Kept<T>) {
    this.#publisher = publisher;
    this.#kept = kept;
  }

  get stored(): ReadonlyMap<string, Entry<T>> {
    return this.#publisher.stored;
  }

  set(key: string, document: Omit<T, 'epoch'>, cause?: Cause): void {
    this.#kept.set(key, document);
    this.#publisher.set(key, document, cause);
  }

  delete(key: string): void {
    this.#kept.delete(key);
    this.#publisher.delete(key);
  }

  async flush(): Promise<void> {
    await this.#publisher.flush();
  }

  revision(key: string): number | undefined {
    return this.#publisher.revision(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#kept[Symbol.dispose]();
    await this.#publisher[Symbol.asyncDispose]();
  }
}
