/** Pure: a member's mark, which also says which container it is and what we last set its session and state to. */
import { markOf, parseMark } from './mark.ts';

export type MemberMark = {
  readonly engine: string;
  /** The first 12 digits of the container's id. */
  readonly container: string;
  readonly session: 'user-enabled' | 'user-disabled';
  readonly state: 'user-up' | 'user-down';
  /** own: BIG-IP made the node with the member, so it goes with the last such member. foreign: it was there. */
  readonly node: 'own' | 'foreign';
};

/** `berth/1 <installation> <engine> <container id, 12> <session>/<state> [node=own]` */
export function writeMemberMark(installation: string, { engine, container, session, state, node }: MemberMark): string {
  return markOf(installation, engine, container, `${session}/${state}`, ...(node === 'own' ? ['node=own'] : []));
}

/** Undefined for a member that isn't this installation's. */
export function readMemberMark(installation: string, description: string): MemberMark | undefined {
  const mark = parseMark(description);
  if (mark === undefined || mark.installation !== installation) return undefined;
  const [engine, container, set = '', ...more] = mark.words;
  const [, session, state] = /^(user-enabled|user-disabled)\/(user-up|user-down)$/.exec(set) ?? [];
  if (engine === undefined || container === undefined || session === undefined || state === undefined) return undefined;
  return {
    engine,
    container,
    // The expression above lets nothing else through.
    session: session as MemberMark['session'],
    state: state as MemberMark['state'],
    node: more.includes('node=own') ? 'own' : 'foreign',
  };
}
