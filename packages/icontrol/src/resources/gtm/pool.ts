/** GTM's pools of virtual servers, which have a type as wide IPs do. */
import { z } from 'zod';
import type { List } from '../../list.ts';
import { idOf, locate } from '../../paths.ts';
import type { Read, Request } from '../../request.ts';

/** What DNS tells of an address. */
export type AddressType = 'a' | 'aaaa';

const Member = z
  .object({
    /** `/Common/server:virtual-server` */
    fullPath: z.string(),
    description: z.string().default(''),
    disabled: z.boolean().default(false),
    memberOrder: z.int().default(0),
    ratio: z.int().default(1),
  })
  .transform(({ fullPath, disabled, ...rest }) => ({
    path: fullPath,
    settings: { ...rest, state: disabled ? ('disabled' as const) : ('enabled' as const) },
  }));
export type GtmMember = z.infer<typeof Member>;
export type GtmMemberSettings = GtmMember['settings'];

const Pool = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    loadBalancingMode: z.string(),
    ttl: z.int(),
    membersReference: z.object({ items: z.array(Member).default([]) }).default({ items: [] }),
  })
  .transform(({ fullPath, membersReference, ...settings }) => ({ path: fullPath, settings, members: membersReference.items }));
export type GtmPool = z.infer<typeof Pool>;
export type GtmPoolSettings = GtmPool['settings'];

/** Pools of two types may have one path. */
export type GtmPoolName = { readonly type: AddressType; readonly path: string };
/** A member's own path, and that of its pool. */
export type GtmMemberName = GtmPoolName & { readonly pool: string };

const expand = { expandSubcollections: 'true' };

export function listGtmPools(type: AddressType): List<GtmPool> {
  return { path: pathOf(type), partition: 'Common', query: expand, schema: Pool, pageSize: 100 };
}

export function getGtmPool(pool: GtmPoolName): Read<GtmPool> {
  return { request: { method: 'GET', path: poolPath(pool), query: expand }, schema: Pool };
}

/** A pool and its members in one request. */
export function createGtmPool({ type, path }: GtmPoolName, settings: GtmPoolSettings, members: readonly GtmMember[]): Request {
  return {
    method: 'POST',
    path: pathOf(type),
    body: { ...locate(path), ...settings, ...(members.length > 0 && { members: members.map(memberBody) }) },
  };
}

/** Its members stay as they are. */
export function modifyGtmPool(pool: GtmPoolName, settings: Partial<GtmPoolSettings>): Request {
  return { method: 'PATCH', path: poolPath(pool), body: settings };
}

export function deleteGtmPool(pool: GtmPoolName): Request {
  return { method: 'DELETE', path: poolPath(pool) };
}

export function createGtmMember(pool: GtmPoolName, member: GtmMember): Request {
  return { method: 'POST', path: membersPath(pool), body: memberBody(member) };
}

export function modifyGtmMember(member: GtmMemberName, settings: Partial<GtmMemberSettings>): Request {
  return { method: 'PATCH', path: memberPath(member), body: memberSettings(settings) };
}

export function deleteGtmMember(member: GtmMemberName): Request {
  return { method: 'DELETE', path: memberPath(member) };
}

/** Full path of a member: that of its server, and the name of its virtual server there. */
export function memberAt(server: string, virtualServer: string): string {
  return `${server}:${virtualServer}`;
}

function pathOf(type: AddressType): string {
  return `/mgmt/tm/gtm/pool/${type}`;
}

function poolPath({ type, path }: GtmPoolName): string {
  return `${pathOf(type)}/${idOf(path)}`;
}

function membersPath(pool: GtmPoolName): string {
  return `${poolPath(pool)}/members`;
}

function memberPath({ type, pool, path }: GtmMemberName): string {
  return `${membersPath({ type, path: pool })}/${idOf(path)}`;
}

/** The name of a virtual server may itself be a path, so a member's isn't split like others. */
function memberBody({ path, settings }: GtmMember): object {
  const [, partition = '', name = ''] = /^\/([^/]+)\/(.+)$/.exec(path) ?? [];
  return { name, partition, ...memberSettings(settings) };
}

/** Of the two flags only the true one is written. */
function memberSettings({ state, ...rest }: Partial<GtmMemberSettings>): object {
  return { ...rest, ...(state !== undefined && (state === 'enabled' ? { enabled: true } : { disabled: true })) };
}
