/** Folders inside a partition: here those whose content stays on one unit. */
import { z } from 'zod';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Folder = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    /** Full path of the group in which it is synchronised, or `none`. */
    deviceGroup: z.string().default('none'),
    /** Full path of what its addresses move with. */
    trafficGroup: z.string().default('none'),
  })
  .transform(({ fullPath, ...rest }) => ({ path: fullPath, ...rest }));
export type Folder = z.infer<typeof Folder>;

const path = '/mgmt/tm/sys/folder';

export function getFolder(folder: string): Read<Folder> {
  return { request: { method: 'GET', path: `${path}/${idOf(folder)}` }, schema: Folder };
}

/** What lies in it is not synchronised, and does not move with a failover. */
export function createLocalFolder(folder: string, description: string): Request {
  const local = {
    deviceGroup: 'none',
    inheritedDevicegroup: 'false',
    trafficGroup: '/Common/traffic-group-local-only',
    inheritedTrafficGroup: 'false',
  };
  return { method: 'POST', path, body: { ...locate(folder), description, ...local } };
}
