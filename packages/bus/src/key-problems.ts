/** The problems of a publisher's keys: others that write them, documents that are too large. */
import type { BucketName } from '@berth/messages';
import { Contests } from './contests.ts';
import type { FoundProblem, ReportProblem } from './problem-report.ts';
import type { Disturbance } from './published-key.ts';
import type { Log } from './store.ts';
import type { TooLarge } from './too-large.ts';

/** Under what a key's problem is told. That of a key begins with that of the key's own beginning. */
export function keySubject(bucket: BucketName, key: string): string {
  return `${bucket}-${key}`;
}

export type KeyProblemsOptions = { readonly bucket: BucketName; readonly log: Log; readonly report: ReportProblem };

export class KeyProblems implements Disposable {
  readonly #options: KeyProblemsOptions;
  readonly #contests = new Contests((key, disturbance) => this.#tellContest(key, disturbance));
  readonly #tooLarge = new Set<string>();

  constructor(options: KeyProblemsOptions) {
    this.#options = options;
  }

  /** Something else had changed a key. Returns for how long it should be left so, ms. */
  disturbed(key: string, disturbance: Disturbance): number {
    return this.#contests.disturbed(key, disturbance);
  }

  tooLarge(key: string, { message, bytes, limit }: TooLarge): void {
    const { bucket, log } = this.#options;
    this.#tooLarge.add(key);
    log.error({ bucket, key, bytes, limit }, 'could not write a document: it is too large');
    this.#tell(key, {
      severity: 'error',
      what: `${message}; the last one that was small enough stays`,
      where: `bucket ${bucket}, key ${key}`,
      hint: 'raise max_payload in the configuration of nats-server, or let fewer things go into one document',
    });
  }

  /** What there was to write of a key could be written. */
  written(key: string): void {
    if (this.#tooLarge.delete(key)) this.#tell(key, undefined);
  }

  [Symbol.dispose](): void {
    this.#contests[Symbol.dispose]();
  }

  #tellContest(key: string, disturbance: Disturbance | undefined): void {
    const { bucket, log } = this.#options;
    if (disturbance === undefined) {
      this.#tell(key, undefined);
      return;
    }
    log.error({ bucket, key, disturbance }, 'found another writer of a key');
    this.#tell(key, {
      severity: 'error',
      what: `${key} in ${bucket} is ${disturbance} by something else again and again; it is written anew once a second`,
      where: `bucket ${bucket}, key ${key}`,
      hint: 'find the other writer: an older Berth, a second installation on the same NATS, or a script',
    });
  }

  #tell(key: string, problem: FoundProblem | undefined): void {
    const { bucket, report } = this.#options;
    report(keySubject(bucket, key), problem);
  }
}
