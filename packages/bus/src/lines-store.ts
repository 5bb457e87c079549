/** The store on JSON lines, for `--stdio`: what a program reads comes from an input, what it writes goes to an output. No NATS, no leases. */
import type { Readable, Writable } from 'node:stream';
import { setImmediate as turn } from 'node:timers/promises';
import type { BucketName, Documents } from '@berth/messages';
import { raiseAbove } from './known.ts';
import { readLines } from './line-input.ts';
import { LineOutput } from './line-output.ts';
import { LinesContent } from './lines-content.ts';
import { LinesLease } from './lines-lease.ts';
import { LinesPublisher } from './lines-publisher.ts';
import { aborted } from './pause.ts';
import type { FoundProblem } from './problem-report.ts';
import { sameContent } from './same-content.ts';
import type { Batch, Entry, Lease, Log, Message, Publisher, PublisherOptions, Replacement, ReportedAbout, Store } from './store.ts';
import { writeSpan } from './traced-write.ts';
import { checkDocument } from './watch.ts';

export type LinesOptions = {
  readonly input: Readable;
  readonly output: Writable;
  /**
   * once: the input is read to its end, then each watch yields one snapshot and ends, and `print` prints all that was written.
   * follow: a watch begins empty and yields an update for each line until the input ends; what was written is printed after each.
   */
  readonly mode: 'once' | 'follow';
  readonly log: Log;
};

/** Nothing is ever held against its leases, and their epoch is zero. Nothing can be concluded from silence: it is never connected. */
export interface LinesStore extends Store {
  /** Lines that could not be used; each was logged with its number. The program's exit code is 1 if there is one. */
  readonly refused: number;
  /** Prints what was written and isn't printed yet. To be called when the program has done all it had to. Rejects when that can't be written. */
  print(): Promise<void>;
}

/** Reads lines `{"bucket", "key", "document"}` (document null: deleted) and prints such lines. Disposing stops reading. */
export function openLines(options: LinesOptions): LinesStore {
  return new JsonLinesStore(options);
}

class JsonLinesStore implements LinesStore {
  readonly #options: LinesOptions;
  readonly #output: LineOutput;
  readonly #content = new LinesContent();
  /** What the program itself wrote; null where it deleted. */
  readonly #written = new Map<string, { readonly revision: number; readonly document: object | null }>();
  #reading: Promise<void> | undefined;
  #failure: Error | undefined;
  #revision = 0;
  #refused = 0;

  constructor(options: LinesOptions) {
    this.#options = options;
    this.#output = new LineOutput(options.output);
  }

  get refused(): number {
    return this.#refused;
  }

  async *watch<B extends BucketName>(bucket: B, filter: string, signal: AbortSignal): AsyncGenerator<Batch<Documents[B]>, void, undefined> {
    await this.#untilReadable(signal);
    if (signal.aborted) return;
    yield* this.#content.watch(bucket, { filter, begun: () => void this.#read() }, signal);
    if (!signal.aborted) this.#throwIfFailed();
  }

  async read<B extends BucketName>(bucket: B, key: string, signal: AbortSignal): Promise<Entry<Documents[B]> | undefined> {
    await this.#untilReadable(signal);
    signal.throwIfAborted();
    const written = this.#written.get(`${bucket} ${key}`);
    const entry =
      written === undefined
        ? this.#content.get(bucket, key)
        : { key, revision: written.revision, value: checkDocument(bucket, written.document) };
    return written?.document === null || entry?.value.kind === 'deleted' ? undefined : entry;
  }

  async compareAndSet<B extends BucketName>(
    bucket: B,
    { key, document, revision }: Replacement<Documents[B]>,
    signal: AbortSignal,
  ): Promise<number | undefined> {
    if ((await this.read(bucket, key, signal))?.revision !== revision) return undefined;
    return this.#write(bucket, key, document);
  }

  async remove(bucket: BucketName, key: string, signal: AbortSignal): Promise<void> {
    if ((await this.read(bucket, key, signal)) !== undefined) this.#write(bucket, key, null);
  }

