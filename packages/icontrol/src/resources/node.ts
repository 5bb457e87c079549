/** Nodes: BIG-IP makes them with members and doesn't remove them. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Node = z
  .object({
    fullPath: z.string(),
    address: z.string(),
    description: z.string().default(''),
    ephemeral: z.string().optional(),
    monitor: z.string().default('default'),
    ratio: z.int().default(1),
    connectionLimit: z.int().default(0),
    session: z.string().default(''),
    state: z.string().default(''),
  })
  .transform(({ fullPath, address, description, ephemeral, monitor, ratio, connectionLimit, session, state }) => ({
    path: fullPath,
    address,
    ephemeral: ephemeral === 'true',
    /** Nobody has set anything on it: so are the nodes that BIG-IP makes with members. */
    isPlain:
      description === '' &&
      monitor.trim() === 'default' &&
      ratio === 1 &&
      connectionLimit === 0 &&
      session !== 'user-disabled' &&
      state !== 'user-down',
  }));
export type Node = z.infer<typeof Node>;

const path = '/mgmt/tm/ltm/node';

export function listNodes(partition: string): List<Node> {
  return {
    path,
    partition,
    query: { $select: 'fullPath,address,description,ephemeral,monitor,ratio,connectionLimit,session,state' },
    schema: Node,
    pageSize: 500,
  };
}

export function getNode(node: string): Read<Node> {
  return { request: { method: 'GET', path: `${path}/${idOf(node)}` }, schema: Node };
}

/** Refused (`rejected`, 01070110) while a member of any pool refers to it. */
export function deleteNode(node: string): Request {
  return { method: 'DELETE', path: `${path}/${idOf(node)}` };
}
