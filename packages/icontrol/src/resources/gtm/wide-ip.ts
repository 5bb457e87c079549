/** Wide IPs: names that GTM answers with members of pools. */
import { z } from 'zod';
import type { List } from '../../list.ts';
import { idOf, locate } from '../../paths.ts';
import type { Read, Request } from '../../request.ts';
import type { AddressType } from './pool.ts';

const WideIp = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    pools: z.array(z.object({ name: z.string(), partition: z.string().default('Common'), order: z.int().default(0) })).default([]),
  })
  .transform(({ fullPath, description, pools }) => ({
    path: fullPath,
    settings: {
      description,
      /** Full paths, in their order. */
      pools: pools
        .toSorted((a, b) => a.order - b.order)
        .map(({ name, partition }) => (name.startsWith('/') ? name : `/${partition}/${name}`)),
    },
  }));
export type WideIp = z.infer<typeof WideIp>;
export type WideIpSettings = WideIp['settings'];

/** Those of two types may have one path. */
export type WideIpName = { readonly type: AddressType; readonly path: string };

export function listWideIps(type: AddressType): List<WideIp> {
  return { path: pathOf(type), partition: 'Common', query: { $select: 'fullPath,description,pools' }, schema: WideIp, pageSize: 100 };
}

export function getWideIp(wideIp: WideIpName): Read<WideIp> {
  return { request: { method: 'GET', path: wideIpPath(wideIp) }, schema: WideIp };
}

export function createWideIp({ type, path }: WideIpName, settings: WideIpSettings): Request {
  return { method: 'POST', path: pathOf(type), body: { ...locate(path), ...toWrite(settings) } };
}

export function modifyWideIp(wideIp: WideIpName, settings: Partial<WideIpSettings>): Request {
  return { method: 'PATCH', path: wideIpPath(wideIp), body: toWrite(settings) };
}

export function deleteWideIp(wideIp: WideIpName): Request {
  return { method: 'DELETE', path: wideIpPath(wideIp) };
}

function pathOf(type: AddressType): string {
  return `/mgmt/tm/gtm/wideip/${type}`;
}

function wideIpPath({ type, path }: WideIpName): string {
  return `${pathOf(type)}/${idOf(path)}`;
}

function toWrite({ pools, ...rest }: Partial<WideIpSettings>): object {
  return { ...rest, ...(pools !== undefined && { pools: pools.map((pool, order) => ({ ...locate(pool), order, ratio: 1 })) }) };
}
