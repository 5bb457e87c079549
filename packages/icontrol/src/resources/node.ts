/** Nodes: BIG-IP makes them with members and doesn't remove them. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Node = z
  .object({ fullPath: z.string(), address: z.string(), description: z.string().default(''), ephemeral: z.string().optional() })
  .transform(({ fullPath, ephemeral, ...rest }) => ({ path: fullPath, ...rest, ephemeral: ephemeral === 'true' }));
export type Node = z.infer<typeof Node>;

const path = '/mgmt/tm/ltm/node';

export function listNodes(partition: string): List<Node> {
  return { path, partition, query: { $select: 'fullPath,address,description,ephemeral' }, schema: Node, pageSize: 500 };
}

export function getNode(node: string): Read<Node> {
  return { request: { method: 'GET', path: `${path}/${idOf(node)}` }, schema: Node };
}

/** Refused (`rejected`, 01070110) while a member of any pool refers to it. */
export function deleteNode(node: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(node)}` };
}
