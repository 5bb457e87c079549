/** Pure: what a member should be, given what it is: an operator's own state and what came from an unknown engine are kept. */
import { memberPath, toBigipAddress } from '@berth/icontrol';
import type { DesiredMember } from '@berth/messages';
import { type MemberMark, writeMemberMark } from '@berth/reconcile';
import type { Known, KnownMember } from './known.ts';
import type { MemberObject } from './objects.ts';
import { shortId } from './wanted.ts';

export type Settled = {
  readonly object: MemberObject;
  /** An operator has set session and state himself. */
  readonly overridden: boolean;
};

export type Surrounding = {
  readonly known: Known;
  /** Partition in which a new node is made. */
  readonly folder: string;
  readonly partial: ReadonlySet<string>;
};

/** `found`: undefined where it is not there yet; else it is ours. */
export type Settling = { readonly pool: string; readonly desired: DesiredMember; readonly found: KnownMember | undefined };

/** The member that is to be there. */
export function settleMember({ pool, desired, found }: Settling, surrounding: Surrounding): Settled {
  const { address, port, ratio, priorityGroup, connectionLimit, origin } = desired;
  const container = shortId(origin.container);
  const mark = found?.mark;
  const same = found !== undefined && mark !== undefined && mark.container === container && mark.engine === origin.engine;
  const overridden = same && (found.object.settings.session !== mark.session || found.object.settings.state !== mark.state);
  const set = overridden ? mark : { session: sessionOf(desired, same ? found : undefined, surrounding.partial), state: 'user-up' as const };
  const shown = overridden ? found.object.settings : set;
  const { known } = surrounding;
  // BIG-IP makes the node for the member, or has made it for one of ours.
  const node = mark?.node ?? (!known.nodes.paths.has(address) || known.nodes.own.has(address) ? 'own' : 'foreign');
  const description = writeMemberMark(known.folder.installation, { ...set, engine: origin.engine, container, node });
  const settings = { session: shown.session, state: shown.state, description, ratio, priorityGroup, connectionLimit };
  const path = found?.object.path ?? newPath(address, port, surrounding);
  return { object: { kind: 'member', pool, path, address, port, settings }, overridden };
}

/** A member that came from an unknown engine is not disabled. */
function sessionOf(
  { session, origin }: DesiredMember,
  found: KnownMember | undefined,
  partial: ReadonlySet<string>,
): MemberMark['session'] {
  const keeps = session === 'disabled' && partial.has(origin.engine) && found?.object.settings.session === 'user-enabled';
  return keeps || session === 'enabled' ? 'user-enabled' : 'user-disabled';
}

function newPath(address: string, port: number, { known, folder }: Surrounding): string {
  return memberPath(known.nodes.paths.get(address) ?? `${folder}/${toBigipAddress(address, known.folder.routeDomain)}`, port);
}
