/** The way of spans to what takes OTLP over HTTP: gathered, sent beside everything else, and dropped rather than kept when it can't. */
import { readFile } from 'node:fs/promises';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Span } from '@berth/bus';
import type { Tracing } from '@berth/installation';
import { type ExportResult, ExportResultCode } from '@opentelemetry/core';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, type ReadableSpan, type SpanExporter } from '@opentelemetry/sdk-trace';
import { readHeaders } from './headers.ts';
import { readableSpan } from './readable-span.ts';

export type OtlpOptions = {
  readonly receiver: Pick<Tracing, 'endpoint' | 'headersFile' | 'caFile'>;
  /** Whose spans they are, by OpenTelemetry's words for it. */
  readonly resource: Readonly<Record<string, string>>;
  /** Told what became of some spans; `failure`: why they are lost. */
  readonly onOutcome: (spans: number, failure: Error | undefined) => void;
};

/** Spans that wait at most. */
const most = 2048;
/** ms between two requests, if there is anything to send. */
const pause = 1000;
/** ms that a request, with what is tried again of it, may take. */
const patience = 3000;

export class Otlp implements AsyncDisposable {
  readonly #options: OtlpOptions;
  readonly #resource;
  readonly #processor: BatchSpanProcessor;
  readonly #courier: Courier;
  #waiting = 0;

  constructor(options: OtlpOptions) {
    this.#options = options;
    this.#resource = defaultResource().merge(resourceFromAttributes(options.resource));
    this.#courier = new Courier(options.receiver, (spans, failure) => {
      this.#waiting -= spans;
      options.onOutcome(spans, failure);
    });
    this.#processor = new BatchSpanProcessor({
      exporter: this.#courier,
      maxQueueSize: most,
      scheduledDelayMillis: pause,
      exportTimeoutMillis: 2 * patience,
    });
  }

  /** Returns at once. */
  tell(span: Span): void {
    // The processor drops what it has no room for and tells nobody.
    if (this.#waiting >= most) this.#options.onOutcome(1, new Error(`${most} spans wait to be sent already`));
    else {
      this.#waiting++;
      this.#processor.onEnd(readableSpan(span, this.#resource));
    }
  }

  /** Sends what waits, if that is possible within a moment. */
  async [Symbol.asyncDispose](): Promise<void> {
    // What could not be sent was told.
    const sent = this.#processor.shutdown().catch(() => undefined);
    const late = new AbortController();
    await Promise.race([sent, sleep(patience, undefined, { signal: late.signal }).catch(() => undefined)]);
    late.abort();
    this.#courier.close();
  }
}

/** Sends batches. What its files hold is read again: the headers for each, the authority after a failure. */
class Courier implements SpanExporter {
  readonly #receiver: OtlpOptions['receiver'];
  readonly #onOutcome: OtlpOptions['onOutcome'];
  #headers: Record<string, string> = {};
  #exporter: OTLPTraceExporter;
  #agent: HttpAgent | undefined;

  constructor(receiver: OtlpOptions['receiver'], onOutcome: OtlpOptions['onOutcome']) {
    this.#receiver = receiver;
    this.#onOutcome = onOutcome;
    this.#exporter = this.#open();
  }

  export(spans: ReadableSpan[], done: (result: ExportResult) => void): void {
    const finish = (result: ExportResult) => {
      const failure = result.code === ExportResultCode.SUCCESS ? undefined : (result.error ?? new Error('it was refused'));
      if (failure !== undefined) this.#openAgain();
      this.#onOutcome(spans.length, failure);
      done(result);
    };
    this.#send(spans).then(finish, (error: unknown) => {
      finish({ code: ExportResultCode.FAILED, error: error instanceof Error ? error : new Error(String(error)) });
    });
  }

  async forceFlush(): Promise<void> {
    await this.#exporter.forceFlush();
  }

  async shutdown(): Promise<void> {
    await this.#exporter.shutdown();
  }

  /** Ends requests under way. */
  close(): void {
    this.#agent?.destroy();
  }

  async #send(spans: ReadableSpan[]): Promise<ExportResult> {
    const { headersFile } = this.#receiver;
    if (headersFile !== undefined) this.#headers = await readHeaders(headersFile);
    return await new Promise((resolve) => this.#exporter.export(spans, resolve));
  }

  #open(): OTLPTraceExporter {
    return new OTLPTraceExporter({
      url: `${this.#receiver.endpoint.replace(/\/+$/, '')}/v1/traces`,
      headers: async () => this.#headers,
      timeoutMillis: patience,
      httpAgentOptions: () => this.#openAgent(),
    });
  }

  #openAgain(): void {
    this.#agent?.destroy();
    this.#exporter = this.#open();
  }

  async #openAgent(): Promise<HttpAgent> {
    const { endpoint, caFile } = this.#receiver;
    const secure = endpoint.startsWith('https:');
    const ca = secure && caFile !== undefined ? { ca: await readFile(caFile, 'utf8') } : {};
    this.#agent = secure ? new HttpsAgent({ keepAlive: true, ...ca }) : new HttpAgent({ keepAlive: true });
    return this.#agent;
  }
}
