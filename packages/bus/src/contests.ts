/** Keys over which something else fights with us: they are written again ever more slowly, and told. */
import type { BucketName } from '@berth/messages';
import type { ReportProblem } from './problem-report.ts';
import type { Disturbance } from './published-key.ts';
import type { Log } from './store.ts';

/** A key is rewritten this often for the same reason before it is slowed down. */
const patience = 3;
/** ms between two rewrites from then on. */
const slow = 1000;
/** A key that nothing disturbed for this long, ms, isn't contested any more. */
const calm = 5000;

type Contest = { readonly disturbance: Disturbance; readonly count: number; readonly told: boolean; readonly over: NodeJS.Timeout };

export class Contests implements Disposable {
  readonly #bucket: BucketName;
  readonly #log: Log;
  readonly #report: ReportProblem;
  readonly #contests = new Map<string, Contest>();

  constructor(bucket: BucketName, log: Log, report: ReportProblem) {
    this.#bucket = bucket;
    this.#log = log;
    this.#report = report;
  }

  /** Something else had changed a key. Returns when it may be written again, as ms on `performance.now()`'s clock. */
  disturbed(key: string, disturbance: Disturbance): number {
    const before = this.#contests.get(key);
    clearTimeout(before?.over);
    const count = before?.disturbance === disturbance ? before.count + 1 : 1;
    const over = setTimeout(() => this.#end(key), calm);
    over.unref();
    const isContest = count > patience;
    this.#contests.set(key, { disturbance, count, told: isContest || before?.told === true, over });
    if (!isContest) return Number.NEGATIVE_INFINITY;
    if (before?.told !== true) this.#tell(key, disturbance);
    return performance.now() + slow;
  }

  [Symbol.dispose](): void {
    for (const { over } of this.#contests.values()) clearTimeout(over);
  }

  #tell(key: string, disturbance: Disturbance): void {
    this.#log.error({ bucket: this.#bucket, key, disturbance }, 'found another writer of our key');
    this.#report(contestSubject(this.#bucket, key), {
      severity: 'error',
      what: `${key} in ${this.#bucket} is ${disturbance} by something else again and again; it is written anew once a second`,
      where: `bucket ${this.#bucket}, key ${key}`,
      hint: 'find the other writer: an older Berth, a second installation on the same NATS, or a script',
    });
  }

  #end(key: string): void {
    const told = this.#contests.get(key)?.told;
    this.#contests.delete(key);
    if (told === true) this.#report(contestSubject(this.#bucket, key), undefined);
  }
}

/** Under what a contested key is told. That of a key begins with that of its own beginning. */
export function contestSubject(bucket: BucketName, key: string): string {
  return `${bucket}-${key}`;
}
