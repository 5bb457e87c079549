/** HTTP profiles: what a virtual server does with requests. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const HttpProfile = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    insertXforwardedFor: z.string().default('disabled'),
  })
  .transform(({ fullPath, ...settings }) => ({ path: fullPath, settings }));
export type HttpProfile = z.infer<typeof HttpProfile>;

/** What is written of it; the rest comes from `/Common/http`. */
export type HttpProfileSettings = HttpProfile['settings'];

const path = '/mgmt/tm/ltm/profile/http';

export function listHttpProfiles(partition: string): List<HttpProfile> {
  return { path, partition, query: { $select: 'fullPath,description,insertXforwardedFor' }, schema: HttpProfile, pageSize: 100 };
}

export function getHttpProfile(profile: string): Read<HttpProfile> {
  return { request: { method: 'GET', path: `${path}/${idOf(profile)}` }, schema: HttpProfile };
}

export function createHttpProfile(profile: string, settings: HttpProfileSettings): Request {
  return { method: 'POST', path, body: { ...locate(profile), defaultsFrom: '/Common/http', ...settings } };
}

export function modifyHttpProfile(profile: string, settings: Partial<HttpProfileSettings>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(profile)}`, body: settings };
}

export function deleteHttpProfile(profile: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(profile)}` };
}
