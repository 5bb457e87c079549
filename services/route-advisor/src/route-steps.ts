/** Pure: changes of routes and forwarding virtual servers as requests: together, all or none, what goes before what comes. */
import type { Request } from '@berth/icontrol';
import { isOf, type NamedChange, type Step, type StepContext, step } from '@berth/reconcile';
import { type AdvisedObject, folderRequests, forwardingRequest, routeRequests } from './objects.ts';

/** Changes in one transaction. */
const most = 50;

/** The folder must be there before anything is made in it, also for a transaction. */
export function folderSteps(changes: readonly NamedChange<AdvisedObject>[], context: StepContext<AdvisedObject>): Step[] {
  return changes.flatMap((change) => (isOf(change, 'folder') ? [step(folderRequests(change.change), [change], context)] : []));
}

/** A network that moves is nowhere for no moment: BIG-IP takes two routes to it no more than none. */
export function routeSteps(changes: readonly NamedChange<AdvisedObject>[], context: StepContext<AdvisedObject>): Step[] {
  const own = changes.flatMap((change) => {
    const requests = requestsFor(change);
    return requests.length === 0 ? [] : [{ change, requests }];
  });
  const sorted = own.toSorted((a, b) => rank(a.change) - rank(b.change));
  const together = sorted.filter(({ change }) => !context.alone(change.told.key));
  const single = sorted.filter(({ change }) => context.alone(change.told.key));
  return [...chunks(together), ...single.map((one) => [one])].map((chunk) =>
    step(
      chunk.flatMap(({ requests }) => requests),
      chunk.map(({ change }) => change),
      context,
    ),
  );
}

function requestsFor(change: NamedChange<AdvisedObject>): Request[] {
  if (isOf(change, 'route')) return routeRequests(change.change);
  return isOf(change, 'forwarding') ? [forwardingRequest(change.change)] : [];
}

/** Nothing forwards to what has no route yet, or any more. */
function rank(change: NamedChange<AdvisedObject>): number {
  const isRoute = isOf(change, 'route');
  return change.change.kind === 'delete' ? (isRoute ? 1 : 0) : isRoute ? 2 : 3;
}

function chunks<T>(all: readonly T[]): T[][] {
  return Array.from({ length: Math.ceil(all.length / most) }, (_, at) => all.slice(at * most, (at + 1) * most));
}
