/** Pure: what brings one service's pool, members, records and virtual servers to what its document asks for. */
import type { Origin, StatusException } from '@berth/messages';
import {
  type Cause,
  type Change,
  diff,
  nothingPlanned,
  type PlannedChange as PlannedChangeOf,
  type PlannedPart as PlannedPartOf,
  type PlanSurroundings,
  type RecordObject,
} from '@berth/reconcile';
import type { Known, KnownPool } from './known.ts';
import { type LtmObject, type MemberObject, memberId, nameOf } from './objects.ts';
import { memberOf, withOrigin } from './origins.ts';
import { planVirtuals } from './plan-virtuals.ts';
import { settleMember } from './settle.ts';
import type { Wanted, WantedService } from './wanted.ts';

export type PlannedChange = PlannedChangeOf<LtmObject>;
export type PlannedPart = PlannedPartOf<LtmObject>;

export type PlanContext = PlanSurroundings<LtmObject> & {
  readonly known: Known;
  readonly wanted: Wanted;
  /** Why a member goes that its document doesn't list. */
  readonly causeFor: (engine: string | undefined) => Cause;
};

export type Serving = WantedService & { kind: 'serving' };

/** Keeps apart what is not ours, what an operator has set, and what came from an unknown engine. */
export function planServing(service: Serving, context: PlanContext): PlannedPart {
  const pool = context.known.pools.get(service.pool.path);
  if (pool?.owner === 'foreign')
    return { changes: [], exceptions: [conflict(service, service.pool, { reason: 'a pool without our mark has this name' })] };
  const made = planPool(service, pool).filter((change) => !context.isHeld(change));
  if (pool === undefined && made.length === 0) return nothingPlanned;
  const members = planMembers(service, pool, context);
  const offered = new Set([...(pool?.members.keys() ?? []), ...members.creates]);
  const records = planRecords(service, offered, context);
  const virtuals = planVirtuals(service, context);
  return {
    changes: [...made.map((change) => ({ change })), ...members.changes, ...records.changes, ...virtuals.changes],
    exceptions: [...members.exceptions, ...records.exceptions, ...virtuals.exceptions],
  };
}

function planPool({ pool }: Serving, found: KnownPool | undefined): Change<LtmObject>[] {
  return diff<LtmObject>(new Map(found === undefined ? [] : [['', found.object]]), new Map([['', pool]]), new Map());
}

type PlannedMembers = PlannedPart & { readonly creates: readonly string[] };

function planMembers(service: Serving, pool: KnownPool | undefined, context: PlanContext): PlannedMembers {
  const exceptions: StatusException[] = [];
  const observed = new Map<string, MemberObject>();
  const desired = new Map<string, MemberObject>();
  const gone = new Map<string, Cause>();
  for (const [id, { object, mark }] of pool?.members ?? []) {
    if (mark === undefined) continue;
    observed.set(id, object);
    if (!service.members.has(id) && !service.partial.has(mark.engine)) gone.set(id, causeOf(service, mark.engine, context));
  }
  const folder = service.pool.path.slice(0, service.pool.path.lastIndexOf('/'));
  const surrounding = { known: context.known, folder, partial: service.partial };
  for (const [id, member] of service.members) {
    const found = pool?.members.get(id);
    if (found !== undefined && found.mark === undefined) {
      exceptions.push(
        conflict(service, found.object, { reason: 'a member without our mark has this address and port', origin: member.origin }),
      );
      continue;
    }
    const { object, overridden } = settleMember({ pool: service.pool.path, desired: member, found }, surrounding);
    desired.set(id, object);
    if (overridden) exceptions.push(override(service, object, member.origin));
  }
  const changes = diff<LtmObject>(observed, desired, gone)
    .filter((change) => !context.isHeld(change))
    .map((change) => withOrigin(change, service, context));
  const creates = changes.flatMap(({ change }) =>
    change.kind === 'create' && change.desired.kind === 'member' ? [memberId(change.desired.address, change.desired.port)] : [],
  );
  return { changes, exceptions, creates };
}

function planRecords(service: Serving, offered: ReadonlySet<string>, context: PlanContext): PlannedPart {
  const { known, wanted } = context;
  const exceptions: StatusException[] = [];
  const observed = new Map<string, RecordObject>();
  const desired = new Map<string, RecordObject>();
  const gone = new Map<string, Cause>();
  for (const [key, record] of known.recordsOf(service.pool.path)) {
    observed.set(key, record);
    if (service.records.has(key) || wanted.holderOf(key) !== undefined) continue;
    const engine = engineOf(record, known);
    if (service.partial.size === 0 || (engine !== undefined && !service.partial.has(engine)))
      gone.set(key, causeOf(service, engine, context));
  }
  for (const [key, { object, member }] of service.records) {
    if (wanted.holderOf(key) !== service.service) continue;
    const group = known.folder.dataGroups.get(object.dataGroup);
    // What it names must be there first, and so must its data group, which the base brings or which isn't ours.
    const groupIsOurs = group === undefined ? context.makes(object.dataGroup) : group.owner === 'ours';
    if (!groupIsOurs || (member !== undefined && !offered.has(member))) continue;
    const there = group?.records.get(object.name);
    if (there !== undefined) observed.set(key, there);
    desired.set(key, object);
  }
  const changes = diff<LtmObject>(observed, desired, gone)
    .filter((change) => !context.isHeld(change))
    .map((change) => withOrigin(change, service, context));
  return { changes, exceptions };
}

/** Why something of an engine goes that the document doesn't name any more. */
function causeOf({ forgotten }: Serving, engine: string | undefined, context: PlanContext): Cause {
  return engine !== undefined && forgotten.has(engine) ? 'forgotten' : context.causeFor(engine);
}

/** Whose container a record names: its member's mark tells it. Undefined for a service's record, and when the member isn't there. */
function engineOf(record: RecordObject, known: Known): string | undefined {
  return memberOf(record, known)?.mark?.engine;
}

type Conflict = { readonly reason: string; readonly origin?: Origin };

function conflict({ service }: Serving, object: LtmObject, { reason, origin }: Conflict): StatusException {
  return { kind: 'conflicting', object: nameOf(object), service, reason, ...(origin !== undefined && { origin }) };
}

function override({ service }: Serving, object: MemberObject, origin: Origin): StatusException {
  const { session, state } = object.settings;
  return { kind: 'overridden', object: nameOf(object), service, reason: `an operator set it to ${session}/${state}`, origin };
}
