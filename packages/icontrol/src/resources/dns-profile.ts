/** DNS profiles: what a listener does with queries. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const DnsProfile = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    useLocalBind: z.string().default('yes'),
    unhandledQueryAction: z.string().default('allow'),
  })
  .transform(({ fullPath, ...settings }) => ({ path: fullPath, settings }));
export type DnsProfile = z.infer<typeof DnsProfile>;

/** What is written of it; the rest comes from `/Common/dns`. */
export type DnsProfileSettings = DnsProfile['settings'];

const path = '/mgmt/tm/ltm/profile/dns';

export function listDnsProfiles(partition: string): List<DnsProfile> {
  return {
    path,
    partition,
    query: { $select: 'fullPath,description,useLocalBind,unhandledQueryAction' },
    schema: DnsProfile,
    pageSize: 100,
  };
}

export function getDnsProfile(profile: string): Read<DnsProfile> {
  return { request: { method: 'GET', path: `${path}/${idOf(profile)}` }, schema: DnsProfile };
}

export function createDnsProfile(profile: string, settings: DnsProfileSettings): Request {
  return { method: 'POST', path, body: { ...locate(profile), defaultsFrom: '/Common/dns', ...settings } };
}

export function modifyDnsProfile(profile: string, settings: Partial<DnsProfileSettings>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(profile)}`, body: settings };
}

export function deleteDnsProfile(profile: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(profile)}` };
}
