/** Partitions: the folder at the top that is ours. */
import { z } from 'zod';
import { idOf } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Partition = z.object({ name: z.string(), description: z.string().default(''), defaultRouteDomain: z.int().min(0).default(0) });
export type Partition = z.infer<typeof Partition>;

const path = '/mgmt/tm/auth/partition';

export function getPartition(name: string): Read<Partition> {
  return { request: { method: 'GET', path: `${path}/${idOf(name)}` }, schema: Partition };
}

export function createPartition(name: string, description: string): Request {
  return { method: 'POST', path, body: { name, description } };
}
