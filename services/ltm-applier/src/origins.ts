/** Pure: which container is behind a change, as the document or the mark on the BIG-IP tells it. */
import type { Origin } from '@berth/messages';
import type { Change, RecordObject } from '@berth/reconcile';
import type { Known, KnownMember } from './known.ts';
import { keyOf, type LtmObject, type MemberObject, memberId } from './objects.ts';
import type { PlanContext, PlannedChange, Serving } from './plan-service.ts';

type Context = Pick<PlanContext, 'known' | 'wanted'>;

/** A change of one of the service's objects, with its origin where there is one. */
export function withOrigin(change: Change<LtmObject>, service: Serving, context: Context): PlannedChange {
  return told(change, change.kind === 'delete' ? goneOrigin(change.observed, context) : desiredOrigin(change.desired, service));
}

/** An object that goes, with its origin where there is one. */
export function withGoneOrigin(change: Change<LtmObject> & { readonly kind: 'delete' }, context: Context): PlannedChange {
  return told(change, goneOrigin(change.observed, context));
}

/** The member that a container's record names. */
export function memberOf(record: RecordObject, known: Known): KnownMember | undefined {
  const [pool = '', address, port] = record.data.split(' ');
  if (address === undefined || port === undefined) return undefined;
  const full = address.includes('%') ? address : `${address}%${known.folder.routeDomain}`;
  return known.member({ pool, address: full, port: Number(port) });
}

function told(change: Change<LtmObject>, origin: Partial<Origin> | undefined): PlannedChange {
  return origin === undefined ? { change } : { change, origin };
}

function desiredOrigin(object: LtmObject, { records, virtuals, members }: Serving): Origin | undefined {
  if (object.kind === 'record') return records.get(keyOf(object))?.origin;
  if (object.kind === 'virtual') return virtuals.get(object.path)?.origin;
  return object.kind === 'member' ? members.get(idOf(object))?.origin : undefined;
}

/** The last document that listed it tells it whole, else its own or its member's mark. */
function goneOrigin(object: LtmObject, { known, wanted }: Context): Partial<Origin> | undefined {
  const member = object.kind === 'member' ? known.member(object) : object.kind === 'record' ? memberOf(object, known) : undefined;
  if (member?.mark === undefined) return undefined;
  const { mark } = member;
  const listed = wanted.leftOrigin(wanted.serviceOf(member.object.pool) ?? '', idOf(member.object));
  if (listed?.engine === mark.engine && listed.container.startsWith(mark.container)) return listed;
  // Marks hold what was a valid engine name and the beginning of a valid id when they were written.
  return { engine: mark.engine, container: mark.container } as Partial<Origin>;
}

function idOf({ address, port }: MemberObject): string {
  return memberId(address, port);
}
