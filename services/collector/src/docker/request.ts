/** One GET request to an engine by dockerode's client, within a time limit. */
import type { IncomingMessage } from 'node:http';
import { addAbortSignal, type Readable } from 'node:stream';
import { text } from 'node:stream/consumers';
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
  return await withReasons(asking, limit, async () => fromJson(await text(await dial(connection, asking, limit.signal))));
}

/** An answer that goes on until `signal` aborts. Throws like `ask`. */
export async function askForStream(connection: Connection, asking: Asking, signal: AbortSignal): Promise<Readable> {
  const limit = new TimeLimit(asking.timeout, signal);
  const stream = await withReasons(asking, limit, () => dial(connection, asking, limit.signal));
  limit.lift();
  return stream;
}

/**
 * The answer once its head is there, which ends when `signal` aborts. dockerode's own calls know neither a time limit for one request nor
 * a query of one's own, so this is one level below them; and it waits for ever for the rest of an answer that breaks off, so that is read here.
 */
async function dial({ docker }: Connection, { path, query }: Asking, signal: AbortSignal): Promise<IncomingMessage> {
  signal.throwIfAborted();
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const request = {
    method: 'GET',
    path: query === undefined ? path : `${path}?`,
    ...(query === undefined ? {} : { options: { ...query } }),
    isStream: true,
    statusCodes: everyStatus,
    abortSignal: signal,
  };
  // As a stream the answer is Node's own.
  docker.modem.dial(request, (error: unknown, answer: unknown) => (error ? reject(error) : resolve(answer as IncomingMessage)));
  const answer = addAbortSignal(signal, await promise);
  if (answer.statusCode === 200) return answer;
  const body = await text(answer);
  // Where they aren't Docker's own words, they are those of something in between.
  const words = Words.safeParse(fromJson(body)).data?.message.trim() ?? body.slice(0, 200);
  const kind = answer.statusCode === 404 ? 'not-found' : 'refused';
  throw new DockerError(kind, `GET ${path}`, `${answer.statusCode} ${words}`);
}

/** dockerode passes on answers of these as they are. */
const everyStatus = Object.fromEntries(Array.from({ length: 500 }, (_, n) => [n + 100, true]));

const Words = z.object({ message: z.string() });

function fromJson(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return body; // whoever reads it says what is wrong with it
  }
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
