/** Brings what was written to the active unit to the others, where BIG-IP doesn't do that by itself: once things have settled, and not often. */
import { type Clock, type Log, rest } from '@berth/bus';
import {
  type DeviceGroup,
  getSyncStatus,
  IControlError,
  listDeviceGroups,
  type Session,
  type SyncStatus,
  savePartition,
  soonerOf,
  synchroniseGroup,
  type Until,
} from '@berth/icontrol';
import type { Status } from '@berth/messages';
import { z } from 'zod';
import type { BigipTarget } from '../target.ts';
import { judgeSync, wordsOf } from './sync-verdict.ts';
import type { SyncSeen } from './unit-watch.ts';

export type SynchroniserOptions = {
  readonly bigip: Pick<BigipTarget, 'name' | 'partition' | 'sync'>;
  readonly timing: { readonly syncAfter: number; readonly syncEvery: number; readonly requestTimeout: number };
  /** Waits until none of the BIG-IP's other appliers saves or synchronises. */
  readonly turn: (signal: AbortSignal) => Promise<AsyncDisposable>;
  /** What the active unit said last of its group. */
  readonly seen: () => SyncSeen | undefined;
  /** Whether another applier of the BIG-IP waits to bring over changes of its own, before which the group was in sync. */
  readonly isAnotherWaiting: (signal: AbortSignal) => Promise<boolean>;
  /** Whether every unit answers now. */
  readonly heard: () => 'all' | 'some';
  /** Sessions with the other units. */
  readonly others: () => readonly Session[];
  readonly clock: Clock;
  readonly log: Log;
};

type Unsynchronised = NonNullable<Status['unsynchronised']> & { readonly last: number };

/** What a group says that nobody has changes for. */
const clear: ReadonlySet<string> = new Set(['In Sync', 'Disconnected']);
/** Between two looks at a synchronisation under way, ms. */
const lookAgain = 500;
/** An answer may take this long, ms: whether the unit is active is asked after it, and must be known if it hangs. */
const patience = 5000;

/**
 * All times are the clock's. Each of a BIG-IP's appliers has one, and a pause of its own: they take turns, and what one brings over includes what
 * the others wrote, so that whoever comes next finds the group in sync and sends nothing. It synchronises again only what it wrote after that.
 */
export class Synchroniser {
  readonly #options: SynchroniserOptions;
  #waiting: Unsynchronised | undefined;
  /** Those that were written to since the group was in sync. */
  readonly #units = new Set<string>();
  /** When something was sent last, or answered, on `performance.now()`'s clock. */
  #wrote = Number.NEGATIVE_INFINITY;
  /** When we asked last and heard that all is in sync, on the same clock: what was seen before that is outdated. */
  #inSync = Number.NEGATIVE_INFINITY;
  #moved = Number.NEGATIVE_INFINITY;
  /** When it was last tried. */
  #tried = Number.NEGATIVE_INFINITY;
  #running: Promise<void> | undefined;

  /** `left`: what an earlier holder of the lease had not brought over. */
  constructor(options: SynchroniserOptions, left: Status['unsynchronised']) {
    this.#options = options;
    if (left !== undefined && options.bigip.sync !== 'never') this.#waiting = { ...left, last: options.clock.now() };
  }

