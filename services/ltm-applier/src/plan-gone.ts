/** Pure: what takes away a service that is gone, or what no document names. */
import type { StatusException } from '@berth/messages';
import type { Cause } from '@berth/reconcile';
import type { KnownMember } from './known.ts';
import { type LtmObject, nameOf } from './objects.ts';
import { memberOf, withGoneOrigin } from './origins.ts';
import type { PlanContext, PlannedChange, PlannedPart } from './plan-service.ts';

/** Removes a pool with its members, the records that name it and the virtual servers that were made for it. What is not ours stays, and a pool in which some of that is. */
export function planGone(path: string, cause: Cause, context: PlanContext): PlannedPart {
  const { known, wanted, isHeld } = context;
  const pool = known.pools.get(path);
  const members = [...(pool?.members.values() ?? [])];
  const ours = pool?.owner === 'ours' ? members.filter(({ mark }) => mark !== undefined) : [];
  const records = [...known.recordsOf(path)].filter(([key]) => wanted.holderOf(key) === undefined).map(([, record]) => record);
  const stays = pool?.owner === 'ours' && ours.length < members.length;
  const objects: LtmObject[] = [...records, ...known.folder.virtuals.of(path).values(), ...ours.map(({ object }) => object)];
  if (pool?.owner === 'ours' && !stays) objects.push(pool.object);
  const exceptions: StatusException[] = stays
    ? [{ kind: 'conflicting', object: path, reason: 'it is no longer wanted, but a member without our mark is in it' }]
    : [];
  const changes = objects
    .map((observed) => ({ kind: 'delete', observed, cause }) as const)
    .filter((change) => !isHeld(change))
    .map((change) => withGoneOrigin(change, context));
  return { changes, exceptions };
}

/** Keeps an orphan and says so; but a member whose address another container has now goes at once. */
export function planOrphan(path: string, context: PlanContext): PlannedPart {
  const { known, wanted, isHeld } = context;
  const pool = known.pools.get(path);
  const taken = (member: KnownMember | undefined) =>
    member?.mark !== undefined && wanted.otherContainerAt(member.object.address, member.mark.container);
  const members = pool?.owner === 'ours' ? [...pool.members.values()].filter(taken) : [];
  const records = [...known.recordsOf(path).values()];
  const objects: LtmObject[] = [
    ...records.filter((record) => members.length > 0 && taken(memberOf(record, known))),
    ...members.map(({ object }) => object),
  ];
  const changes = objects
    .map((observed) => ({ kind: 'delete', observed, cause: 'orphan' }) as const)
    .filter((change) => !isHeld(change))
    .map((change) => withGoneOrigin(change, context));
  const left = [...records, ...known.folder.virtuals.of(path).values()];
  return { changes, exceptions: pool?.owner === 'ours' ? [orphan(pool.object)] : left.map(orphan) };
}

/** Nodes that BIG-IP made for members of ours go when no member uses them and none is about to. */
export function planNodes({ known, wanted, isHeld }: PlanContext): PlannedPart {
  const changes: PlannedChange[] = [];
  for (const address of known.nodes.idle) {
    const path = known.nodes.paths.get(address);
    if (path === undefined || wanted.isWanted(address)) continue;
    const change = { kind: 'delete', observed: { kind: 'node', path, address }, cause: 'stopped' } as const;
    if (!isHeld(change)) changes.push({ change });
  }
  return { changes, exceptions: [] };
}

function orphan(object: LtmObject): StatusException {
  return { kind: 'orphaned', object: nameOf(object), reason: 'no document names it' };
}
