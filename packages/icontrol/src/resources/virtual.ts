/** Virtual servers, and the virtual addresses that BIG-IP makes for them. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate, parseMemberPath } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const References = z.object({ items: z.array(z.object({ fullPath: z.string(), context: z.string().default('all') })).default([]) });

const Virtual = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    destination: z.string(),
    ipProtocol: z.string(),
    pool: z.string().default(''),
    rules: z.array(z.string()).default([]),
    persist: z.array(z.object({ name: z.string(), partition: z.string().default('Common') })).default([]),
    vlans: z.array(z.string()).default([]),
    vlansEnabled: z.boolean().default(false),
    sourceAddressTranslation: z.object({ type: z.string().default('none'), pool: z.string().optional() }).default({ type: 'none' }),
    disabled: z.boolean().default(false),
    profilesReference: References,
    policiesReference: References.default({ items: [] }),
  })
  .transform(
    ({ fullPath, disabled, persist, vlansEnabled, profilesReference, policiesReference, sourceAddressTranslation, vlans, ...rest }) => ({
      path: fullPath,
      ...rest,
      // BIG-IP keeps no order of these: full paths, sorted.
      profiles: pathsIn(profilesReference, 'all'),
      clientProfiles: pathsIn(profilesReference, 'clientside'),
      serverProfiles: pathsIn(profilesReference, 'serverside'),
      policies: pathsIn(policiesReference, 'all'),
      vlans: vlans.toSorted(),
      vlanFilter: vlansEnabled ? ('enabled' as const) : ('disabled' as const),
      persistence: persist.map(({ name, partition }) => (name.startsWith('/') ? name : `/${partition}/${name}`)).join(' '),
      sourceAddressTranslation: sourceAddressTranslation.pool ?? sourceAddressTranslation.type,
      enabled: !disabled,
    }),
  );
/**
 * `destination` is `/berth/198.51.100.10:80`; `pool` and `persistence` are empty for none. `vlanFilter`: enabled on `vlans` alone, or
 * disabled on them. `sourceAddressTranslation`: `automap`, `none`, or the full path of a SNAT pool.
 */
export type Virtual = z.infer<typeof Virtual>;

/** What is written of a virtual server. */
export type VirtualSettings = Omit<Virtual, 'path' | 'enabled'>;

function pathsIn({ items }: z.infer<typeof References>, context: string): string[] {
  return items
    .filter((item) => item.context === context)
    .map((item) => item.fullPath)
    .sort();
}

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
  const { sourceAddressTranslation, ...rest } = settings;
  const translation = sourceAddressTranslation === 'none' ? {} : { sourceAddressTranslation: translationOf(sourceAddressTranslation) };
  return { method: 'POST', path, body: { ...locate(virtual), mask, ...toWrite(withoutEmpty(rest), settings), ...translation } };
}

/** `changed`: some of `settings`. Lists replace the ones there. */
export function modifyVirtual(virtual: string, changed: Partial<VirtualSettings>, settings: VirtualSettings): Request {
  return { method: 'PATCH', path: `${path}/${idOf(virtual)}`, body: toWrite(changed, settings) };
}

export function deleteVirtual(virtual: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(virtual)}` };
}

function withoutEmpty(settings: Omit<VirtualSettings, 'sourceAddressTranslation'>): Partial<VirtualSettings> {
  const given = Object.entries(settings).filter(
    ([field, value]) => value.length > 0 && (field !== 'vlanFilter' || settings.vlans.length > 0),
  );
  return Object.fromEntries(given);
}

/** Profiles of both sides and of one are one list to BIG-IP, VLANs and their filter one choice. */
function toWrite(changed: Partial<VirtualSettings>, settings: VirtualSettings): object {
  const { pool, profiles, clientProfiles, serverProfiles, policies, vlans, vlanFilter, persistence, sourceAddressTranslation, ...rest } =
    changed;
  return {
    ...rest,
    ...(pool !== undefined && { pool: pool === '' ? 'none' : pool }),
    ...((profiles ?? clientProfiles ?? serverProfiles) && { profiles: profilesToWrite(settings) }),
    ...(policies && { policies: policies.map((name) => ({ name })) }),
    ...((vlans ?? vlanFilter) && {
      vlans: settings.vlans,
      ...(settings.vlanFilter === 'enabled' ? { vlansEnabled: true } : { vlansDisabled: true }),
    }),
    ...(persistence !== undefined && { persist: persistence === '' ? [] : [persistenceToWrite(persistence)] }),
    // A SNAT pool stays referred to until it is taken out.
    ...(sourceAddressTranslation && { sourceAddressTranslation: { pool: 'none', ...translationOf(sourceAddressTranslation) } }),
  };
}

function profilesToWrite({ profiles, clientProfiles, serverProfiles }: VirtualSettings): object[] {
  return [
    ...profiles.map((name) => ({ name })),
    ...clientProfiles.map((name) => ({ name, context: 'clientside' })),
    ...serverProfiles.map((name) => ({ name, context: 'serverside' })),
  ];
}

function persistenceToWrite(profile: string): object {
  const { name, partition } = locate(profile);
  return { name, partition, tmDefault: 'yes' };
}

function translationOf(translation: string): object {
  return translation.startsWith('/') ? { type: 'snat', pool: translation } : { type: translation };
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
