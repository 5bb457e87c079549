/** A publisher of the store on JSON lines: what is set goes to the output. */
import type { Entry, Publisher } from './store.ts';
import type { Cause } from './tracer.ts';

export class LinesPublisher<T> implements Publisher<T> {
  readonly stored: ReadonlyMap<string, Entry<T>>;
  readonly #write: (key: string, document: Omit<T, 'epoch'> | null, cause?: Cause) => number;
  readonly #revisions = new Map<string, number>();

  constructor(stored: ReadonlyMap<string, Entry<T>>, write: (key: string, document: Omit<T, 'epoch'> | null, cause?: Cause) => number) {
    this.stored = stored;
    this.#write = write;
  }

  set(key: string, document: Omit<T, 'epoch'>, cause?: Cause): void {
    this.#revisions.set(key, this.#write(key, document, cause));
  }

  delete(key: string): void {
    this.#revisions.set(key, this.#write(key, null));
  }

  async flush(): Promise<void> {}

  revision(key: string): number | undefined {
    return this.#revisions.get(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}
