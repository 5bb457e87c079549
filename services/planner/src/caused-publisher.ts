/** A publisher by which all that is set goes on the trace of the occasion on which it was planned. */
import type { Entry, Publisher } from '@berth/bus';
import type { Desired } from '@berth/messages';
import type { Occasion } from './occasion.ts';

/** Passes everything on as it is, and closes the publisher that it was made of. */
export class CausedPublisher implements Publisher<Desired> {
  readonly #publisher: Publisher<Desired>;
  readonly #occasion: Pick<Occasion, 'cause'>;

  constructor(publisher: Publisher<Desired>, occasion: Pick<Occasion, 'cause'>) {
    this.#publisher = publisher;
    this.#occasion = occasion;
  }

  get stored(): ReadonlyMap<string, Entry<Desired>> {
    return this.#publisher.stored;
  }

  set(key: string, document: Omit<Desired, 'epoch'>): void {
    // A plan tells how far planning is, which is nobody's change.
    this.#publisher.set(key, document, document.kind === 'plan' ? undefined : this.#occasion.cause);
  }

  delete(key: string): void {
    this.#publisher.delete(key);
  }

  async flush(): Promise<void> {
    await this.#publisher.flush();
  }

  revision(key: string): number | undefined {
    return this.#publisher.revision(key);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#publisher[Symbol.asyncDispose]();
  }
}
