/** Pure but for what it is given to bring forward: the changes of several parts, under the names that they have outside. */
import type { StatusException } from '@berth/messages';
import type { Change } from '../diff.ts';
import { serviceOf } from '../parts.ts';
import type { Quarantine } from '../quarantine.ts';
import type { Drift } from './drift.ts';
import type { Naming } from './objects.ts';
import { type NamedChange, named, objectOf, type PlannedPart, wantOf } from './step.ts';

/** What planning one part asks about the others. */
export type PlanSurroundings<T> = {
  /** Whether an object is set aside. */
  readonly isHeld: (change: Change<T>) => boolean;
  /** Whether this data group is being made before the records. */
  readonly makes: (dataGroup: string) => boolean;
};

export type PartPlanning<T> = {
  readonly naming: Naming<T>;
  readonly drift: Drift<T>;
  /** By part; brought forward. */
  readonly exceptions: Map<string, readonly StatusException[]>;
  readonly aside: Quarantine;
  /** As the quarantine counts. */
  readonly now: number;
  readonly plan: (part: string, surroundings: PlanSurroundings<T>) => PlannedPart<T>;
};

/** `parts`: in the order in which they are to be planned. */
export function planParts<T>(parts: readonly string[], planning: PartPlanning<T>): NamedChange<T>[] {
  const { naming, drift, exceptions, plan, aside, now } = planning;
  const changes: NamedChange<T>[] = [];
  const needed = new Set<string>();
  const made = new Set<string>();
  const isHeld = (change: Change<T>) => {
    const key = naming.keyOf(objectOf(change));
    needed.add(key);
    return aside.holds(key, () => wantOf(change), now);
  };
  for (const part of parts) {
    const planned = plan(part, { isHeld, makes: (group) => made.has(`data group ${group}`) });
    if (planned.exceptions.length === 0) exceptions.delete(part);
    else exceptions.set(part, planned.exceptions);
    for (const change of planned.changes) {
      changes.push(named(change, { naming, part, service: serviceOf(part), drifted: (key) => drift.has(key) }));
      if (change.change.kind === 'create') made.add(naming.pathOf(change.change.desired));
    }
  }
  aside.keepOnly(needed, new Set(parts));
  return changes;
}
