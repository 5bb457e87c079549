/** What a URL below `/mgmt/tm` names. */

import type { Resource } from '../configuration/resource.ts';

export type Route =
  | (Below & { readonly kind: 'collection' })
  | (Below & { readonly kind: 'collection-stats' })
  | (Below & { readonly kind: 'item'; readonly id: string })
  | (Below & { readonly kind: 'item-stats'; readonly id: string })
  /** `/mgmt/tm/ltm`: says what is below. */
  | { readonly kind: 'menu'; readonly below: readonly string[] }
  | { readonly kind: 'available' }
  | { readonly kind: 'unknown' };

/** A resource, and the objects that its subcollection is in, outermost first. */
type Below = { readonly resource: Resource; readonly parents: readonly Parent[] };
type Parent = readonly [resource: Resource, id: string];

/** Reads the segments behind `/mgmt/tm`. `others` are paths of things that are no resources, for the menus. */
export function routeOf(resources: readonly Resource[], others: readonly string[], segments: readonly string[]): Route {
  if (segments.at(-1) === 'available') return { kind: 'available' };
  for (let length = segments.length; length > 0; length -= 1) {
    const path = segments.slice(0, length).join('/');
    const resource = resources.find((one) => one.path === path);
    if (resource !== undefined) return within(resource, [], segments.slice(length));
  }
  const prefix = segments.length === 0 ? '' : `${segments.join('/')}/`;
  const paths = [...resources.map(({ path }) => path), ...others];
  const below = new Set(paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length).split('/')[0] ?? ''));
  return below.size === 0 ? { kind: 'unknown' } : { kind: 'menu', below: [...below] };
}

function within(resource: Resource, parents: readonly Parent[], rest: readonly string[]): Route {
  if (resource.naming === 'single') return rest.length === 0 ? { kind: 'item', resource, parents, id: '' } : { kind: 'unknown' };
  const [id, next, ...more] = rest;
  if (id === undefined) return { kind: 'collection', resource, parents };
  if (id === 'stats' && next === undefined) return { kind: 'collection-stats', resource, parents };
  if (next === undefined) return { kind: 'item', resource, parents, id };
  if (next === 'stats' && more.length === 0) return { kind: 'item-stats', resource, parents, id };
  const child = Object.hasOwn(resource.subcollections ?? {}, next) ? resource.subcollections?.[next] : undefined;
  return child === undefined ? { kind: 'unknown' } : within(child, [...parents, [resource, id]], more);
}
