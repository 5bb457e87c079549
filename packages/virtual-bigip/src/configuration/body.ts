/** A request's body read against the properties of a resource. */

import { camelCase } from './names.ts';
import { unknownProperty } from './properties.ts';
import { tmsh, tmshName } from './refusal.ts';
import type { Device, Entity, Json, JsonObject, Property, Resource, Value } from './resource.ts';
import { isBefore } from './version.ts';

/** What REST puts into every object and does not take back. */
const ENVELOPE = new Set(['kind', 'name', 'partition', 'subPath', 'fullPath', 'generation', 'selfLink', 'isSubcollection']);

export type Read = {
  /** Undefined: to be cleared. */
  readonly values: ReadonlyMap<string, Value | undefined>;
  /** Subcollections given inline, which replace what is there. */
  readonly lists: ReadonlyMap<string, readonly JsonObject[]>;
};

/** The property that a name in a body means; a flag pair is kept under its first name. */
function propertyOf(resource: Resource, name: string, device: Device): { readonly key: string; readonly property: Property } | undefined {
  const own = Object.hasOwn(resource.properties, name) ? resource.properties[name] : undefined;
  const found =
    own === undefined ? Object.entries(resource.properties).find(([, property]) => property.counterpart === name) : ([name, own] as const);
  if (found === undefined || isBefore(device.version, found[1].since ?? '0')) return undefined;
  return { key: found[0], property: found[1] };
}

/** Reads a body. `before` is the object that it changes. */
export function readBody(device: Device, resource: Resource, partition: string | undefined, body: JsonObject, before?: Entity): Read {
  const values = new Map<string, Value | undefined>();
  const lists = new Map<string, readonly JsonObject[]>();
  for (const [name, value] of Object.entries(body)) {
    if (ENVELOPE.has(name)) continue;
    const list = inlineList(resource, name, value);
    if (list !== undefined) {
      if (list.items !== undefined) lists.set(list.subcollection, list.items);
      continue;
    }
    const found = propertyOf(resource, name, device);
    if (found === undefined) {
      if (isReference(resource, name, device)) continue;
      throw unknownProperty(name);
    }
    const { key, property } = found;
    if (property.life === 'read-only') continue;
    const parsed = property.parse(value, { name, partition, device });
    if (property.counterpart !== undefined && values.has(key) && values.get(key) !== parsed)
      throw together(name, name === key ? property.counterpart : key);
    if (property.life === 'fixed' && before !== undefined) {
      if (JSON.stringify(parsed) !== JSON.stringify(before.properties[key] ?? property.initial))
        throw tmsh(`"${tmshName(name)}" may not be modified`);
      continue;
    }
    const rival = parsed === undefined ? undefined : property.excludes?.find((other) => values.get(other) !== undefined);
    if (rival !== undefined) throw together(name, rival);
    values.set(key, parsed);
  }
  return { values, lists };
}

function together(one: string, other: string): Error {
  return tmsh(`"${tmshName(one)}" may not be specified with "${tmshName(other)}"`);
}

/** `members: […]` and `membersReference: { items: […] }` are the same list. */
function inlineList(
  resource: Resource,
  name: string,
  value: Json,
): { readonly subcollection: string; readonly items: readonly JsonObject[] | undefined } | undefined {
  const said = name.replace(/Reference$/, '');
  const subcollection = Object.keys(resource.subcollections ?? {}).find((segment) => camelCase(segment) === said);
  if (subcollection === undefined) return undefined;
  const items = said === name ? value : (value as { readonly items?: Json } | null)?.items;
  if (items === undefined) return { subcollection, items: undefined };
  if (items === null || items === 'none' || items === '') return { subcollection, items: [] };
  const list = Array.isArray(items) ? (items as readonly Json[]) : [items];
  return { subcollection, items: list.map((item) => asItem(item, name)) };
}

function asItem(item: Json, name: string): JsonObject {
  if (typeof item === 'string') return { name: item };
  if (typeof item !== 'object' || item === null || Array.isArray(item))
    throw tmsh(`invalid property value "${name}":"${JSON.stringify(item)}"`);
  return item as JsonObject;
}

/** `poolReference`, `nameReference`: told beside what they point to, never taken. */
function isReference(resource: Resource, name: string, device: Device): boolean {
  if (!name.endsWith('Reference')) return false;
  return name === 'nameReference' || propertyOf(resource, name.replace(/Reference$/, ''), device) !== undefined;
}
