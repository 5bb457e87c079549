/** One GET request to an engine by dockerode's client, within a time limit. */
import type { Readable } from 'node:stream';
import { z } from 'zod';
import type { Connection } from './connect.ts';
import { DockerError } from './errors.ts';

export type Asking = {
  readonly path: string;
  readonly query?: Readonly<Record<string, unknown>>;
  /** ms until the answer must be there, of a stream its beginning. */
  readonly timeout: number;
};

/** The whole answer, from JSON where it is some. Throws a DockerError, or the signal's reason. */
export async function ask(connection: Connection, asking: Asking, signal: AbortSignal): Promise<unknown> {
  using limit = new TimeLimit(asking.timeout, signal);
  return await withReasons(asking, limit, () => dial(connection, asking, 'whole', limit.signal));
}

/** An answer that goes on until `signal` aborts. Throws like `ask`. */
export async function askForStream(connection: Connection, asking: Asking, signal: AbortSignal): Promise<Readable> {
  const limit = new TimeLimit(asking.timeout, signal);
  const stream = await withReasons(asking, limit, () => dial(connection, asking, 'stream', limit.signal));
  limit.lift();
  return stream as Readable; // as asked for
}

/** dockerode's own calls know neither a time limit for one request nor a query of one's own, so this is one level below them. */
async function dial({ docker }: Connection, { path, query }: Asking, form: 'whole' | 'stream', signal: AbortSignal): Promise<unknown> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  const request = {
    method: 'GET',
    path: query === undefined ? path : `${path}?`,
    ...(query === undefined ? {} : { options: { ...query } }),
    isStream: form === 'stream',
    statusCodes: { 200: true },
    abortSignal: signal,
  };
  docker.modem.dial(request, (error: unknown, answer: unknown) => {
    if (!error) resolve(answer);
    else reject(asRefusal(path, error));
  });
  return await promise;
}

const Refusal = z.object({ statusCode: z.int(), json: z.unknown() });
const Words = z.object({ message: z.string() });

/** An answer with another status than 200, told in the engine's own words; any other error stays what it is. */
function asRefusal(path: string, error: unknown): unknown {
  const refusal = Refusal.safeParse(error);
  if (!refusal.success) return error;
  const { statusCode, json } = refusal.data;
  // Not Docker's own words: those of something in between.
  const words = Words.safeParse(json).data?.message.trim() ?? String(json).slice(0, 200);
  return new DockerError(statusCode === 404 ? 'not-found' : 'refused', `GET ${path}`, `${statusCode} ${words}`, { cause: error });
}

async function withReasons<T>({ path }: Asking, limit: TimeLimit, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (cause) {
    limit[Symbol.dispose]();
    if (cause instanceof DockerError) throw cause;
    if (limit.over) throw new DockerError('silent', `GET ${path}`, 'no answer in time', { cause });
    limit.signal.throwIfAborted();
    throw new DockerError('unreachable', `GET ${path}`, reasonOf(cause), { cause });
  }
}

/** Where a host has several addresses, only the code of the error says anything. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.message || ('code' in error ? String(error.code) : error.name);
}

/** Aborts when time is up, or as another signal does. Nothing of it stays with that one, which lives long. */
class TimeLimit implements Disposable {
  readonly #end = new AbortController();
  readonly #outer: AbortSignal;
  readonly #timer: NodeJS.Timeout;
  over: boolean = false;

  constructor(ms: number, outer: AbortSignal) {
    this.#outer = outer;
    this.#timer = setTimeout(() => {
      this.over = true;
      this.#end.abort();
    }, ms);
    outer.addEventListener('abort', this.#abort, { once: true });
    if (outer.aborted) this.#abort();
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  /** Only the other signal counts any more. */
  lift(): void {
    clearTimeout(this.#timer);
  }

  [Symbol.dispose](): void {
    this.lift();
    this.#outer.removeEventListener('abort', this.#abort);
  }

  readonly #abort = () => this.#end.abort(this.#outer.reason);
}
