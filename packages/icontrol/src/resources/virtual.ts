/** Virtual servers, and the virtual addresses that BIG-IP makes for them. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate, parseMemberPath } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Virtual = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    destination: z.string(),
    ipProtocol: z.string(),
    pool: z.string().default(''),
    rules: z.array(z.string()).default([]),
    sourceAddressTranslation: z.object({ type: z.string().default('none') }).default({ type: 'none' }),
    disabled: z.boolean().default(false),
    profilesReference: z.object({ items: z.array(z.object({ fullPath: z.string() })).default([]) }),
  })
  .transform(({ fullPath, disabled, profilesReference, sourceAddressTranslation, ...rest }) => ({
    path: fullPath,
    ...rest,
    /** Full paths, sorted: BIG-IP keeps no order. */
    profiles: profilesReference.items.map((profile) => profile.fullPath).sort(),
    sourceAddressTranslation: sourceAddressTranslation.type,
    enabled: !disabled,
  }));
/** `destination` is `/berth/198.51.100.10:80`, `pool` empty for none. */
export type Virtual = z.infer<typeof Virtual>;

/** What is written of a virtual server. */
export type VirtualSettings = Pick<Virtual, 'description' | 'destination' | 'ipProtocol' | 'rules' | 'profiles'> & {
  readonly sourceAddressTranslation: 'automap' | 'none';
};

const path = '/mgmt/tm/ltm/virtual';
const expand = { expandSubcollections: 'true' };

export function listVirtuals(partition: string): List<Virtual> {
  return { path, partition, query: expand, schema: Virtual, pageSize: 50 };
}

export function getVirtual(virtual: string): Read<Virtual> {
  return { request: { method: 'GET', path: `${path}/${idOf(virtual)}`, query: expand }, schema: Virtual };
}

/** Listens on one address; BIG-IP makes the virtual address with it and removes it with its last virtual server. */
export function createVirtual(virtual: string, settings: VirtualSettings): Request {
  const host = locate(parseMemberPath(settings.destination)?.node ?? settings.destination).name;
  const mask = host.includes(':') ? 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff' : '255.255.255.255';
  return { method: 'POST', path, body: { ...locate(virtual), mask, ...toWrite(settings) } };
}

/** Lists replace the ones there. */
export function modifyVirtual(virtual: string, settings: Partial<VirtualSettings>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(virtual)}`, body: toWrite(settings) };
}

export function deleteVirtual(virtual: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(virtual)}` };
}

function toWrite({ profiles, sourceAddressTranslation, ...rest }: Partial<VirtualSettings>): object {
  return {
    ...rest,
    ...(profiles && { profiles: profiles.map((name) => ({ name })) }),
    ...(sourceAddressTranslation && { sourceAddressTranslation: { type: sourceAddressTranslation } }),
  };
}

const VirtualAddress = z
  .object({ fullPath: z.string(), address: z.string() })
  .transform(({ fullPath, address }) => ({ path: fullPath, address }));
export type VirtualAddress = z.infer<typeof VirtualAddress>;

export function listVirtualAddresses(partition: string): List<VirtualAddress> {
  return {
    path: '/mgmt/tm/ltm/virtual-address',
    partition,
    query: { $select: 'fullPath,address' },
    schema: VirtualAddress,
    pageSize: 500,
  };
}
