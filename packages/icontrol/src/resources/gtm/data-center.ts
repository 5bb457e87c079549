/** GTM's data centers. */
import { z } from 'zod';
import type { List } from '../../list.ts';
import { idOf, locate } from '../../paths.ts';
import type { Read, Request } from '../../request.ts';

const DataCenter = z
  .object({ fullPath: z.string(), description: z.string().default('') })
  .transform(({ fullPath, ...settings }) => ({ path: fullPath, settings }));
export type DataCenter = z.infer<typeof DataCenter>;
export type DataCenterSettings = DataCenter['settings'];

const path = '/mgmt/tm/gtm/datacenter';

export function listDataCenters(): List<DataCenter> {
  return { path, partition: 'Common', query: { $select: 'fullPath,description' }, schema: DataCenter, pageSize: 100 };
}

export function getDataCenter(dataCenter: string): Read<DataCenter> {
  return { request: { method: 'GET', path: `${path}/${idOf(dataCenter)}` }, schema: DataCenter };
}

export function createDataCenter(dataCenter: string, settings: DataCenterSettings): Request {
  return { method: 'POST', path, body: { ...locate(dataCenter), ...settings } };
}

export function modifyDataCenter(dataCenter: string, settings: Partial<DataCenterSettings>): Request {
  return { method: 'PATCH', path: `${path}/${idOf(dataCenter)}`, body: settings };
}

export function deleteDataCenter(dataCenter: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(dataCenter)}` };
}
