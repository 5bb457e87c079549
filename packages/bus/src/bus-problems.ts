/** Publishes what the bus itself finds: buckets with other settings, keys with another writer. */
import { type Epoch, type Problem, problemFilter, problemKey } from '@berth/messages';
import type { Bucket, Written } from './bucket.ts';
import { reasonOf } from './connect.ts';
import { insist } from './insist.ts';
import type { FoundProblem } from './problem-report.ts';
import { sameContent } from './same-content.ts';
import { readDocument } from './watch.ts';

/** Under what a problem is published. */
export type Finder = {
  readonly source: string;
  /** What an applier finds is about one. */
  readonly bigip?: string | undefined;
  readonly epoch: () => Epoch;
  /** Asked before each write. */
  readonly mayWrite: () => boolean;
};

type Untold = { readonly finder: Finder; readonly problem: Problem | undefined };

/**
 * Writes each problem once when it is found and deletes it when it is solved. It isn't kept like other documents:
 * several instances may find the same one, and none may fight over it.
 */
export class BusProblems {
  readonly #bucket: Bucket;
  readonly #untold = new Map<string, Untold>();
  #working: boolean = false;
  #mayBegin: boolean = false;

  constructor(bucket: Bucket) {
    this.#bucket = bucket;
  }

  /** From now on this program writes to the bus at all. */
  begin(): void {
    this.#mayBegin = true;
    this.#wake();
  }

  tell(finder: Finder, subject: string, found: FoundProblem | undefined): void {
    const { source, bigip } = finder;
    const problem: Problem | undefined = found && { v: 1, epoch: finder.epoch(), source, subject, ...found };
    this.#untold.set(problemKey(source, subject, bigip), { finder, problem });
    this.#wake();
  }

  /** Deletes what a former finder left under subjects that begin with `prefix`. */
  async clean(finder: Finder, prefix: string): Promise<void> {
    const { source, bigip } = finder;
    const filter = problemFilter(source, bigip);
    const subjects = await insist(this.#bucket, 'list problems', () => this.#bucket.subjects(filter), this.#bucket.connection.signal);
    const start = this.#bucket.subject(problemKey(source, prefix, bigip));
    for (const subject of subjects ?? []) {
      const key = this.#bucket.key(subject);
      if (subject.startsWith(start) && !this.#untold.has(key)) this.#untold.set(key, { finder, problem: undefined });
    }
    this.#wake();
  }

  #wake(): void {
    if (this.#mayBegin && !this.#working) void this.#work();
  }

  async #work(): Promise<void> {
    const { connection, log } = this.#bucket;
    this.#working = true;
    try {
      for (let [next] = this.#untold; next !== undefined; [next] = this.#untold) {
        const [key, untold] = next;
        await insist(this.#bucket, `tell ${key}`, () => this.#write(key, untold), connection.signal);
        if (this.#untold.get(key) === untold) this.#untold.delete(key);
      }
    } catch (error) {
      log.debug({ reason: reasonOf(error) }, 'left a problem untold');
    }
    this.#working = false;
  }

  async #write(key: string, { finder, problem }: Untold): Promise<void> {
    const found = await this.#bucket.get(key);
    const isThere = found !== undefined && !found.deleted;
    if (!finder.mayWrite()) return;
    const revision = found?.revision ?? 0;
    if (problem === undefined) {
      if (isThere) expectWritten(await this.#bucket.delete(key, { revision }));
      return;
    }
    const stored = isThere ? readDocument('berth-problems', found.text) : undefined;
    if (stored?.kind === 'document' && sameContent(stored.document, problem)) return;
    await this.#bucket.make();
    expectWritten(await this.#bucket.put(key, JSON.stringify(problem), { revision }));
  }
}

function expectWritten({ kind }: Written): void {
  if (kind === 'refused') throw new Error('it was written by another at the same time');
}