  async publisher<B extends BucketName>(
    bucket: B,
    { filter, lease }: PublisherOptions,
    signal: AbortSignal,
  ): Promise<Publisher<Documents[B]>> {
    await this.#untilReadable(signal);
    signal.throwIfAborted();
    const stored = new Map(this.#content.matching(bucket, filter).map((entry) => [entry.key, entry]));
    for (const entry of stored.values()) raiseAbove(entry, lease);
    return new LinesPublisher(stored, (key, document, cause) => {
      if (document === null) return this.#write(bucket, key, null);
      const traced = cause !== undefined && {
        traceparent: writeSpan(cause.trace, key, this.#written.get(`${bucket} ${key}`)?.revision ?? 0),
      };
      return this.#write(bucket, key, { ...document, epoch: lease.epoch, ...traced });
    });
  }

  async lease(name: string, _options: { readonly program: string }, signal: AbortSignal): Promise<Lease> {
    signal.throwIfAborted();
    return new LinesLease(name);
  }

  heldLeases(): string[] {
    return [];
  }

  /** Nobody is there to hear it. */
  publish(): void {}

  report(_about: ReportedAbout, problem: FoundProblem | undefined): void {
    if (problem !== undefined) this.#options.log.warn(problem, 'found a problem');
  }

  subscribe(_filter: string, signal: AbortSignal): AsyncIterable<Message> {
    const next = async () => {
      await aborted(signal);
      return { done: true, value: undefined } as const;
    };
    return { [Symbol.asyncIterator]: () => ({ next }) };
  }

  /** Nobody is there to ask. */
  answer(): Disposable {
    return { [Symbol.dispose]: () => undefined };
  }

  connected(): boolean {
    return false;
  }

  payloadLimit(): number {
    return Number.POSITIVE_INFINITY;
  }

  async print(): Promise<void> {
    await this.#output.print();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#options.input.destroy();
  }

  async #untilReadable(signal: AbortSignal): Promise<void> {
    if (this.#options.mode === 'follow') return;
    await Promise.race([this.#read(), aborted(signal)]);
    if (!signal.aborted) this.#throwIfFailed();
  }

  #throwIfFailed(): void {
    if (this.#failure !== undefined) throw this.#failure;
  }

  /** Reads the input to its end, once. */
  #read(): Promise<void> {
    this.#reading ??= this.#readAll()
      .catch((error: unknown) => {
        this.#failure = new Error('the input could not be read', { cause: error });
      })
      .finally(() => this.#content.end());
    return this.#reading;
  }

  async #readAll(): Promise<void> {
    const { input, mode } = this.#options;
    for await (const numbered of readLines(input)) {
      this.#revision = Math.max(this.#revision + 1, numbered.number);
      if (numbered.kind === 'refused') this.#refuse(numbered.number, numbered.reason);
      else this.#take(numbered.number, numbered.line);
      if (mode === 'once') continue;
      await turn();
      await this.#output.print();
    }
  }

  #take<B extends BucketName>(
    number: number,
    { bucket, key, document }: { readonly bucket: B; readonly key: string; readonly document: unknown },
  ): void {
    const value: Entry<Documents[B]>['value'] = document === null ? { kind: 'deleted' } : checkDocument(bucket, document);
    // It is there, though nobody can tell what it says.
    if (value.kind === 'unreadable') this.#refuse(number, `${key}: ${value.reason}`);
    this.#content.set(bucket, { key, revision: this.#revision, value });
  }

  #refuse(line: number, reason: string): void {
    this.#refused++;
    this.#options.log.error({ line, reason }, 'refused a line of the input');
  }

  #write(bucket: BucketName, key: string, document: object | null): number {
    const before = this.#written.get(`${bucket} ${key}`);
    if (before !== undefined && (before.document === document || sameContent(before.document, document))) return before.revision;
    const revision = ++this.#revision;
    this.#written.set(`${bucket} ${key}`, { revision, document });
    if (document === null && this.#options.mode === 'once') this.#output.drop(bucket, key);
    else this.#output.set(bucket, key, document);
    return revision;
  }
}
