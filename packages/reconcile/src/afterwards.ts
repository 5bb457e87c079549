/** What follows writes once they have settled: they are saved, and brought to the other units of a device group. */
import type { Store } from '@berth/bus';
import type { Session, Until } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import type { StatusParts } from './compose-status.ts';
import { isAnyWaiting } from './group/other-appliers.ts';
import { Synchroniser, type SynchroniserOptions } from './group/synchroniser.ts';
import type { Link } from './link.ts';
import { Saver } from './saver.ts';
import type { ApplierTarget } from './target.ts';

export type AfterwardsOptions = Pick<SynchroniserOptions, 'clock' | 'log'> & {
  readonly target: ApplierTarget;
  readonly store: Store;
  readonly link: Pick<Link, 'heard' | 'others' | 'sync'>;
  /** What an earlier holder of the lease had not brought to the other units. */
  readonly left: Status['unsynchronised'];
};

export class Afterwards {
  readonly #saver: Saver;
  readonly #synchroniser: Synchroniser;
  /** GTM's objects lie in `/Common`, which is others' too; BIG-IP saves them by itself soon after a change, and synchronises them beside the device group. */
  readonly #isBigipsOwn: boolean;

  constructor({ target, store, link, left, clock, log }: AfterwardsOptions) {
    const { kind, bigip, timing, turns } = target;
    const turn = (signal: AbortSignal) => turns.take(bigip.name, signal);
    const others = () => link.others;
    const isAnotherWaiting = (signal: AbortSignal) => isAnyWaiting(store, { kind, bigip: bigip.name }, signal);
    this.#isBigipsOwn = kind === 'gtm';
    this.#saver = new Saver({ bigip, timing, turn, clock, log });
    this.#synchroniser = new Synchroniser(
      { bigip, timing, turn, seen: () => link.sync, heard: () => link.heard, isAnotherWaiting, others, clock, log },
      left,
    );
  }

  /** What the status tells of it. */
  get told(): Pick<StatusParts, 'unsavedSince' | 'unsynchronised'> {
    return { unsavedSince: this.#saver.unsavedSince, unsynchronised: this.#synchroniser.unsynchronised };
  }

  /** A write is about to be sent to that unit. */
  writing(unit: string): void {
    if (!this.#isBigipsOwn) this.#synchroniser.writing(unit);
  }

  /** Something was written, or may have been. */
  written(): void {
    if (this.#isBigipsOwn) return;
    this.#saver.changed();
    this.#synchroniser.written();
  }

  /** From now on another unit is written to. */
  moved(): void {
    this.#synchroniser.moved();
  }

  /** In how many ms there is something to do; never while there is nothing, or it is under way. */
  dueIn(): number {
    return Math.min(this.#saver.dueIn(), this.#synchroniser.dueIn());
  }

  /** Begins what is due; `onEnd` is called after each. */
  begin(session: Session, until: Until, onEnd: () => void): void {
    if (this.#saver.dueIn() <= 0) this.#saver.begin(session, until, onEnd);
    if (this.#synchroniser.dueIn() <= 0) this.#synchroniser.begin(session, until, onEnd);
  }

  /** Waits for what is under way. */
  async ended(): Promise<void> {
    await Promise.all([this.#saver.ended(), this.#synchroniser.ended()]);
  }
}
