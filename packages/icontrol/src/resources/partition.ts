/** Partitions: the folder at the top that is ours. */
import { z } from 'zod';
import { IControlError } from '../errors.ts';
import { idOf } from '../paths.ts';
import type { Read, Request, Until } from '../request.ts';
import type { Session } from '../session.ts';

const Partition = z.object({ name: z.string(), description: z.string().default(''), defaultRouteDomain: z.int().min(0).default(0) });
export type Partition = z.infer<typeof Partition>;

const path = '/mgmt/tm/auth/partition';

export function getPartition(name: string): Read<Partition> {
  return { request: { method: 'GET', path: `${path}/${idOf(name)}` }, schema: Partition };
}

export function createPartition(name: string, description: string): Request {
  return { method: 'POST', path, body: { name, description } };
}

/** The partition as it is, made with `description` if it isn't there. Whose it is the caller sees by its description. */
export async function ensurePartition(
  session: Session,
  { name, description }: { readonly name: string; readonly description: string },
  until: Until,
): Promise<Partition> {
  const found = await session.find(getPartition(name), until);
  if (found !== undefined) return found;
  try {
    await session.send(createPartition(name, description), until);
  } catch (error) {
    // Somebody else made it at the same time.
    if (!(error instanceof IControlError && error.kind === 'conflict')) throw error;
  }
  return session.read(getPartition(name), until);
}
