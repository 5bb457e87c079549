/** Collections, read page by page. */
import { z } from 'zod';
import { IControlError } from './errors.ts';
import type { Request, Until } from './request.ts';
import type { Session } from './session.ts';

/** A whole collection, of one partition if one is named. */
export type List<T extends { readonly path: string }> = {
  readonly path: string;
  readonly partition?: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly schema: z.ZodType<T>;
  /** Objects asked for at once. */
  readonly pageSize: number;
};

const mostRestarts = 3;

/** Reads a collection; writes may go on between its pages. */
export async function readAll<T extends { readonly path: string }>(session: Session, list: List<T>, until: Until): Promise<Map<string, T>> {
  const schema = z.object({ items: z.array(list.schema).default([]) });
  const page = async (skip: number) => (await session.read({ request: pageOf(list, skip), schema }, until)).items;
  for (let restarts = 0; restarts <= mostRestarts; restarts += 1) {
    const found = await readPages(page, list.pageSize);
    // Versions differ in what `$filter` does, so what isn't in the partition is left out here too.
    const inside = found?.filter(({ path }) => list.partition === undefined || path.startsWith(`/${list.partition}/`));
    if (inside !== undefined) return new Map(inside.map((item) => [item.path, item]));
  }
  throw new IControlError('busy', `GET ${list.path} on ${session.unit}`, 'objects went away while their list was read, every time');
}

/**
 * All objects, page by page. Each page begins with the last few objects of the page before: when none of those is there any more, objects
 * have moved up so far that one could have been skipped, and it is undefined. An object may be in it more than once.
 */
export async function readPages<T extends { readonly path: string }>(
  page: (skip: number) => Promise<readonly T[]>,
  pageSize: number,
): Promise<T[] | undefined> {
  const overlap = Math.max(1, Math.floor(pageSize / 10));
  const found: T[] = [];
  let last: ReadonlySet<string> | undefined;
  for (let skip = 0; ; ) {
    const items = await page(skip);
    if (last !== undefined && !items.some(({ path }) => last?.has(path))) return undefined;
    found.push(...items);
    if (items.length < pageSize) return found;
    last = new Set(items.slice(-overlap).map(({ path }) => path));
    skip += items.length - overlap;
  }
}

function pageOf<T extends { readonly path: string }>({ path, partition, query, pageSize }: List<T>, skip: number): Request {
  return {
    method: 'GET',
    path,
    query: {
      ...(partition !== undefined && { $filter: `partition eq ${partition}` }),
      ...query,
      $top: String(pageSize),
      ...(skip > 0 && { $skip: String(skip) }),
    },
  };
}
