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

/** A resource, and the parent that its subcollection is in. */
type Below = { readonly resource: Resource; readonly parent: readonly [Resource, string] | undefined };

/** Reads the segments behind `/mgmt/tm`. */
export function routeOf(resources: readonly Resource[], segments: readonly string[]): Route {
  if (segments.at(-1) === 'available') return { kind: 'available' };
  for (let length = segments.length; length > 0; length -= 1) {
    const path = segments.slice(0, length).join('/');
    const resource = resources.find((one) => one.path === path);
    if (resource !== undefined) return within(resource, undefined, segments.slice(length));
  }
  const prefix = segments.length === 0 ? '' : `${segments.join('/')}/`;
  const below = new Set(
    resources.filter(({ path }) => path.startsWith(prefix)).map(({ path }) => path.slice(prefix.length).split('/')[0] ?? ''),
  );
  return below.size === 0 ? { kind: 'unknown' } : { kind: 'menu', below: [...below] };
}

function within(resource: Resource, parent: readonly [Resource, string] | undefined, rest: readonly string[]): Route {
  const [id, next, ...more] = rest;
  if (id === undefined) return { kind: 'collection', resource, parent };
  if (id === 'stats' && next === undefined) return { kind: 'collection-stats', resource, parent };
  if (next === undefined) return { kind: 'item', resource, parent, id };
  if (next === 'stats' && more.length === 0) return { kind: 'item-stats', resource, parent, id };
  const child = parent === undefined && Object.hasOwn(resource.subcollections ?? {}, next) ? resource.subcollections?.[next] : undefined;
  return child === undefined ? { kind: 'unknown' } : within(child, [resource, id], more);
}
