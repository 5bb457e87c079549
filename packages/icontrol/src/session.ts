/** A session with one unit: logged in, writes one after the other, reads beside them, and a look beside both. */
import { Authentication } from './authentication.ts';
import { classify, type Verdict } from './classify.ts';
import { IControlError } from './errors.ts';
import { type Read, type Request, type Until, within } from './request.ts';
import { type Answer, Transport } from './transport.ts';
import type { Trust } from './trust.ts';

export type SessionOptions = {
  /** HOST or HOST:PORT, IPv6 in brackets. */
  readonly unit: string;
  readonly user: string;
  readonly password: string;
  readonly trust: Trust;
  /** Longest wait for one answer, ms; the caller's deadline may end it sooner. */
  readonly requestTimeout: number;
};

/** How long leaving may take for the token's sake, ms. */
const farewell = 2000;

/** Logs in, so a unit that can't be reached or refuses the password is known at once. Throws an IControlError. */
export async function openSession(options: SessionOptions, signal: AbortSignal): Promise<Session> {
  const transport = new Transport(options.unit, options.trust, options.requestTimeout);
  const authentication = new Authentication(transport, options);
  try {
    await authentication.credentials(within(options.requestTimeout, signal));
  } catch (error) {
    authentication.abandon();
    transport.close();
    throw error;
  }
  return new Session(transport, authentication);
}

/**
 * One unit of a BIG-IP. It outlives restarts of the unit: after a failure the next request connects and logs in again.
 * It repeats a request only when its token had ended; every other retry is the caller's decision.
 */
export class Session implements AsyncDisposable {
  readonly unit: string;
  readonly #transport: Transport;
  readonly #authentication: Authentication;
  readonly #writes = new Lane();
  readonly #reads = new Lane();
  readonly #asides = new Lane();

  constructor(transport: Transport, authentication: Authentication) {
    this.unit = transport.unit;
    this.#transport = transport;
    this.#authentication = authentication;
  }

  /** When the unit's certificate is believed no more, ms since 1970; undefined where its dates don't matter. */
  get certificateEnds(): number | undefined {
    return this.#transport.certificateEnds;
  }

  /** Carries out a write, after those sent before it. What BIG-IP answers to a write that succeeded isn't looked at. */
  async send(request: Request, until: Until): Promise<void> {
    await this.#writes.run(() => this.#perform(request, until));
  }

  /** Carries out a write whose answer matters. */
  async ask<T>(read: Read<T>, until: Until): Promise<T> {
    return this.#writes.run(async () => this.#parse(read, await this.#perform(read.request, until)));
  }

  /** Reads, beside a write under way. */
  async read<T>(read: Read<T>, until: Until): Promise<T> {
    return this.#reads.run(async () => this.#parse(read, await this.#perform(read.request, until)));
  }

  /** Reads beside all else, however long that takes: for what must be known at any time. */
  async peek<T>(read: Read<T>, until: Until): Promise<T> {
    return this.#asides.run(async () => this.#parse(read, await this.#perform(read.request, until)));
  }

  /** Reads what may not be there: undefined when it certainly isn't. */
  async find<T>(read: Read<T>, until: Until): Promise<T | undefined> {
    try {
      return await this.read(read, until);
    } catch (error) {
      if (error instanceof IControlError && error.kind === 'not-found') return undefined;
      throw error;
    }
  }

  /** Waits for requests under way, deletes the token and closes the connections. */
  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all([this.#writes.idle(), this.#reads.idle(), this.#asides.idle()]);
    await this.#authentication.end(farewell);
    this.#transport.close();
  }

  async #perform(request: Request, until: Until): Promise<Answer> {
    let credentials = await this.#authentication.credentials(until);
    let answer = await this.#transport.exchange(request, credentials.headers, until);
    if (answer.status < 300) return answer;
    let verdict = verdictOf(answer);
    if (verdict.kind === 'expired') {
      this.#authentication.discard(credentials);
      credentials = await this.#authentication.credentials(until);
      answer = await this.#transport.exchange(request, credentials.headers, until);
      if (answer.status < 300) return answer;
      verdict = verdictOf(answer);
    }
    throw this.#transport.error(kindFor(request, verdict), request, verdict.detail);
  }

  #parse<T>({ request, schema }: Read<T>, { body }: Answer): T {
    let value: unknown;
    try {
      value = JSON.parse(Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8'));
    } catch (cause) {
      throw this.#transport.error('unexpected', request, 'the answer is no JSON', cause);
    }
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    const issues = parsed.error.issues.slice(0, 5).map(({ path, message }) => `${path.join('.')}: ${message}`);
    throw this.#transport.error('unexpected', request, `the answer is not as known: ${issues.join('; ')}`);
  }
}

function verdictOf({ status, body }: Answer): Verdict {
  return classify(status, Buffer.from(body).toString('utf8'));
}

function kindFor(request: Request, { kind }: Verdict): IControlError['kind'] {
  // A token refused twice in a row, or a user with too many of them, passes.
  if (kind === 'expired' || kind === 'token-limit') return 'busy';
  return kind === 'ambiguous' && request.method === 'GET' ? 'busy' : kind;
}

/** Runs one thing after the other. */
class Lane {
  #last: Promise<unknown> = Promise.resolve();

  run<T>(work: () => Promise<T>): Promise<T> {
    const result = this.#last.then(work);
    this.#last = result.catch(() => undefined);
    return result;
  }

  async idle(): Promise<void> {
    await this.#last;
  }
}
