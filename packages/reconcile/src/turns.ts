/** Whose turn it is to save or to synchronise a BIG-IP: one after the other, among the loops of this program and those of the others. */
import { type Store, unlessAborted } from '@berth/bus';
import { leaseKey } from '@berth/messages';

export class Turns {
  readonly #store: Store;
  readonly #program: string;
  /** The last turn that was asked for here, by BIG-IP. */
  readonly #last = new Map<string, Promise<void>>();

  constructor(store: Store, program: string) {
    this.#store = store;
    this.#program = program;
  }

  /** Waits for it; disposing gives it to the next. Rejects with the signal's reason. */
  async take(bigip: string, signal: AbortSignal): Promise<AsyncDisposable> {
    const before = this.#last.get(bigip) ?? Promise.resolve();
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#last.set(bigip, promise);
    try {
      await unlessAborted(before, signal);
      const lease = await this.#store.lease(leaseKey('turn', bigip), { program: this.#program }, signal);
      const end = async () => {
        await lease[Symbol.asyncDispose]();
        resolve();
      };
      return { [Symbol.asyncDispose]: end };
    } catch (error) {
      // Whoever comes next still waits for the one before.
      void before.then(resolve);
      throw error;
    }
  }
}
