/** The program's tracer: what is told goes where the configuration says, or nowhere. */

import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Log, Span, Tracer } from '@berth/bus';
import { type Installation, version } from '@berth/installation';
import { readTraceparent, type Traceparent, writeTraceparent } from '@berth/messages';
import type { Meters } from '../metrics/meters.ts';
import type { Otlp } from './otlp.ts';

export type TracingOptions = {
  readonly program: string;
  readonly instance: string;
  /** Undefined where nobody can ask for them. */
  readonly meters: Meters | undefined;
  readonly log: Log;
};

type Configured = Pick<Installation, 'installation' | 'tracing'>;

export class Tracing implements Tracer, AsyncDisposable {
  readonly #options: TracingOptions;
  #configured: Configured | undefined;
  #otlp: Otlp | undefined;
  #becoming: Promise<void> = Promise.resolve();
  #state: 'well' | 'failing' = 'well';

  constructor(options: TracingOptions) {
    this.#options = options;
  }

  begin(): Traceparent {
    const sampled = Math.random() < (this.#configured?.tracing?.ratio ?? 0);
    return writeTraceparent({ trace: randomBytes(16).toString('hex'), span: randomBytes(8).toString('hex'), sampled });
  }

  tell(span: Span): void {
    if (this.#otlp !== undefined && readTraceparent(span.trace).sampled) this.#otlp.tell(span);
  }

  /** From now on this is configured. */
  async become({ installation, tracing }: Configured): Promise<void> {
    this.#becoming = this.#becoming.then(() => this.#become({ installation, tracing }));
    await this.#becoming;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#becoming;
    await this.#otlp?.[Symbol.asyncDispose]();
  }

  async #become(configured: Configured): Promise<void> {
    if (isDeepStrictEqual(configured, this.#configured)) return;
    const before = this.#otlp;
    const { program, instance } = this.#options;
    const { installation, tracing } = configured;
    // Who traces nothing doesn't load what it takes.
    const { Otlp } = tracing === undefined ? {} : await import('./otlp.ts');
    const resource = {
      'service.name': `berth-${program}`,
      'service.namespace': installation,
      'service.instance.id': instance,
      'service.version': version,
    };
    this.#otlp =
      tracing &&
      Otlp &&
      new Otlp({ receiver: tracing, resource, onOutcome: (spans, failure) => this.#note(tracing.endpoint, spans, failure) });
    this.#configured = configured;
    this.#state = 'well';
    await before?.[Symbol.asyncDispose]();
  }

  #note(endpoint: string, spans: number, failure: Error | undefined): void {
    const { meters, log } = this.#options;
    meters?.spans.inc({ outcome: failure === undefined ? 'sent' : 'lost' }, spans);
    if (failure !== undefined && this.#state === 'well') {
      this.#state = 'failing';
      log.warn({ endpoint, reason: failure.message }, 'could not send traces; until it goes they are dropped, and all else goes on');
    } else if (failure === undefined && this.#state === 'failing') {
      this.#state = 'well';
      log.info({ endpoint }, 'sends traces again');
    }
  }
}
