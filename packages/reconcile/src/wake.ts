/** A loop's sleep: until something happened, or until it is time. */

/** Remembers a ring that nobody waited for, so none is lost between looking and sleeping. */
export class Wake {
  #rung: boolean = false;
  #waiter: (() => void) | undefined;

  ring(): void {
    this.#rung = true;
    this.#waiter?.();
  }

  /** Resolves at the next ring, after `ms`, or when `signal` aborts. */
  async wait(ms: number, signal: AbortSignal): Promise<void> {
    if (!this.#rung && !signal.aborted && ms > 0) {
      const { promise, resolve } = Promise.withResolvers<unknown>();
      const timer = Number.isFinite(ms) ? setTimeout(resolve, Math.min(ms, longest)) : undefined;
      this.#waiter = () => resolve(undefined);
      signal.addEventListener('abort', resolve, { once: true });
      await promise;
      signal.removeEventListener('abort', resolve);
      clearTimeout(timer);
      this.#waiter = undefined;
    }
    this.#rung = false;
  }
}

/** What a timer can hold. */
const longest = 2 ** 31 - 1;
