/** The store on NATS. */
import { type BucketName, type Documents, encodeToken, zeroEpoch } from '@berth/messages';
import { answerRequests } from './answer.ts';
import { Bucket } from './bucket.ts';
import type { BucketOptions, Makes } from './buckets.ts';
import { BusProblems, type Finder } from './bus-problems.ts';
import { watchCertificates } from './certificate-watch.ts';
import { type Connection, connect, reasonOf, type Servers } from './connect.ts';
import type { LeaseTimings } from './held-lease.ts';
import { keySubject } from './key-problems.ts';
import { makeAll } from './make-all.ts';
import { isApplier } from './nats-user.ts';
import { onAbort } from './pause.ts';
import type { FoundProblem, ReportProblem } from './problem-report.ts';
import { BucketPublisher } from './publisher.ts';
import { Sender } from './sender.ts';
import { compareAndSet, read, remove } from './single-key.ts';
import type {
  Batch,
  Entry,
  Lease,
  LeaseOptions,
  Log,
  Message,
  Publisher,
  PublisherOptions,
  Replacement,
  ReportedAbout,
  Store,
} from './store.ts';
import { Streams } from './streams.ts';
import { subscribe } from './subscribe.ts';
import { type Tracer, untraced } from './tracer.ts';
import { watchDocuments } from './watch.ts';
import { winLease } from './win-lease.ts';

export type NatsStoreOptions = Servers & {
  /** One of the programs, or whatever else speaks to the bus. */
  readonly program: string;
  /** Unique to this run of it. */
  readonly instance: string;
  /** Copies of each bucket in a NATS cluster. */
  readonly replicas: number;
  readonly leases: LeaseTimings;
  readonly log: Log;
  /** Without one, nothing that is written is part of a trace. */
  readonly tracer?: Tracer;
};

/** Connects, trying until `signal` aborts, which throws its reason. */
export async function openNatsStore(options: NatsStoreOptions, signal: AbortSignal): Promise<Store> {
  const { program, instance } = options;
  const inboxPrefix = `_INBOX_${encodeToken(program)}`;
  return new NatsStore(await connect({ ...options, name: `berth ${program} ${instance}`, inboxPrefix }, signal), options);
}

/** Where NATS knows everybody by a key it lets only the planner make buckets: whoever makes one says where NATS copies what is written there. */
function makesOf({ program, nkeyFile }: NatsStoreOptions): Makes {
  if (program === 'planner') return 'all';
  return nkeyFile === undefined ? 'own' : 'none';
}

class NatsStore implements Store {
  readonly #connection: Connection;
  readonly #options: NatsStoreOptions;
  readonly #bucketOptions: BucketOptions;
  readonly #makes: Makes;
  /** What the planner does for all. */
  readonly #working: Promise<unknown> = Promise.resolve();
  readonly #buckets = new Map<BucketName, Bucket>();
  readonly #problems: BusProblems;
  /** Of what all share. */
  readonly #report: ReportProblem;
  readonly #sender: Sender;
  /** Those that this program holds or waits for. */
  readonly #leases = new Set<string>();
  readonly #held = new Set<string>();

