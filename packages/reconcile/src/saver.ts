/** Saves what was written: once things have settled, and at the latest after a while. */
import type { Clock, Log } from '@berth/bus';
import { IControlError, type Session, savePartition, type Until } from '@berth/icontrol';
import { z } from 'zod';
import type { BigipTarget } from './target.ts';

export type SaverOptions = {
  readonly bigip: Pick<BigipTarget, 'name' | 'partition'>;
  readonly timing: { readonly saveAfter: number; readonly saveAtLatest: number };
  /** Waits until none of the BIG-IP's other appliers saves. */
  readonly turn: (signal: AbortSignal) => Promise<AsyncDisposable>;
  readonly clock: Clock;
  readonly log: Log;
};

/** Since when, and since when last, there are changes that a restart would lose. */
type Unsaved = { readonly since: number; readonly last: number };

/** All times are the clock's. */
export class Saver {
  readonly #options: SaverOptions;
  #unsaved: Unsaved | undefined;
  #running: Promise<void> | undefined;

  constructor(options: SaverOptions) {
    this.#options = options;
  }

  get unsavedSince(): number | undefined {
    return this.#unsaved?.since;
  }

  /** Something was written, or may have been. */
  changed(): void {
    const now = this.#options.clock.now();
    this.#unsaved = { since: this.#unsaved?.since ?? now, last: now };
  }

  /** In how many ms to save; never while there is nothing to save, or a save is under way. */
  dueIn(): number {
    if (this.#unsaved === undefined || this.#running !== undefined) return Number.POSITIVE_INFINITY;
    const { timing, clock } = this.#options;
    return Math.min(this.#unsaved.last + timing.saveAfter, this.#unsaved.since + timing.saveAtLatest) - clock.now();
  }

  /** Begins a save, which doesn't throw for a BIG-IP's sake; `onEnd` is called after it. */
  begin(session: Session, until: Until, onEnd: () => void): void {
    this.#running = this.#save(session, until).finally(() => {
      this.#running = undefined;
      onEnd();
    });
  }

  /** Waits for a save under way. */
  async ended(): Promise<void> {
    await this.#running;
  }

  /** On the connection for reads: a save takes seconds, and changes go on meanwhile. */
  async #save(session: Session, until: Until): Promise<void> {
    const { bigip, turn, clock, log } = this.#options;
    const saved = this.#unsaved;
    try {
      await using _turn = await turn(until.signal);
      // What is written while it is saved may have come too late.
      this.#unsaved = undefined;
      await session.read({ request: savePartition(bigip.partition), schema: z.unknown() }, until);
      log.info({ bigip: bigip.name, partition: bigip.partition }, 'saved the configuration');
    } catch (error) {
      if (!(error instanceof IControlError) && !until.signal.aborted) throw error;
      this.#unsaved = { since: saved?.since ?? clock.now(), last: clock.now() };
      log.warn({ bigip: bigip.name, partition: bigip.partition, reason: String(error) }, 'could not save the configuration');
    }
  }
}
