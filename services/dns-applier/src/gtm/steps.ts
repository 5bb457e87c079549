/** Pure: changes as requests, few and in order: what is referred to first, deletes in reverse. */
import { type NamedChange, objectOf, type Step, type StepContext, step } from '@berth/reconcile';
import { type GtmObject, gtmNaming, parentOf } from './objects.ts';
import { gtmRequest } from './requests.ts';

type Named = NamedChange<GtmObject>;
type Context = StepContext<GtmObject>;

const order: Readonly<Record<GtmObject['kind'], number>> = {
  'data center': 0,
  'gtm server': 1,
  'virtual server': 2,
  'gtm pool': 3,
  'gtm member': 4,
  'wide ip': 5,
};

/** The requests for one window's changes. */
export function stepsFor(changes: readonly Named[], context: Context): Step[] {
  const rank = ({ change }: Named) => order[objectOf(change).kind];
  const stays = changes.filter(({ change }) => change.kind !== 'delete').toSorted((a, b) => rank(a) - rank(b));
  const goes = changes.filter(({ change }) => change.kind === 'delete').toSorted((a, b) => rank(b) - rank(a));
  // A member may go to make room for what comes in its place, and what comes must be there before the last one goes.
  return [...gathered(stays, 'create', context), ...gathered(goes, 'delete', context)];
}

/** What lies in a server or pool that is made, or that goes, is part of its request. */
function gathered(changes: readonly Named[], kind: 'create' | 'delete', context: Context): Step[] {
  const parents = new Set(
    changes
      .filter(({ change, told }) => change.kind === kind && !context.alone(told.key))
      .map(({ change }) => gtmNaming.keyOf(objectOf(change))),
  );
  const within = Map.groupBy(changes, (named) => {
    const parent = parentOf(objectOf(named.change));
    return parent !== undefined && parents.has(parent) && named.change.kind === kind && !context.alone(named.told.key) ? parent : undefined;
  });
  return (within.get(undefined) ?? []).map((named) => {
    const own = within.get(gtmNaming.keyOf(objectOf(named.change))) ?? [];
    const request = gtmRequest(
      named.change,
      own.map(({ change }) => objectOf(change)),
    );
    if (kind === 'create') return step([request], [named, ...own], context);
    // What lies in it is gone with it.
    return { ...step([request], [...own, named], context), isMoot: (refusal) => refusal.kind === 'not-found' };
  });
}
