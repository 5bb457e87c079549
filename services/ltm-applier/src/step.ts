/** Pure: one change or several as one step, under the names that they have outside. */
import type { Request } from '@berth/icontrol';
import type { Change, ObjectChange, Step } from '@berth/reconcile';
import type { Known } from './known.ts';
import { keyOf, type LtmObject, nameOf } from './objects.ts';
import type { PlannedChange } from './plan-service.ts';

/** A change, and how audit, status and quarantine call it. */
export type NamedChange<T extends LtmObject = LtmObject> = { readonly change: Change<T>; readonly told: ObjectChange };

export type StepContext = {
  readonly known: Known;
  /** Whether an object's change must go in a request of its own. */
  readonly alone: (key: string) => boolean;
  /** Called when a change was acknowledged. Returns the parts to be compared again. */
  readonly acknowledge: (changes: readonly NamedChange[]) => Iterable<string>;
};

/** What was planned for `part` under the names that it has outside. */
export function named(
  { change, origin }: PlannedChange,
  part: string,
  service: string | undefined,
  drifted: (key: string) => boolean,
): NamedChange {
  const object = objectOf(change);
  const key = keyOf(object);
  const want = wantOf(change);
  const cause = drifted(key) ? 'drift' : change.kind === 'delete' ? change.cause : 'document';
  const told = { change: change.kind, object: nameOf(object), cause, key, want, part };
  return { change, told: { ...told, ...(origin && { origin }), ...(service !== undefined && { service }) } };
}

/** What is wanted of an object, in a form to compare. */
export function wantOf(change: Change<LtmObject>): string {
  return change.kind === 'delete' ? 'delete' : JSON.stringify(change.desired);
}

export function step(requests: readonly Request[], changes: readonly NamedChange[], context: StepContext): Step {
  const deletes = changes.every(({ change }) => change.kind === 'delete');
  return {
    requests,
    changes: changes.map(({ told }) => told),
    paths: [...new Set(changes.map(({ change }) => pathOf(objectOf(change))))],
    acknowledge: () => context.acknowledge(changes),
    // Of several records it may be another one that isn't there.
    isMoot: (refusal) =>
      deletes && refusal.kind === 'not-found' && (changes.length === 1 || changes.some((change) => isOf(change, 'pool'))),
  };
}

/** What is read again to know an object: members and records with what holds them. */
function pathOf(object: LtmObject): string {
  return object.kind === 'member'
    ? `pool ${object.pool}`
    : object.kind === 'record'
      ? `data group ${object.dataGroup}`
      : `${object.kind} ${object.path}`;
}

export function objectOf<T extends LtmObject>(change: Change<T>): T {
  return change.kind === 'delete' ? change.observed : change.desired;
}

export function isOf<K extends LtmObject['kind']>(named: NamedChange, kind: K): named is NamedChange<LtmObject & { kind: K }> {
  return objectOf(named.change).kind === kind;
}
