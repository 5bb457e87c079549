/** Pure: whether a device group may be synchronised now, from what it says of itself. */
import type { DeviceGroup, SyncStatus } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import type { BigipTarget } from '../target.ts';

export type SyncCircumstances = {
  readonly policy: BigipTarget['sync'];
  /** Whose changes wait, as far as it is known. */
  readonly changes: NonNullable<Status['unsynchronised']>['changes'];
  /** To how many units Berth itself has written since the group was in sync: more than one when it followed a failover meanwhile. */
  readonly written: number;
  /** Whether every unit answers Berth. */
  readonly heard: 'all' | 'some';
  readonly status: SyncStatus;
  /** The one that units of a pair form; undefined where there is none. */
  readonly group: DeviceGroup | undefined;
};

/** `done`: the other units have it all. `wait`: BIG-IP is at it. `refrain`: an operator has to look. */
export type SyncVerdict =
  | { readonly kind: 'done' | 'wait' }
  | { readonly kind: 'push'; readonly group: string }
  | { readonly kind: 'refrain'; readonly reason: string };

/** Statuses in which every unit that there is has the same. */
const settled: ReadonlySet<string> = new Set(['In Sync', 'Standalone']);

export function judgeSync({ policy, changes, written, heard, status, group }: SyncCircumstances): SyncVerdict {
  if (settled.has(status.status)) return { kind: 'done' };
  if (status.status === 'Syncing') return { kind: 'wait' };
  const words = wordsOf(status);
  if (group === undefined) return { kind: 'refrain', reason: `the unit is in no sync-failover group; it says: ${words}` };
  if (group.sync === 'auto') return { kind: 'refrain', reason: `${group.path} is synchronised automatically, but not now: ${words}` };
  if (policy === 'always') return { kind: 'push', group: group.path };
  if (changes === 'others')
    return { kind: 'refrain', reason: `it was not in sync before Berth's changes, so others' may go along: ${words}` };
  return isOursAlone(status, heard === 'all' ? written : 1) ? { kind: 'push', group: group.path } : { kind: 'refrain', reason: words };
}

/** Yellow is a change of one unit, red more than that: a conflict, which is Berth's own where it wrote to two units, or a unit that is away. */
function isOursAlone({ status, color }: SyncStatus, written: number): boolean {
  return color === 'yellow' || status === 'Sync Failure' || (status === 'Changes Pending' && written > 1);
}

/** BIG-IP's own words, with what it advises. */
export function wordsOf({ status, summary, details }: SyncStatus): string {
  const lines = details.filter((line) => line.startsWith('-') || /disconnected/i.test(line)).map((line) => line.replace(/^-\s*/, ''));
  return [`${status}: ${summary}`, ...lines].join('; ');
}
