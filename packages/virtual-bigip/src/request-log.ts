/** Every request that was answered, or never will be, in order: the last ones whole, all of them counted. */

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
  /** In hexadecimal digits. */
  readonly bodySha256: string;
  readonly user: string | undefined;
  /** The transaction that the request was queued in. */
  readonly transaction: string | undefined;
  /** 0 if nothing was answered. */
  readonly status: number;
  readonly milliseconds: number;
};

export type PathCounters = { readonly requests: number; readonly bodyBytes: number; readonly milliseconds: number };

const KEPT = 10_000;
const MOST_PATHS = 1000;

export class RequestLog {
  readonly #kept: LoggedRequest[] = [];
  readonly #paths = new Map<string, PathCounters>();
  #count = 0;
  #writes = 0;
  #writtenBytes = 0;

  add(request: Omit<LoggedRequest, 'number'>): void {
    this.#count += 1;
    const logged = { number: this.#count, ...request };
    this.#kept.push(logged);
    if (this.#kept.length > 2 * KEPT) this.#kept.splice(0, KEPT);
    this.#countPath(logged);
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

  /** Counters per method and path, names replaced by a star: `PATCH /mgmt/tm/ltm/pool/*`. */
  get paths(): Readonly<Record<string, PathCounters>> {
    return Object.fromEntries(this.#paths);
  }

  #countPath({ method, path, bodyBytes, milliseconds }: LoggedRequest): void {
    const pattern = `${method} ${patternOf(path)}`;
    const key = this.#paths.has(pattern) || this.#paths.size < MOST_PATHS ? pattern : 'others';
    const before = this.#paths.get(key) ?? { requests: 0, bodyBytes: 0, milliseconds: 0 };
    this.#paths.set(key, {
      requests: before.requests + 1,
      bodyBytes: before.bodyBytes + bodyBytes,
      milliseconds: before.milliseconds + milliseconds,
    });
  }
}

/** Whether a request counts as a write: POST, PUT, PATCH and DELETE under `/mgmt/tm`, but not saving. */
export function isWrite({ method, path }: Pick<LoggedRequest, 'method' | 'path'>): boolean {
  return method !== 'GET' && method !== 'HEAD' && path.startsWith('/mgmt/tm/') && !/^\/mgmt\/tm\/sys\/config\/?$/.test(path);
}

/** Full paths, numbers and tokens are names. */
function patternOf(path: string): string {
  return path
    .replace(/\/$/, '')
    .split('/')
    .map((segment) => (/~|^\d+$|^[A-Z2-7]{26}$/.test(segment) ? '*' : segment))
    .join('/');
}
