/** A lease of the store on JSON lines: there is nobody else who could hold it. */
import { compareEpochs, type Epoch, zeroEpoch } from '@berth/messages';
import type { Lease } from './store.ts';

export class LinesLease implements Lease {
  readonly name: string;
  readonly #end = new AbortController();
  #epoch: Epoch;

  constructor(name: string) {
    this.name = name;
    this.#epoch = zeroEpoch(name);
  }

  /** Zero, unless the input has documents of a holder. */
  get epoch(): Epoch {
    return this.#epoch;
  }

  get signal(): AbortSignal {
    return this.#end.signal;
  }

  held(): boolean {
    return !this.signal.aborted;
  }

  deadline(): number {
    return Number.POSITIVE_INFINITY;
  }

  supersededBy(): void {}

  raise(found: Epoch): void {
    if (compareEpochs(found, this.#epoch) > 0) this.#epoch = { ...this.#epoch, created: found.created + 1 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
  }
}