  /** What the status tells. */
  get unsynchronised(): Status['unsynchronised'] {
    if (this.#waiting === undefined) return undefined;
    const { last: _, ...told } = this.#waiting;
    return told;
  }

  /** A write is about to be sent to that unit: only now is it known whether the group was in sync before it. */
  writing(unit: string): void {
    const { bigip, seen, clock } = this.#options;
    const before = seen();
    if (bigip.sync === 'never' || (before === undefined && this.#waiting === undefined)) return;
    const now = clock.now();
    // It was in sync, or away altogether, after what we wrote last: then nothing of that waits any more, nor of anybody else.
    const isNewer = before !== undefined && (this.#waiting === undefined || before.asked > this.#wrote);
    const isClear = isNewer && (clear.has(before.status) || before.asked < this.#inSync);
    if (this.#waiting === undefined || isClear) {
      this.#waiting = { since: now, last: now, changes: isClear ? 'own' : 'others' };
      // What was under way when the other unit took over may have been done there later than it said so.
      if (now - this.#moved > this.#options.timing.syncEvery) this.#units.clear();
    } else this.#waiting = { ...this.#waiting, last: now };
    this.#units.add(unit);
    this.#wrote = performance.now();
  }

  /** BIG-IP has answered to it. */
  written(): void {
    this.#wrote = performance.now();
    if (this.#waiting !== undefined) this.#waiting = { ...this.#waiting, last: this.#options.clock.now() };
  }

  /** From now on another unit is written to. */
  moved(): void {
    this.#moved = this.#options.clock.now();
  }

  /** In how many ms to synchronise; never while there is nothing to bring over, or it is under way. */
  dueIn(): number {
    if (this.#waiting === undefined || this.#running !== undefined) return Number.POSITIVE_INFINITY;
    const { timing, clock } = this.#options;
    const { since, last } = this.#waiting;
    return Math.max(this.#tried + timing.syncEvery, Math.min(last + timing.syncAfter, since + timing.syncEvery)) - clock.now();
  }

  /** Begins to synchronise, which doesn't throw for a BIG-IP's sake; `onEnd` is called after it. */
  begin(session: Session, until: Until, onEnd: () => void): void {
    this.#running = this.#synchronise(session, until).finally(() => {
      this.#running = undefined;
      onEnd();
    });
  }

  /** Waits for what is under way. */
  async ended(): Promise<void> {
    await this.#running;
  }

  async #synchronise(session: Session, until: Until): Promise<void> {
    const { bigip, turn, clock, log } = this.#options;
    const began = this.#waiting;
    const before = this.#tried;
    try {
      await using _turn = await turn(until.signal);
      this.#tried = clock.now();
      const reason = await this.#bringOver(session, until);
      if (reason !== undefined) throw new IControlError('rejected', `synchronising ${bigip.name}`, reason);
      // What was written or answered meanwhile may have come too late.
      this.#waiting =
        this.#waiting === undefined || this.#waiting === began ? undefined : { ...this.#waiting, since: this.#tried, changes: 'own' };
    } catch (error) {
      if (!(error instanceof IControlError) && !until.signal.aborted) throw error;
      const reason = error instanceof IControlError ? error.detail : String(error);
      // It was only broken off: whoever goes on, through another unit perhaps, tries it soon.
      if (until.signal.aborted) this.#tried = before;
      else if (this.#waiting !== undefined) this.#waiting = { ...this.#waiting, reason };
      log.warn({ bigip: bigip.name, reason }, 'did not synchronise the device group');
    }
  }

  /** Returns why it isn't in sync; undefined when it is. */
  async #bringOver(session: Session, until: Until): Promise<string | undefined> {
    const { bigip, timing, isAnotherWaiting, log } = this.#options;
    const group = (await session.read(listDeviceGroups(), until)).find(({ type }) => type === 'sync-failover');
    const before = await this.#settle(session, soonerOf(timing.requestTimeout, until), (status) => status !== 'Syncing');
    const isOwn = this.#waiting?.changes === 'own' || (await isAnotherWaiting(until.signal));
    const verdict = judgeSync({
      policy: bigip.sync,
      changes: isOwn ? 'own' : 'others',
      written: this.#units.size,
      heard: this.#options.heard(),
      status: before,
      group,
    });
    switch (verdict.kind) {
      case 'done':
        await this.#saveElsewhere(group, until);
        return undefined;
      case 'wait':
        return wordsOf(before);
      case 'refrain':
        return verdict.reason;
      case 'push':
        break;
      default:
        return verdict satisfies never;
    }
    const pushed = performance.now();
    await session.read({ request: synchroniseGroup(verdict.group), schema: z.unknown() }, until);
    // Not All Devices Synced and Changes Pending are what it says at first, and again when we have written meanwhile: the next time tells.
    const isOvertaken = (status: string) => status === 'Changes Pending' && this.#wrote > pushed;
    const isOver = (status: string) => status === 'In Sync' || status === 'Sync Failure' || isOvertaken(status);
    const after = await this.#settle(session, soonerOf(timing.requestTimeout, until), isOver);
    if (isOvertaken(after.status)) return undefined;
    if (after.status !== 'In Sync') return wordsOf(after);
    log.info({ bigip: bigip.name, group: verdict.group }, 'synchronised the device group');
    await this.#saveElsewhere(group, until);
    return undefined;
  }

  /** Looks until `isOver`, or there is no more time. */
  async #settle(session: Session, until: Until, isOver: (status: string) => boolean): Promise<SyncStatus> {
    for (;;) {
      const asked = performance.now();
      const status = await session.peek(getSyncStatus(), soonerOf(patience, until));
      if (status.status === 'In Sync') this.#inSync = asked;
      if (isOver(status.status) || performance.now() + lookAgain > until.deadline()) return status;
      await rest(lookAgain, until.signal);
    }
  }

  /** What a unit got is lost to it in a restart until it is saved there too. */
  async #saveElsewhere(group: DeviceGroup | undefined, until: Until): Promise<void> {
    const { bigip, others, log } = this.#options;
    if (group === undefined || (group.sync === 'auto' && group.autoSave === 'saves')) return;
    for (const session of others()) {
      try {
        await session.read({ request: savePartition(bigip.partition), schema: z.unknown() }, until);
      } catch (error) {
        if (!(error instanceof IControlError)) throw error;
        log.warn({ bigip: bigip.name, unit: session.unit, reason: error.message }, 'could not save the configuration on another unit');
      }
    }
  }
}
