/** Pure: what brings the virtual servers of one service's own to what its document asks for. */
import type { StatusException } from '@berth/messages';
import { type Cause, diff, type KnownFolder, type VirtualObject } from '@berth/reconcile';
import { isSamePlace, type LtmObject } from './objects.ts';
import { withOrigin } from './origins.ts';
import type { PlanContext, PlannedPart, Serving } from './plan-service.ts';

/** Those that it no longer asks for go, unless an engine that may still ask for them can't be seen. */
export function planVirtuals(service: Serving, context: PlanContext): PlannedPart {
  const { folder } = context.known;
  const exceptions: StatusException[] = [];
  const desired = new Map<string, LtmObject>();
  for (const [path, { object, origin }] of service.virtuals) {
    const obstacle = obstacleTo(object, folder);
    if (obstacle === undefined) desired.set(path, object);
    else exceptions.push({ ...obstacle, object: path, service: service.service, origin });
  }
  const observed: ReadonlyMap<string, LtmObject> = folder.virtuals.of(service.pool.path);
  const gone = new Map<string, Cause>();
  if (service.partial.size === 0)
    for (const path of observed.keys()) if (!service.virtuals.has(path)) gone.set(path, context.causeFor(undefined));
  const changes = diff(observed, desired, gone)
    .filter((change) => !context.isHeld(change))
    .map((change) => withOrigin(change, service, context));
  return { changes, exceptions };
}

function obstacleTo(object: VirtualObject, { virtuals }: KnownFolder): Pick<StatusException, 'kind' | 'reason'> | undefined {
  const there = virtuals.get(object.path);
  if (there !== undefined)
    return there.owner === 'ours' ? undefined : { kind: 'conflicting', reason: 'a virtual server without our mark has this name' };
  const holder = virtuals.values().find((known) => known.owner === 'ours' && isSamePlace(known.object, object));
  return holder && { kind: 'held', reason: `waits until ${holder.object.path} has gone` };
}
