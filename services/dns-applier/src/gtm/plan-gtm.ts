/** Pure: what brings the objects of one service, or those that services share, to what their document asks for. */
import type { StatusException } from '@berth/messages';
import { type Change, diff, type PlannedPart, type PlanSurroundings } from '@berth/reconcile';
import type { KnownGtm, KnownObject } from './known-gtm.ts';
import { writeGtmMark } from './mark.ts';
import { type GtmObject, gtmNaming, type MemberObject, parentOf, poolKey } from './objects.ts';

export type PlanContext = Pick<PlanSurroundings<GtmObject>, 'isHeld'> & {
  readonly known: KnownGtm;
  /** Undefined for what services share. */
  readonly service: string | undefined;
  /** Whether a virtual server, as members name it, is still to be made. */
  readonly isAwaited: (virtualServer: string) => boolean;
};

/** `wanted`: in the order in which they refer to each other. What isn't ours stays, also where the names meet. */
export function planServing(wanted: readonly GtmObject[], context: PlanContext): PlannedPart<GtmObject> {
  const { known, service, isHeld } = context;
  const exceptions: StatusException[] = [];
  const desired = new Map<string, GtmObject>();
  /** Keys of what waits, of what is others', and of ours that would lead there. */
  const apart = waiting(wanted, context);
  for (const object of wanted) {
    const key = gtmNaming.keyOf(object);
    const found = known.get(key);
    if (apart.has(key) || needsOf(object).some((needed) => apart.has(needed))) apart.add(key);
    else if (found !== undefined && found.mark === undefined) {
      apart.add(key);
      exceptions.push(told(object, { kind: 'conflicting', reason: `a ${object.kind} without this group's mark has this name`, service }));
    } else {
      const settled = object.kind === 'gtm member' ? settle(object, found, context) : { object, overridden: false };
      desired.set(key, settled.object);
      if (settled.overridden)
        exceptions.push(told(object, { kind: 'overridden', reason: `an operator set it to ${stateOf(settled.object)}`, service }));
    }
  }
  const left = known.ours(service).filter(({ object }) => !desired.has(gtmNaming.keyOf(object)) && !isNeeded(object, apart));
  const removed = removals(left, 'config', context);
  const observed = new Map(known.ours(service).map(({ object }) => [gtmNaming.keyOf(object), object]));
  const changes = [...diff<GtmObject>(observed, desired, new Map()), ...removed.changes].filter((change) => !isHeld(change));
  return { changes: changes.map((change) => ({ change })), exceptions: [...exceptions, ...removed.exceptions] };
}

/** Members whose virtual servers are still to be made, and new pools that would have no other. */
function waiting(wanted: readonly GtmObject[], { known, isAwaited }: PlanContext): Set<string> {
  const members = wanted.filter((object) => object.kind === 'gtm member');
  const late = new Set(members.filter(({ path }) => isAwaited(path)).map(gtmNaming.keyOf));
  for (const pool of wanted.filter(({ kind }) => kind === 'gtm pool').map(gtmNaming.keyOf)) {
    const own = members.filter((member) => parentOf(member) === pool);
    if (known.get(pool) === undefined && own.every((member) => late.has(gtmNaming.keyOf(member)))) late.add(pool);
  }
  return late;
}

/** Takes away all of ours. */
export function planGone(cause: string, context: PlanContext): PlannedPart<GtmObject> {
  const { changes, exceptions } = removals(context.known.ours(context.service), cause, context);
  return { changes: changes.filter((change) => !context.isHeld(change)).map((change) => ({ change })), exceptions };
}

/** Keeps all of ours, and says why. */
export function planKept(kind: 'orphaned' | 'held', reason: string, { known, service }: PlanContext): PlannedPart<GtmObject> {
  const exceptions = known
    .ours(service)
    .map(({ object }) => told(object, { kind, reason, service: kind === 'held' ? service : undefined }));
  return { changes: [], exceptions };
}

type Removals = { readonly changes: readonly Change<GtmObject>[]; readonly exceptions: readonly StatusException[] };

/** A server or pool in which something of others lies stays. */
function removals(left: readonly KnownObject[], cause: string, { known, service }: PlanContext): Removals {
  const keeps = ({ object }: KnownObject) => known.children(object).some(({ mark }) => mark === undefined);
  return {
    changes: left.filter((found) => !keeps(found)).map(({ object }) => ({ kind: 'delete', observed: object, cause })),
    exceptions: left
      .filter(keeps)
      .map(({ object }) =>
        told(object, { kind: 'conflicting', reason: "it is no longer wanted, but something without this group's mark is in it", service }),
      ),
  };
}

/** What must be ours, so that nothing of others is changed and no name leads to it. */
function needsOf(object: GtmObject): string[] {
  if (object.kind === 'wide ip') return object.settings.pools.map((path) => poolKey(object.type, path));
  const parent = parentOf(object);
  return parent === undefined ? [] : [parent];
}

/** What leads to something of others stays as it is. */
function isNeeded(object: GtmObject, apart: ReadonlySet<string>): boolean {
  return needsOf(object).some((needed) => apart.has(needed)) || apart.has(gtmNaming.keyOf(object));
}

/** A member's state that an operator has set himself is kept: it differs from what its mark says that we set. */
function settle(
  object: MemberObject,
  found: KnownObject | undefined,
  { known, service }: PlanContext,
): { readonly object: MemberObject; readonly overridden: boolean } {
  const set = found?.mark?.state;
  if (found?.object.kind !== 'gtm member' || set === undefined || found.object.settings.state === set) return { object, overridden: false };
  const description = writeGtmMark(known.whose, { service, state: set });
  return { object: { ...object, settings: { ...object.settings, state: found.object.settings.state, description } }, overridden: true };
}

function stateOf(object: GtmObject): string {
  return object.kind === 'gtm member' ? object.settings.state : '';
}

type Told = Pick<StatusException, 'kind' | 'reason'> & { readonly service: string | undefined };

function told(object: GtmObject, { kind, reason, service }: Told): StatusException {
  return { kind, object: gtmNaming.nameOf(object), reason, ...(service !== undefined && { service }) };
}
