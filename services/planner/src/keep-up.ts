/** What can wait, whatever is planned: the rest of what a change touches, services that end, and purging. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Surroundings } from '@berth/bus';
import { type Status, statusKey, type TargetKind } from '@berth/messages';

/** Documents that are kept planned, each for one of some targets. */
export type Planned<Target> = {
  readonly targets: readonly Target[];
  readonly documents: {
    /** The next part of what can wait: `more` while there is some left. */
    catchUp(now: number): 'more' | 'done';
    /** Services whose documents could be deleted. */
    purgeable(target: Target, now: number): readonly string[];
    purge(target: Target, status: Status, now: number): void;
  };
};

/** ms between two rounds. */
const round = 1000;
/** Rounds between two looks at what may be purged. */
const purgeEvery = 60;

/** Until `signal` aborts. */
export async function keepUp<Target extends { readonly kind: TargetKind; readonly name: string }>(
  { targets, documents }: Planned<Target>,
  { store, clock, signal }: Pick<Surroundings, 'store' | 'clock' | 'signal'>,
): Promise<void> {
  for (let rounds = 1; !signal.aborted; rounds++) {
    while (documents.catchUp(clock.now()) === 'more') await pause(0, signal);
    if (rounds % purgeEvery === 2) {
      for (const target of targets) {
        if (documents.purgeable(target, clock.now()).length === 0) continue;
        const status = await store.read('berth-status', statusKey(target.kind, target.name), signal);
        if (status?.value.kind === 'document') documents.purge(target, status.value.document, clock.now());
      }
    }
    await pause(round, signal);
  }
}

/** Ends early, and quietly, when the signal aborts; nothing else makes the timer reject. */
export async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.aborted);
}
