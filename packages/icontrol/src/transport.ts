/** One HTTPS exchange with a unit: bytes out, bytes in, and what a broken exchange means. */
import got, { RequestError, TimeoutError } from 'got';
import { IControlError } from './errors.ts';
import { nameOf, type Request, target, type Until } from './request.ts';
import { type Trust, TrustingAgent, UntrustedCertificate } from './trust.ts';

export type Answer = { readonly status: number; readonly body: Uint8Array };

/** Speaks with one unit over kept connections. It neither authenticates nor judges answers. */
export class Transport {
  /** HOST or HOST:PORT. */
  readonly unit: string;
  readonly #agent: TrustingAgent;
  readonly #timeout: number;
  readonly #client;

  constructor(unit: string, trust: Trust, timeout: number) {
    this.unit = unit;
    this.#agent = new TrustingAgent(trust, timeout);
    this.#timeout = timeout;
    this.#client = got.extend({
      agent: { https: this.#agent },
      decompress: false,
      followRedirect: false,
      responseType: 'buffer',
      retry: { limit: 0 },
      throwHttpErrors: false,
    });
  }

  get certificateEnds(): number | undefined {
    return this.#agent.certificateEnds;
  }

  /** Sends a request and reads the whole answer, whatever its status. */
  async exchange(request: Request, headers: Readonly<Record<string, string>>, until: Until): Promise<Answer> {
    until.signal.throwIfAborted();
    const patience = Math.min(this.#timeout, until.deadline() - performance.now());
    if (patience <= 0) throw this.error('unreachable', request, 'not sent: its deadline had passed');
    const body = request.body === undefined ? {} : { body: JSON.stringify(request.body) };
    const json = request.body === undefined ? undefined : { 'content-type': 'application/json' };
    const coordination = request.transaction === undefined ? undefined : { 'x-f5-rest-coordination-id': String(request.transaction) };
    try {
      const answer = await this.#client(`https://${this.unit}${target(request)}`, {
        method: request.method,
        ...body,
        headers: { accept: 'application/json', ...headers, ...json, ...coordination },
        timeout: { request: Math.max(1, Math.floor(patience)) },
        signal: until.signal,
      });
      return { status: answer.statusCode, body: answer.rawBody };
    } catch (failure) {
      if (!(failure instanceof RequestError)) throw failure;
      throw this.#broken(request, failure, patience, until.signal);
    }
  }

  error(kind: IControlError['kind'], request: Request, detail: string, cause?: unknown): IControlError {
    return new IControlError(kind, `${nameOf(request)} on ${this.unit}`, detail, cause === undefined ? undefined : { cause });
  }

  close(): void {
    this.#agent.destroy();
  }

  /** got's own error holds the request with its credentials, so only what caused it is kept. */
  #broken(request: Request, failure: RequestError, patience: number, signal: AbortSignal): unknown {
    const cause = failure.cause;
    if (cause instanceof UntrustedCertificate) return this.error('untrusted', request, `${cause.message}; ${advice(this.unit)}`, cause);
    // A socket is handed out only when connected and checked: before that nothing was sent.
    const sent = failure.timings?.socket !== undefined;
    if (sent && request.method !== 'GET') {
      const why = signal.aborted
        ? 'given up'
        : failure instanceof TimeoutError
          ? `no answer within ${Math.floor(patience)} ms`
          : failure.message;
      return this.error('ambiguous', request, `${why} after it was sent`, signal.aborted ? signal.reason : cause);
    }
    if (signal.aborted) return signal.reason;
    if (failure instanceof TimeoutError) return this.error('unreachable', request, `no answer within ${Math.floor(patience)} ms`);
    return this.error('unreachable', request, failure.message, cause);
  }
}

/** What to do about a certificate that isn't trusted. */
function advice(unit: string): string {
  return `berth trust ${unit} shows the certificate, and what to configure`;
}
