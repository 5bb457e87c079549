/** Pure: changes of what services share as requests: names after what they point to, deletes in reverse. */
import type { Request } from '@berth/icontrol';
import type { Change } from '../diff.ts';
import type { Step } from '../resources.ts';
import { dataGroupRequest } from './data-group.ts';
import { dnsProfileRequest } from './dns-profile.ts';
import { httpProfileRequest } from './http-profile.ts';
import type { SharedObject } from './objects.ts';
import { partitionRequest } from './partition.ts';
import { ruleRequest } from './rule.ts';
import { isOf, type NamedChange, objectOf, type StepContext, step } from './step.ts';
import { virtualRequest } from './virtual.ts';

/** Whether a change is of what services share. */
export function isShared<T extends { readonly kind: string }>(change: NamedChange<T>): change is NamedChange<Extract<T, SharedObject>> {
  return sharedKinds.has(objectOf(change.change).kind);
}

const sharedKinds: ReadonlySet<string> = new Set<SharedObject['kind']>([
  'partition',
  'data group',
  'rule',
  'dns profile',
  'http profile',
  'virtual',
]);

/** What comes before all else, and what after it. Where a virtual server goes, another may take its place. */
export type SharedSteps = { readonly first: readonly Step[]; readonly last: readonly Step[] };

export function sharedSteps(changes: readonly NamedChange<SharedObject>[], context: StepContext<SharedObject>): SharedSteps {
  const stays = changes.filter(({ change }) => change.kind !== 'delete');
  const goes = changes.filter(({ change }) => change.kind === 'delete').reverse();
  const removals = (objects: readonly NamedChange<SharedObject>[]) =>
    objects.map((object) => step([requestFor(object.change)], [object], context));
  const isVirtual = (change: NamedChange<SharedObject>) => isOf(change, 'virtual');
  return {
    first: [...removals(goes.filter(isVirtual)), ...additions(stays, context)],
    last: removals(goes.filter((change) => !isVirtual(change))),
  };
}

/** Several depend on each other, so they go together; a partition can't. */
function additions(changes: readonly NamedChange<SharedObject>[], context: StepContext<SharedObject>): Step[] {
  const mustBeAlone = (change: NamedChange<SharedObject>) => context.alone(change.told.key) || isOf(change, 'partition');
  const together = changes.filter((change) => !mustBeAlone(change));
  const single = changes.filter(mustBeAlone).map((change) => step([requestFor(change.change)], [change], context));
  if (together.length === 0) return single;
  const requests = together.map(({ change }) => requestFor(change));
  return [step(requests, together, context), ...single];
}

function requestFor(change: Change<SharedObject>): Request {
  const object = objectOf(change);
  switch (object.kind) {
    case 'partition':
      return partitionRequest(narrow(change, object));
    case 'data group':
      return dataGroupRequest(narrow(change, object));
    case 'rule':
      return ruleRequest(narrow(change, object));
    case 'dns profile':
      return dnsProfileRequest(narrow(change, object));
    case 'http profile':
      return httpProfileRequest(narrow(change, object));
    case 'virtual':
      return virtualRequest(narrow(change, object));
    default:
      return object satisfies never;
  }
}

/** Both sides of a change are of one kind. */
function narrow<T extends SharedObject>(change: Change<SharedObject>, _object: T): Change<T> {
  return change as Change<T>;
}
