/** What a publisher asks of the server about one key: reads what is stored, writes what is due, and tells of it as traces and problems. */
import type { BucketName, Documents } from '@berth/messages';
import type { Bucket } from './bucket.ts';
import { KeyProblems } from './key-problems.ts';
import { KeyTraces } from './key-traces.ts';
import { endedBy, knownOf } from './known.ts';
import type { ReportProblem } from './problem-report.ts';
import type { Disturbance, Known, PublishedKey, Wanted } from './published-key.ts';
import { type Lease, LeaseLost } from './store.ts';
import { TooLarge } from './too-large.ts';
import type { Tracer } from './tracer.ts';
import { entryOf } from './watch.ts';

export type KeyRequestsOptions<B extends BucketName> = {
  readonly name: B;
  readonly bucket: Bucket;
  readonly lease: Lease;
  readonly report: ReportProblem;
  readonly tracer: Tracer;
};

export class KeyRequests<B extends BucketName> implements Disposable {
  readonly #options: KeyRequestsOptions<B>;
  readonly #problems: KeyProblems;
  readonly #traces: KeyTraces;

  constructor(options: KeyRequestsOptions<B>) {
    const { name, bucket, report, tracer } = options;
    this.#options = options;
    this.#problems = new KeyProblems({ bucket: name, log: bucket.log, report });
    this.#traces = new KeyTraces({ bucket: name, tracer });
  }

  /** What is stored; undefined when it says that another holds the lease by now, which has ended it. */
  async read({ key }: PublishedKey<Documents[B]>): Promise<Known<Documents[B]> | undefined> {
    const { name, bucket, lease } = this.#options;
    const found = await bucket.get(key);
    if (found === undefined) return { kind: 'absent', revision: 0 };
    const entry = entryOf(name, { ...found, key, data: found.text });
    return endedBy(entry, lease) ? undefined : knownOf(entry, lease, 'under us');
  }

  /** Writes what is due, and lets the key know what became of it. Throws LeaseLost, and what leaves the outcome open. */
  async write(key: PublishedKey<Documents[B]>, wanted: Wanted<Documents[B]>): Promise<void> {
    const { lease } = this.#options;
    if (!lease.held()) throw new LeaseLost(lease.name);
    key.sending(wanted);
    try {
      await (wanted.kind === 'absent' ? this.#delete(key) : this.#put(key, wanted));
      this.#problems.written(key.key);
    } catch (error) {
      if (!(error instanceof TooLarge)) throw error;
      key.giveUp();
      this.#problems.tooLarge(key.key, error);
    }
  }

  /** Something else had changed a key: when to write it again, and why. */
  heal(key: PublishedKey<Documents[B]>, disturbance: Disturbance): void {
    key.notBefore = performance.now() + this.#problems.disturbed(key.key, disturbance);
    key.blame(this.#traces.heal(key.key, disturbance));
  }

  [Symbol.dispose](): void {
    this.#problems[Symbol.dispose]();
  }

  async #delete(key: PublishedKey<Documents[B]>): Promise<void> {
    const written = await this.#options.bucket.delete(key.key, { revision: key.stored.revision });
    if (written.kind === 'refused') key.refused();
    else key.written({ kind: 'absent', revision: written.revision });
  }

  async #put(key: PublishedKey<Documents[B]>, wanted: Extract<Wanted<Documents[B]>, { kind: 'document' }>): Promise<void> {
    const { bucket, lease } = this.#options;
    const traced = this.#traces.write(key.key, wanted, key.stored);
    const document = { ...wanted.document, traceparent: traced.traceparent };
    const sent = performance.now();
    const written = await bucket.put(key.key, JSON.stringify({ ...document, epoch: lease.epoch }), { revision: key.stored.revision });
    if (written.kind === 'refused') return key.refused();
    key.written({ kind: 'document', revision: written.revision, document, late: false });
    this.#traces.written(key.key, traced, performance.now() - sent);
  }
}
