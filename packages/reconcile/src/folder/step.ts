/** Pure: one change or several as one step, under the names that they have outside. */
import type { Request } from '@berth/icontrol';
import type { Origin, StatusException } from '@berth/messages';
import type { Change } from '../diff.ts';
import type { ObjectChange, Step } from '../resources.ts';
import type { Naming } from './objects.ts';

export type PlannedChange<T> = { readonly change: Change<T>; readonly origin?: Partial<Origin> };

/** What a part needs, and what of it isn't as desired. */
export type PlannedPart<T> = { readonly changes: readonly PlannedChange<T>[]; readonly exceptions: readonly StatusException[] };

export const nothingPlanned: PlannedPart<never> = { changes: [], exceptions: [] };

/** A change, and how audit, status and quarantine call it. */
export type NamedChange<T> = { readonly change: Change<T>; readonly told: ObjectChange };

export type StepContext<T> = {
  readonly naming: Naming<T>;
  /** Whether an object's change must go in a request of its own. */
  readonly alone: (key: string) => boolean;
  /** Called when a change was acknowledged. Returns the parts to be compared again. */
  readonly acknowledge: (changes: readonly NamedChange<T>[]) => Iterable<string>;
};

export type Place<T> = {
  readonly naming: Naming<T>;
  readonly part: string;
  readonly service: string | undefined;
  /** Whether the object was changed by somebody else. */
  readonly drifted: (key: string) => boolean;
};

/** What was planned for a part under the names that it has outside. */
export function named<T>({ change, origin }: PlannedChange<T>, { naming, part, service, drifted }: Place<T>): NamedChange<T> {
  const object = objectOf(change);
  const key = naming.keyOf(object);
  const want = wantOf(change);
  const cause = drifted(key) ? 'drift' : change.kind === 'delete' ? change.cause : 'document';
  const told = { change: change.kind, object: naming.nameOf(object), cause, key, want, part };
  return { change, told: { ...told, ...(origin && { origin }), ...(service !== undefined && { service }) } };
}

/** What is wanted of an object, in a form to compare. */
export function wantOf<T>(change: Change<T>): string {
  return change.kind === 'delete' ? 'delete' : JSON.stringify(change.desired);
}

export function step<T>(requests: readonly Request[], changes: readonly NamedChange<T>[], context: StepContext<T>): Step {
  const deletes = changes.every(({ change }) => change.kind === 'delete');
  return {
    requests,
    changes: changes.map(({ told }) => told),
    paths: [...new Set(changes.map(({ change }) => context.naming.pathOf(objectOf(change))))],
    acknowledge: () => context.acknowledge(changes),
    // Of several objects it may be another one that isn't there.
    isMoot: (refusal) => deletes && refusal.kind === 'not-found' && changes.length === 1,
  };
}

export function objectOf<T>(change: Change<T>): T {
  return change.kind === 'delete' ? change.observed : change.desired;
}

/** Whether a change is of objects of this kind. */
export function isOf<T extends { readonly kind: string }, K extends T['kind']>(
  named: NamedChange<T>,
  kind: K,
): named is NamedChange<Extract<T, { readonly kind: K }>> {
  return objectOf(named.change).kind === kind;
}
