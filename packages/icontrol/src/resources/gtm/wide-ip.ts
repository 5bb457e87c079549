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

export function listWideIps(type: AddressType): List<WideIp> {
  return { path: pathOf(type), partition: 'Common', query: { $select: 'fullPath,description,pools' }, schema: WideIp, pageSize: 100 };
}

export function getWideIp(type: AddressType, wideIp: string): Read<WideIp> {
  return { request: { method: 'GET', path: `${pathOf(type)}/${idOf(wideIp)}` }, schema: WideIp };
}

export function createWideIp(type: AddressType, wideIp: string, settings: WideIpSettings): Request {
  return { method: 'POST', path: pathOf(type), body: { ...locate(wideIp), ...toWrite(settings) } };
}

export function modifyWideIp(type: AddressType, wideIp: string, settings: Partial<WideIpSettings>): Request {
  return { method: 'PATCH', path: `${pathOf(type)}/${idOf(wideIp)}`, body: toWrite(settings) };
}

export function deleteWideIp(type: AddressType, wideIp: string): Request {
  return { method: 'DELETE', path: `${pathOf(type)}/${idOf(wideIp)}` };
}

function pathOf(type: AddressType): string {
  return `/mgmt/tm/gtm/wideip/${type}`;
}

function toWrite({ pools, ...rest }: Partial<WideIpSettings>): object {
  return { ...rest, ...(pools !== undefined && { pools: pools.map((pool, order) => ({ ...locate(pool), order, ratio: 1 })) }) };
}
