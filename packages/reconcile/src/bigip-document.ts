/** The document about a BIG-IP itself, written by whichever applier holds its lease. */
import { type Lease, type Surroundings, underLease } from '@berth/bus';
import { type Bigip, type BigipName, bigipKey, leaseKey } from '@berth/messages';

export type BigipFacts = Pick<Bigip, 'version' | 'units'>;

/** Keeps `berth-bigips` equal to what was last told with `set`, while this program is the one to write it. */
export class BigipDocument {
  readonly #name: BigipName;
  #facts: BigipFacts | undefined;
  #publish: ((facts: BigipFacts) => void) | undefined;

  constructor(name: BigipName) {
    this.#name = name;
  }

  set(facts: BigipFacts): void {
    this.#facts = facts;
    this.#publish?.(facts);
  }

  /** Waits for the lease and keeps it, until `signal` aborts. */
  async keep(program: string, { store }: Pick<Surroundings, 'store'>, signal: AbortSignal): Promise<void> {
    const key = bigipKey(this.#name);
    const work = async (lease: Lease, held: AbortSignal) => {
      await using publisher = await store.publisher('berth-bigips', { filter: key, lease }, held);
      this.#publish = (facts) => publisher.set(key, { v: 1, name: this.#name, ...facts });
      if (this.#facts !== undefined) this.#publish(this.#facts);
      await aborted(held);
      this.#publish = undefined;
    };
    await underLease(store, { name: leaseKey('bigip', this.#name), program }, work, signal);
  }
}

async function aborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<unknown>();
  if (signal.aborted) return;
  signal.addEventListener('abort', resolve, { once: true });
  await promise;
}
