/** What a program sees of the bus: one interface, with two real implementations (NATS, and JSON lines for `--stdio`). */
import type { BucketName, Documents, Epoch } from '@berth/messages';
import type { FoundProblem } from './problem-report.ts';
import type { Cause, Tracer } from './tracer.ts';

/** One key as it is stored now. */
export type Entry<T> = {
  readonly key: string;
  readonly revision: number;
  readonly value:
    | { readonly kind: 'document'; readonly document: T }
    /** There, but no document that this version can read: unknown, never absent. */
    | { readonly kind: 'unreadable'; readonly reason: string }
    /** Deleted or purged. Never part of a snapshot. */
    | { readonly kind: 'deleted' };
};

/**
 * What a watch yields. `snapshot`: this is everything that matches now, forget what was known before (first of all, and
 * again when the bucket was wiped, made anew, or markers were purged while the watch was away). `update`: these keys changed.
 */
export type Batch<T> = { readonly kind: 'snapshot' | 'update'; readonly entries: readonly Entry<T>[] };

/** The time-limited right to be the one writer of something. Disposing gives it back. */
export interface Lease extends AsyncDisposable {
  readonly name: string;
  readonly epoch: Epoch;
  /** Aborts when the lease is lost or given back. */
  readonly signal: AbortSignal;
  /** Whether a write may be sent right now; to be asked before every single write, to the bus or to a BIG-IP. */
  held(): boolean;
  /** Until when the holder may trust it, as ms on `performance.now()`'s clock: every request under it ends by then. */
  deadline(): number;
  /** A newer epoch under this lease was seen: it ends at once. */
  supersededBy(epoch: Epoch): void;
  /** An epoch of this lease was found in the store before the first write: ours becomes greater than it. */
  raise(found: Epoch): void;
}

export type LeaseOptions = {
  readonly program: string;
  /** Further ms to wait before each try, when so many leases are held already: so that several programs share them. */
  readonly patience?: (held: number) => number;
};

/** Thrown by a write whose lease is no longer held. */
export class LeaseLost extends Error {
  override readonly name = 'LeaseLost';
  constructor(lease: string, options?: ErrorOptions) {
    super(`lease ${lease} is not held any more`, options);
  }
}

/**
 * Keeps the keys under one filter equal to what was last set, as their one writer: compares with the store, not with memory,
 * so a late write, a wiped bucket and a put of unknown outcome heal. Epoch, `listedAt` and trace don't count as a difference.
 */
export interface Publisher<T> extends AsyncDisposable {
  /** What is stored under the filter when the publisher starts, the past that a new holder of the lease takes over. */
  readonly stored: ReadonlyMap<string, Entry<T>>;
  /**
   * What should be under `key`. Returns at once; only a difference is written. The epoch is the lease's, and `traceparent` goes on the
   * trace of the `cause`; without one there is none. What has to be written again, since something else changed it, begins its own.
   */
  set(key: string, document: Omit<T, 'epoch'>, cause?: Cause): void;
  /** `key` should be deleted. */
  delete(key: string): void;
  /** Waits until all that was set before is acknowledged by the store. Rejects with LeaseLost, or the signal's reason. */
  flush(): Promise<void>;
  /** Revision of the newest write that was acknowledged, by key. */
  revision(key: string): number | undefined;
}

export type PublisherOptions = {
  readonly filter: string;
  readonly lease: Lease;
  /** Of an applier: the BIG-IP that the keys are about, and what is told of them. */
  readonly bigip?: string;
};

/** A plain message of a topic. */
export type Message = {
  readonly subject: string;
  /** Undefined where a key was deleted. */
  readonly value: unknown;
  /** Where it tells a write to a bucket: the key's new revision. */
  readonly revision?: number;
  /** It says that the key was deleted or purged. */
  readonly deleted?: true;
};

/** What is to be stored under a key that is at `revision`; undefined: if there is no key. */
export type Replacement<T> = { readonly key: string; readonly document: T; readonly revision: number | undefined };

export interface Store extends AsyncDisposable {
  /** One watch on one bucket: first a snapshot, then updates, until `signal` aborts (then it just ends). Survives reconnects. */
  watch<B extends BucketName>(bucket: B, filter: string, signal: AbortSignal): AsyncIterable<Batch<Documents[B]>>;
  /** Reads one key; undefined when there is none. */
  read<B extends BucketName>(bucket: B, key: string, signal: AbortSignal): Promise<Entry<Documents[B]> | undefined>;
  /** Writes if the key's revision is still the same. Returns the new one, or undefined when it wasn't. */
  compareAndSet<B extends BucketName>(bucket: B, replacement: Replacement<Documents[B]>, signal: AbortSignal): Promise<number | undefined>;
  /** Deletes one key. */
  remove(bucket: BucketName, key: string, signal: AbortSignal): Promise<void>;
  /** Reads what is stored under the filter, then keeps it. Throws LeaseLost, or the signal's reason. */
  publisher<B extends BucketName>(bucket: B, options: PublisherOptions, signal: AbortSignal): Promise<Publisher<Documents[B]>>;
  /** Waits until the lease is ours. */
  lease(name: string, options: LeaseOptions, signal: AbortSignal): Promise<Lease>;
  /** Names of the leases that this program holds now. */
  heldLeases(): string[];
  /** Sends a message and doesn't wait; what can't be sent now is dropped and logged. For heartbeats, changes and audit. */
  publish(subject: string, value: unknown): void;
  /** Says that something is a problem, or (undefined) that it is none any more. Not kept: to be said again and again. */
  report(about: ReportedAbout, problem: FoundProblem | undefined): void;
  /** Plain messages under a subject filter, from now on, until `signal` aborts. */
  subscribe(filter: string, signal: AbortSignal): AsyncIterable<Message>;
  /** Answers requests under a subject filter, as JSON, until the returned value is disposed; undefined is no answer. */
  answer(filter: string, answer: (subject: string) => object | undefined): Disposable;
  /** False while it is cut off: then nothing can be concluded from silence. */
  connected(): boolean;
  /** Bytes that one message may have, headers included. */
  payloadLimit(): number;
}

/** What surrounds every program: `run(config, { store, clock, log, tracer, signal })`. */
export type Surroundings = {
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
  readonly tracer: Tracer;
  readonly signal: AbortSignal;
};

/** What an applier reports: something of a BIG-IP, under a stable name. */
export type ReportedAbout = { readonly bigip: string; readonly subject: string };

/** Wall-clock time; values in ms since 1970. */
export interface Clock {
  now(): number;
}

/** The part of pino's logger that programs use. */
export interface Log {
  debug(fields: object, text: string): void;
  info(fields: object, text: string): void;
  warn(fields: object, text: string): void;
  error(fields: object, text: string): void;
}
