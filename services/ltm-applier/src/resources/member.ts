/** Pool members. */
import { createMember, deleteMember, fromBigipAddress, type Member, modifyMember, parseMemberPath, type Request } from '@berth/icontrol';
import { type Change, changedFields } from '@berth/reconcile';
import type { MemberObject } from '../objects.ts';

/** Undefined for what BIG-IP keeps itself (members found by name) and what has no port or address of its own: neither is managed. */
export function observeMember(pool: string, member: Member, routeDomain: number): MemberObject | undefined {
  const port = parseMemberPath(member.path)?.port;
  if (member.ephemeral || port === undefined || !/^[0-9a-f.:]+(?:%\d+)?$/i.test(member.address)) return undefined;
  const { path, session, state, description, ratio, priorityGroup, connectionLimit } = member;
  const address = fromBigipAddress(member.address, routeDomain);
  return { kind: 'member', pool, path, address, port, settings: { session, state, description, ratio, priorityGroup, connectionLimit } };
}

/** Only what differs is written, so an operator's own state is left alone. */
export function memberRequest(change: Change<MemberObject>): Request {
  switch (change.kind) {
    case 'create':
      return createMember(change.desired.pool, { path: change.desired.path, ...change.desired.settings });
    case 'update': {
      const { session, state, ...others } = changedFields(change.observed.settings, change.desired.settings);
      // BIG-IP knows the two only together.
      const both =
        session === undefined && state === undefined
          ? {}
          : { session: change.desired.settings.session, state: change.desired.settings.state };
      return modifyMember(change.desired.pool, change.desired.path, { ...others, ...both });
    }
    case 'delete':
      return deleteMember(change.observed.pool, change.observed.path);
  }
}
