/** Objects as REST tells them. */

import { camelCase, toUrl } from './names.ts';
import type { Entity, Json, JsonObject, Property, Resource, Value, View } from './resource.ts';
import { isBefore } from './version.ts';

/** `tm:ltm:pool:poolstate`; collections, stats and commands end otherwise. */
export function kindOf(path: string, ending: 'state' | 'collectionstate' | 'stats'): string {
  return `tm:${path.replaceAll('/', ':')}:${path.split('/').at(-1) ?? ''}${ending}`;
}

/** The path of an object below `/mgmt/tm/`. */
export function urlOf({ resource, fullPath, parent }: Entity): string {
  if (resource.naming === 'single') return resource.path;
  const ids = [...(parent?.split(' ') ?? []), fullPath];
  const segments = resource.path.split('/');
  const top = segments.length - ids.length + 1;
  const below = segments.slice(top).flatMap((segment, level) => [segment, toUrl(ids[level + 1] ?? '')]);
  return [...segments.slice(0, top), toUrl(ids[0] ?? ''), ...below].join('/');
}

/** `echo` is the query of the request, which BIG-IP repeats. */
export function selfLink(url: string, view: View, echo = ''): string {
  return `https://localhost/mgmt/tm/${url}?${echo === '' ? '' : `${echo}&`}ver=${view.version}`;
}

export type Rendering = {
  readonly view: View;
  readonly echo?: string;
  readonly expand: boolean;
  /** Names to keep; undefined keeps all. */
  readonly select: ReadonlySet<string> | undefined;
};

export function render(entity: Entity, { view, echo, expand, select }: Rendering): JsonObject {
  const { resource, name, partition, subPath, fullPath, generation } = entity;
  const object: Record<string, Json> = {
    kind: kindOf(resource.path, 'state'),
    ...(resource.naming === 'single'
      ? {}
      : { name, ...(partition === undefined ? {} : { partition }), ...(subPath === undefined ? {} : { subPath }), fullPath, generation }),
    selfLink: selfLink(urlOf(entity), view, echo),
  };
  for (const [key, property] of inOrder(resource.properties)) {
    if (isBefore(view.version, property.since ?? '0')) continue;
    const value = effectiveValue(entity, key, view);
    if (value === undefined) continue;
    if (property.render === undefined) object[key] = plain(value);
    else Object.assign(object, property.render(value, view));
  }
  Object.assign(object, resource.live?.(entity, view));
  for (const [segment, child] of Object.entries(resource.subcollections ?? {})) {
    object[`${camelCase(segment)}Reference`] = subcollection(entity, segment, child, { view, expand, select: undefined });
  }
  return selected(object, select);
}

/** Properties are told in the order of their names. */
function inOrder(properties: Resource['properties']): readonly (readonly [string, Property])[] {
  const known = ordered.get(properties) ?? Object.entries(properties).toSorted(([a], [b]) => (a < b ? -1 : 1));
  ordered.set(properties, known);
  return known;
}

const ordered = new WeakMap<Resource['properties'], readonly (readonly [string, Property])[]>();

/** The value of a property: its own, inherited, or what it was at first. */
export function effectiveValue(entity: Entity, name: string, { device }: Pick<View, 'device'>): Value | undefined {
  const own = entity.properties[name];
  if (own !== undefined || name === 'description') return own;
  const { inheritsThrough, namespace = entity.resource.path, properties } = entity.resource;
  const from = inheritsThrough === undefined || inheritsThrough === name ? undefined : entity.properties[inheritsThrough];
  const parent = typeof from === 'string' ? device.store.find(namespace, from) : undefined;
  return parent === undefined ? properties[name]?.initial : effectiveValue(parent, name, { device });
}

function selected(object: JsonObject, select: ReadonlySet<string> | undefined): JsonObject {
  if (select === undefined) return object;
  return Object.fromEntries(Object.entries(object).filter(([name]) => select.has(name)));
}

function subcollection(entity: Entity, segment: string, child: Resource, rendering: Rendering): JsonObject {
  const { view, expand } = rendering;
  const link = selfLink(`${urlOf(entity)}/${segment}`, view);
  if (!expand) return { link, isSubcollection: true };
  const items = [...view.device.store.children(child.path, entity.key)].map((item) => render(item, rendering));
  return { link, isSubcollection: true, ...(items.length === 0 ? {} : { items }) };
}

/** Records become their list. */
function plain(value: Value): Json {
  return typeof value === 'object' && value !== null && 'toJSON' in value && typeof value.toJSON === 'function'
    ? value.toJSON()
    : (value as Json);
}