  constructor(connection: Connection, options: NatsStoreOptions) {
    const { replicas, leases, program, log } = options;
    this.#connection = connection;
    this.#options = options;
    this.#makes = makesOf(options);
    this.#bucketOptions = { replicas, leaseTtl: leases.ttl };
    // NATS may let a collector write nothing but what is about its own engine, and an applier what is about its own BIG-IP.
    const tells = program !== 'collector' && !isApplier(program);
    this.#report = (subject, problem) => {
      if (tells) this.#problems.tell(this.#finder(undefined), subject, problem);
    };
    this.#problems = new BusProblems(this.#bucket('berth-problems'));
    const streams = new Streams({ connection, options: this.#bucketOptions, makes: this.#makes, log, report: this.#report });
    this.#sender = new Sender({ connection, streams, log });
    if (this.#makes !== 'all') return;
    const { servers, caFile } = options;
    const works = [makeAll({ connection, options: this.#bucketOptions, bucket: (name) => this.#bucket(name), streams, log })];
    if (caFile !== undefined) works.push(watchCertificates({ connection, servers, caFile, report: this.#report, log }));
    this.#working = Promise.all(works);
  }

  watch<B extends BucketName>(bucket: B, filter: string, signal: AbortSignal): AsyncIterable<Batch<Documents[B]>> {
    return watchDocuments(bucket, this.#bucket(bucket), filter, signal);
  }

  async read<B extends BucketName>(bucket: B, key: string, signal: AbortSignal): Promise<Entry<Documents[B]> | undefined> {
    return await read(bucket, this.#bucket(bucket), key, signal);
  }

  async compareAndSet<B extends BucketName>(
    bucket: B,
    { key, document, revision }: Replacement<Documents[B]>,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    return await compareAndSet(this.#bucket(bucket), { key, text: JSON.stringify(document), revision }, signal);
  }

  async remove(bucket: BucketName, key: string, signal: AbortSignal): Promise<void> {
    await remove(this.#bucket(bucket), key, signal);
  }

  async publisher<B extends BucketName>(
    name: B,
    { filter, lease, bigip }: PublisherOptions,
    signal: AbortSignal,
  ): Promise<Publisher<Documents[B]>> {
    const { program, tracer = untraced } = this.#options;
    // As NATS knows the writer: by the program, or by the one engine.
    const source = `bus-${program === 'collector' ? lease.name : program}`;
    const finder: Finder = { source, bigip, epoch: () => lease.epoch, mayWrite: () => lease.held() };
    const report: ReportProblem = (subject, problem) => this.#problems.tell(finder, subject, problem);
    const publisher = await BucketPublisher.open({ name, bucket: this.#bucket(name), filter, lease, report, tracer }, signal);
    this.#problems.clean(finder, keySubject(name, filter.replace(/[*>]$/, ''))).catch((error: unknown) => {
      this.#options.log.debug({ reason: reasonOf(error) }, 'left problems of a former holder');
    });
    return publisher;
  }

  async lease(name: string, { program, patience }: LeaseOptions, signal: AbortSignal): Promise<Lease> {
    const { instance, leases: timings } = this.#options;
    // Our own record counts as left by ourselves, so the same instance must not ask twice at a time.
    if (this.#leases.has(name)) throw new Error(`this program already holds the lease ${name}, or waits for it`);
    this.#leases.add(name);
    this.#problems.begin();
    try {
      const wait = () => patience?.(this.#held.size) ?? 0;
      const lease = await winLease(this.#bucket('berth-leases'), { name, program, instance, patience: wait, timings }, signal);
      this.#held.add(name);
      onAbort(lease.signal, () => {
        this.#leases.delete(name);
        this.#held.delete(name);
      });
      return lease;
    } catch (error) {
      this.#leases.delete(name);
      throw error;
    }
  }

  heldLeases(): string[] {
    return [...this.#held];
  }

  publish(subject: string, value: unknown): void {
    this.#sender.send(subject, value);
  }

  report({ bigip, subject }: ReportedAbout, problem: FoundProblem | undefined): void {
    this.#problems.tell(this.#finder(bigip), subject, problem);
  }

  subscribe(filter: string, signal: AbortSignal): AsyncIterable<Message> {
    return subscribe(this.#connection, filter, signal);
  }

  answer(filter: string, answer: (subject: string) => object | undefined): Disposable {
    return answerRequests(this.#connection, filter, answer);
  }

  connected(): boolean {
    return this.#connection.connected();
  }

  payloadLimit(): number {
    return this.#connection.payloadLimit();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection[Symbol.asyncDispose]();
    await this.#working;
  }

  /** What is found without a lease. */
  #finder(bigip: string | undefined): Finder {
    const source = `bus-${this.#options.program}`;
    return { source, bigip, epoch: () => zeroEpoch(source), mayWrite: () => true };
  }

  #bucket(name: BucketName): Bucket {
    let bucket = this.#buckets.get(name);
    if (bucket === undefined) {
      const { log } = this.#options;
      bucket = new Bucket(name, {
        connection: this.#connection,
        options: this.#bucketOptions,
        makes: this.#makes,
        log,
        report: (...found) => this.#report(...found),
      });
      this.#buckets.set(name, bucket);
    }
    return bucket;
  }
}
