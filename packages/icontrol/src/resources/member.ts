/** Pool members. */
import { z } from 'zod';
import { idOf, locate } from '../paths.ts';
import type { Request } from '../request.ts';
import { MonitorExpression } from './monitor.ts';

/** What a BIG-IP shows of a member. Whether a monitor enabled it, and what the monitors say, is apart from what was set. */
export const Member = z
  .object({
    /** `/berth/10.0.0.1:80` */
    fullPath: z.string(),
    /** As BIG-IP writes it: without the partition's default route domain. Old versions answer without it for a member that isn't there. */
    address: z.string(),
    description: z.string().default(''),
    session: z.string(),
    state: z.string(),
    ratio: z.int().default(1),
    priorityGroup: z.int().default(0),
    connectionLimit: z.int().default(0),
    monitor: MonitorExpression,
    /** Made by BIG-IP itself from a name: never managed. */
    ephemeral: z
      .string()
      .optional()
      .transform((text) => text === 'true'),
  })
  .transform(({ fullPath, session, state, ...rest }) => ({
    path: fullPath,
    ...rest,
    session: session === 'user-disabled' ? ('user-disabled' as const) : ('user-enabled' as const),
    state: state === 'user-down' ? ('user-down' as const) : ('user-up' as const),
    /** What the monitors say: `up`, `down`, `checking`, `unchecked`, … */
    health: state,
  }));
export type Member = z.infer<typeof Member>;

/** What is written of a member. `path` is its full path, which tells partition, address and port. */
export type MemberSettings = Pick<Member, 'session' | 'state' | 'description' | 'ratio' | 'priorityGroup' | 'connectionLimit'>;
export type NewMember = MemberSettings & { readonly path: string };

function membersPath(pool: string): string {
  return `/mgmt/tm/ltm/pool/${idOf(pool)}/members`;
}

/** A member as it stands in a body; its node is made with it where there is none. */
export function memberBody({ path, ...settings }: NewMember): object {
  return { ...locate(path), ...settings };
}

export function createMember(pool: string, member: NewMember): Request {
  return { method: 'POST', path: membersPath(pool), body: memberBody(member) };
}

export function modifyMember(pool: string, member: string, settings: Partial<MemberSettings>): Request {
  return { method: 'PATCH', path: `${membersPath(pool)}/${idOf(member)}`, body: settings };
}

export function deleteMember(pool: string, member: string): Request {
  return { method: 'DELETE', path: `${membersPath(pool)}/${idOf(member)}` };
}
