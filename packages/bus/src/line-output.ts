/** Prints what a program wrote under `--stdio`, sorted by bucket and key. */
import type { Writable } from 'node:stream';
import type { BucketName } from '@berth/messages';

type Written = { readonly bucket: BucketName; readonly key: string; readonly document: object | null };

export class LineOutput {
  readonly #output: Writable;
  readonly #waiting = new Map<string, Written>();
  #failure: Error | undefined;

  constructor(output: Writable) {
    this.#output = output;
    // A reader that went away is told by the next print.
    output.on('error', (error) => {
      this.#failure ??= error;
    });
  }

  /** What is to be printed of a key, whatever was before. */
  set(bucket: BucketName, key: string, document: object | null): void {
    this.#waiting.set(`${bucket} ${key}`, { bucket, key, document });
  }

  /** Nothing is to be printed of a key. */
  drop(bucket: BucketName, key: string): void {
    this.#waiting.delete(`${bucket} ${key}`);
  }

  /** Prints what waits. Rejects when that can't be written. */
  async print(): Promise<void> {
    if (this.#failure !== undefined) throw new Error('the output could not be written', { cause: this.#failure });
    const lines = [...this.#waiting].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, written]) => `${JSON.stringify(written)}\n`);
    this.#waiting.clear();
    if (lines.length === 0) return;
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    this.#output.write(lines.join(''), (error) => {
      if (error) reject(new Error('the output could not be written', { cause: error }));
      else resolve();
    });
    await promise;
  }
}
