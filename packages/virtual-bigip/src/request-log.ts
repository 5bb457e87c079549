/** Every request that was answered, in order: the last ones whole, all of them counted. */

export type LoggedRequest = {
  /** Counts from 1 without a gap. */
  readonly number: number;
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly method: string;
  readonly path: string;
  /** Without the question mark. */
  readonly query: string;
  readonly bodyBytes: number;
  readonly user: string | undefined;
  /** The transaction that the request was queued in. */
  readonly transaction: string | undefined;
  readonly status: number;
  readonly milliseconds: number;
};

const KEPT = 10_000;

export class RequestLog {
  readonly #kept: LoggedRequest[] = [];
  #count = 0;
  #writes = 0;
  #writtenBytes = 0;

  add(request: Omit<LoggedRequest, 'number'>): void {
    this.#count += 1;
    const logged = { number: this.#count, ...request };
    this.#kept.push(logged);
    if (this.#kept.length > 2 * KEPT) this.#kept.splice(0, KEPT);
    if (!isWrite(logged)) return;
    this.#writes += 1;
    this.#writtenBytes += logged.bodyBytes;
  }

  /** The requests after the one of that number; the oldest may be forgotten. */
  since(number: number): readonly LoggedRequest[] {
    return this.#kept.filter((request) => request.number > number);
  }

  /** The writes after the request of that number. */
  writesSince(number: number): readonly LoggedRequest[] {
    return this.since(number).filter(isWrite);
  }

  get counters(): { readonly requests: number; readonly writes: number; readonly writtenBytes: number } {
    return { requests: this.#count, writes: this.#writes, writtenBytes: this.#writtenBytes };
  }
}

/** Whether a request counts as a write: POST, PUT, PATCH and DELETE under `/mgmt/tm`, but not saving. */
export function isWrite({ method, path }: Pick<LoggedRequest, 'method' | 'path'>): boolean {
  return method !== 'GET' && method !== 'HEAD' && path.startsWith('/mgmt/tm/') && !/^\/mgmt\/tm\/sys\/config\/?$/.test(path);
}
