/** Pure: what the monitors of a BIG-IP say of the members that came from one engine. */
import type { Member, Pool } from '@berth/icontrol';
import { compareText, type MemberStates } from '@berth/messages';
import { readMemberMark } from './member-mark.ts';

/** Only members with our mark tell from which engine they came; the rest is nobody's business here. */
export function memberStatesOf(
  pools: Iterable<Pool>,
  { installation, engine }: { readonly installation: string; readonly engine: string },
): MemberStates['members'] {
  const found: MemberStates['members'] = [];
  for (const { path, members } of pools)
    for (const member of members) {
      const mark = readMemberMark(installation, member.description);
      if (mark?.engine !== engine) continue;
      found.push({ pool: nameIn(path), member: nameIn(member.path), container: mark.container, state: stateOf(member) });
    }
  return found.sort((a, b) => compareText(a.pool, b.pool) || compareText(a.member, b.member));
}

/** A member that an operator forced down says nothing of its container. */
function stateOf({ state, health }: Member): 'up' | 'down' | 'unknown' {
  if (state === 'user-down') return 'unknown';
  return health === 'up' || health === 'down' ? health : 'unknown';
}

/** `/berth/www` → `www` */
function nameIn(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1);
}
