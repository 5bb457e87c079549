/** Pools with their members. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';
import { Member, memberBody, type NewMember } from './member.ts';
import { MonitorExpression, monitorToWrite } from './monitor.ts';

const Pool = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    monitor: MonitorExpression,
    loadBalancingMode: z.string(),
    minActiveMembers: z.int().default(0),
    /** Seconds. */
    slowRampTime: z.int(),
    membersReference: z.object({ items: z.array(Member).default([]) }),
  })
  .transform(({ fullPath, membersReference, ...rest }) => ({ path: fullPath, ...rest, members: membersReference.items }));
export type Pool = z.infer<typeof Pool>;

/** What is written of a pool, its members aside. */
export type PoolSettings = Pick<Pool, 'description' | 'monitor' | 'loadBalancingMode' | 'minActiveMembers' | 'slowRampTime'>;

const path = '/mgmt/tm/ltm/pool';
const expand = { expandSubcollections: 'true' };

export function listPools(partition: string): List<Pool> {
  return { path, partition, query: expand, schema: Pool, pageSize: 100 };
}

export function getPool(pool: string): Read<Pool> {
  return { request: { method: 'GET', path: `${path}/${idOf(pool)}`, query: expand }, schema: Pool };
}

/** A pool and its members in one request. */
export function createPool(pool: string, settings: PoolSettings, members: readonly NewMember[]): Request {
  return {
    method: 'POST',
    path,
    body: { ...locate(pool), ...toWrite(settings), ...(members.length > 0 && { members: members.map(memberBody) }) },
  };
}

/** Its members stay as they are. */
export function modifyPool(pool: string, settings: Partial<PoolSettings>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(pool)}`, body: toWrite(settings) };
}

export function deletePool(pool: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(pool)}` };
}

function toWrite(settings: Partial<PoolSettings>): object {
  return settings.monitor === undefined ? settings : { ...settings, monitor: monitorToWrite(settings.monitor) };
}
