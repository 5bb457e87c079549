/** Collections: `$filter`, `$select`, `$top`, `$skip`, `expandSubcollections`. */

import { icrd } from './refusal.ts';
import { kindOf, type Rendering, render, selfLink } from './render.ts';
import type { Entity, JsonObject, Resource, View } from './resource.ts';

/** How a request asks to see objects. */
export type Query = {
  readonly expand: boolean;
  readonly select: ReadonlySet<string> | undefined;
  readonly partition: string | undefined;
  readonly top: number | undefined;
  readonly skip: number;
  /** The query as it came, without `ver`. */
  readonly echo: string;
  /** Which objects are there for who asks; undefined: all. */
  readonly sees?: ((entity: Entity) => boolean) | undefined;
};

export function readQuery(search: string, view: View): Query {
  const parameters = new URLSearchParams(search);
  const select = parameters.get('$select');
  return {
    expand: parameters.get('expandSubcollections') === 'true',
    select: select === null ? undefined : new Set(select.split(',').map((name) => name.trim())),
    partition: partitionFilter(parameters.get('$filter'), view),
    top: count(parameters, '$top'),
    skip: count(parameters, '$skip') ?? 0,
    echo: search
      .replace(/^\?/, '')
      .split('&')
      .filter((part) => part !== '' && !part.startsWith('ver='))
      .join('&'),
  };
}

/** The collection of a resource, or of a parent's subcollection, at `url`. */
export function renderCollection(resource: Resource, url: string, parent: Entity | undefined, query: Query, view: View): JsonObject {
  const rendering: Rendering = { view, expand: query.expand, select: query.select };
  const prefix = parent !== undefined ? `${parent.key} ` : query.partition === undefined ? '' : `/${query.partition}/`;
  const entities = matching(resource, prefix, query, view);
  const page = query.top === undefined ? [...entities].slice(query.skip) : [...slice(entities, query.skip, query.top)];
  const items = page.map((entity) => render(entity, rendering));
  return {
    kind: kindOf(resource.path, 'collectionstate'),
    selfLink: selfLink(url, view, query.echo),
    ...(query.top === undefined
      ? {}
      : paging({ url, top: query.top, totalItems: total(resource, prefix, query, view), found: items.length }, query, view)),
    ...(items.length === 0 ? {} : { items }),
  };
}

function* matching(resource: Resource, prefix: string, query: Query, { device }: View): Generator<Entity> {
  for (const [, entity] of device.store.table(resource.path).startingWith(prefix)) {
    if ((query.partition === undefined || entity.partition === query.partition) && query.sees?.(entity) !== false) yield entity;
  }
}

function total(resource: Resource, prefix: string, query: Query, view: View): number {
  if (prefix === '' && query.sees === undefined) return view.device.store.table(resource.path).size;
  let found = 0;
  for (const _ of matching(resource, prefix, query, view)) found += 1;
  return found;
}

type Page = { readonly url: string; readonly top: number; readonly totalItems: number; readonly found: number };

function paging({ url, top, totalItems, found }: Page, query: Query, view: View): JsonObject {
  const next = query.skip + top;
  const others = query.echo.split('&').filter((part) => part !== '' && !/^(\$|%24)(top|skip)=/.test(part));
  const echo = [...others, `%24top=${top}`, `%24skip=${next}`].join('&');
  return {
    currentItemCount: found,
    itemsPerPage: top,
    pageIndex: Math.floor(query.skip / top) + 1,
    startIndex: query.skip + 1,
    totalItems,
    totalPages: Math.ceil(totalItems / top),
    ...(next < totalItems ? { nextLink: selfLink(url, view, echo) } : {}),
  };
}

function* slice<T>(values: Iterable<T>, skip: number, top: number): Generator<T> {
  let at = 0;
  for (const value of values) {
    if (at >= skip + top) return;
    if (at >= skip) yield value;
    at += 1;
  }
}

function partitionFilter(filter: string | null, { device }: View): string | undefined {
  if (filter === null) return undefined;
  const partition = /^partition eq '?(?<name>[^'\s]+)'?$/.exec(filter)?.groups?.['name'];
  if (partition === undefined && device.switches.otherFilters === 'refused') throw icrd(400, `Found invalid filter "${filter}".`);
  return partition;
}

function count(parameters: URLSearchParams, name: string): number | undefined {
  const value = parameters.get(name);
  if (value === null) return undefined;
  const least = name === '$top' ? 1 : 0;
  if (!/^\d{1,9}$/.test(value) || Number(value) < least) throw icrd(400, `Found invalid value "${value}" of query parameter ${name}.`);
  return Number(value);
}
