/** Internal data groups and their records. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import { type Read, type Request, requestLineLength } from '../request.ts';
import { tmshWord } from '../tmsh.ts';

/** Name → value. */
export type Records = ReadonlyMap<string, string>;

const DataGroup = z
  .object({
    fullPath: z.string(),
    type: z.string(),
    description: z.string().default(''),
    records: z.array(z.object({ name: z.string(), data: z.string().default('') })).default([]),
  })
  .transform(({ fullPath, records, ...rest }) => ({
    path: fullPath,
    ...rest,
    records: new Map(records.map(({ name, data }) => [name, data])) as Records,
  }));
export type DataGroup = z.infer<typeof DataGroup>;

const path = '/mgmt/tm/ltm/data-group/internal';
/** httpd takes 8190; what is between may add to it. */
const longestRequestLine = 7900;

/** With all records; few at once, since one can hold thousands. */
export function listDataGroups(partition: string): List<DataGroup> {
  return { path, partition, query: { $select: 'fullPath,type,description,records' }, schema: DataGroup, pageSize: 10 };
}

export function getDataGroup(dataGroup: string): Read<DataGroup> {
  return { request: { method: 'GET', path: `${path}/${idOf(dataGroup)}` }, schema: DataGroup };
}

export type NewDataGroup = { readonly type: 'string' | 'ip' | 'integer'; readonly description: string; readonly records: Records };

export function createDataGroup(dataGroup: string, { records, ...settings }: NewDataGroup): Request {
  return { method: 'POST', path, body: { ...locate(dataGroup), ...settings, ...(records.size > 0 && { records: listed(records) }) } };
}

export function describeDataGroup(dataGroup: string, description: string): Request {
  return { method: 'PATCH', path: `${path}/${idOf(dataGroup)}`, body: { description } };
}

export function deleteDataGroup(dataGroup: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(dataGroup)}` };
}

/** All records at once, whatever is there: nobody else's record survives it. */
export function replaceRecords(dataGroup: string, records: Records): Request {
  return { method: 'PATCH', path: `${path}/${idOf(dataGroup)}`, body: { records: listed(records) } };
}

/** In as few requests as request lines take. One of them is refused as a whole (`conflict`) if one of its names is there already. */
export function addRecords(dataGroup: string, records: Records): Request[] {
  return inChunks(dataGroup, 'add', written(records));
}

/** The same; `not-found` if one of the names isn't there. */
export function modifyRecords(dataGroup: string, records: Records): Request[] {
  return inChunks(dataGroup, 'modify', written(records));
}

/** The same; `not-found` if one of the names isn't there. */
export function deleteRecords(dataGroup: string, names: Iterable<string>): Request[] {
  return inChunks(dataGroup, 'delete', [...names].map(tmshWord));
}

function listed(records: Records): object[] {
  return [...records].map(([name, data]) => ({ name, data }));
}

function written(records: Records): string[] {
  return [...records].map(([name, data]) => `${tmshWord(name)} { data ${data === '' ? '""' : tmshWord(data)} }`);
}

function inChunks(dataGroup: string, verb: 'add' | 'modify' | 'delete', items: readonly string[]): Request[] {
  const request = (options: string): Request => ({ method: 'PATCH', path: `${path}/${idOf(dataGroup)}`, query: { options }, body: {} });
  const frame = requestLineLength(request(`records ${verb} { }`));
  const requests: Request[] = [];
  let chunk: string[] = [];
  let length = frame;
  const close = () => {
    if (chunk.length > 0) requests.push(request(`records ${verb} { ${chunk.join(' ')} }`));
    chunk = [];
    length = frame;
  };
  for (const item of items) {
    const added = requestLineLength(request(`records ${verb} { ${item} }`)) - frame;
    if (length + added > longestRequestLine) close();
    chunk.push(item);
    length += added;
  }
  close();
  return requests;
}
