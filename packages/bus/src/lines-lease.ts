/** A lease of the store on JSON lines: there is nobody else who could hold it. */
import { type Epoch, zeroEpoch } from '@berth/messages';
import type { Lease } from './store.ts';

export class LinesLease implements Lease {
  readonly name: string;
  readonly epoch: Epoch;
  readonly #end = new AbortController();

  constructor(name: string) {
    this.name = name;
    this.epoch = zeroEpoch(name);
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

  raise(): void {}

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
  }
}
