/** Which engines' event streams a collector has open, and who is told when that changes. */
import type { EngineName } from '@berth/messages';

export class OpenEngines {
  readonly #open = new Set<EngineName>();
  readonly #listeners = new Set<(engine: EngineName) => void>();

  get names(): readonly EngineName[] {
    return [...this.#open];
  }

  add(engine: EngineName): void {
    if (this.#open.has(engine)) return;
    this.#open.add(engine);
    this.#tell(engine);
  }

  delete(engine: EngineName): void {
    if (this.#open.delete(engine)) this.#tell(engine);
  }

  /** Calls `listener` with each engine whose stream has opened or closed, until the result is disposed. */
  onChange(listener: (engine: EngineName) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }

  #tell(engine: EngineName): void {
    for (const listener of this.#listeners) listener(engine);
  }
}
