/** Collections, read page by page. */
import { z } from 'zod';
import { IControlError } from './errors.ts';
import type { Request, Until } from './request.ts';
import type { Session } from './session.ts';

/** A whole collection of one partition. */
export type List<T extends { readonly path: string }> = {
  readonly path: string;
  readonly partition: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
  /** Objects asked for at once. */
  readonly pageSize: number;
};

const mostRestarts = 3;

/**
 * Reads a collection; writes may go on between its pages. Each page begins with the last object of the page before: when
 * that is gone, objects have moved up and one could have been skipped, so reading begins again.
 */
export async function readAll<T extends { readonly path: string }>(session: Session, list: List<T>, until: Until): Promise<Map<string, T>> {
  for (let restarts = 0; restarts <= mostRestarts; restarts += 1) {
    const found = await readOnce(session, list, until);
    if (found !== undefined) return found;
  }
  throw new IControlError('busy', `GET ${list.path} on ${session.unit}`, 'objects went away while their list was read, every time');
}

async function readOnce<T extends { readonly path: string }>(
  session: Session,
  list: List<T>,
  until: Until,
): Promise<Map<string, T> | undefined> {
  const found = new Map<string, T>();
  const schema = z.object({ items: z.array(list.schema).default([]) });
  let anchor: string | undefined;
  for (let read = 0; ; ) {
    const { items } = await session.read({ request: pageOf(list, Math.max(0, read - 1)), schema }, until);
    if (anchor !== undefined && !items.some((item) => item.path === anchor)) return undefined;
    // Versions differ in what `$filter` does, so what isn't in the partition is left out here too.
    for (const item of items) if (item.path.startsWith(`/${list.partition}/`)) found.set(item.path, item);
    if (items.length < list.pageSize) return found;
    read = Math.max(0, read - 1) + items.length;
    anchor = items.at(-1)?.path;
  }
}

function pageOf<T extends { readonly path: string }>({ path, partition, query, pageSize }: List<T>, skip: number): Request {
  return {
    method: 'GET',
    path,
    query: { $filter: `partition eq ${partition}`, ...query, $top: String(pageSize), ...(skip > 0 && { $skip: String(skip) }) },
  };
}
