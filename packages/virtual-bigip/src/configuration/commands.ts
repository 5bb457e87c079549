/** Create, modify and remove one object, with every check that mcpd makes. */

import { type Read, readBody } from './body.ts';
import { describe, identify, keyInUrl } from './identify.ts';
import { partitionOf } from './names.ts';
import { icrd, mcpd, tmsh, tmshName } from './refusal.ts';
import type { Device, Draft, Entity, JsonObject, Reference, Resource, Value, Values } from './resource.ts';
import { builtInOf, namespaceOf } from './resource.ts';

/** The object of that URL segment. Refuses with 404 if there is none, or none that `sees` lets be seen. */
export function existing(
  device: Device,
  resource: Resource,
  parent: Entity | undefined,
  segment: string,
  sees?: ((entity: Entity) => boolean) | undefined,
): Entity {
  const key = keyInUrl(device, resource, parent, segment);
  const found = device.store.get(resource.path, key);
  if (found === undefined || sees?.(found) === false)
    throw resource.missing?.(key) ?? mcpd('01020036', `The requested ${resource.noun} (${describe(resource, key)}) was not found.`);
  return found;
}

/** Creates what the body asks for, its inline lists included. */
export function create(device: Device, resource: Resource, parent: Entity | undefined, body: JsonObject): Entity {
  return finished(device, createOne(device, resource, parent, body), parent);
}

/** `patch` changes what the body says, `put` makes the rest what it was at first. `options` are raw tmsh arguments. */
export function modify(device: Device, before: Entity, asked: JsonObject, mode: 'patch' | 'put', inUrl?: string): Entity {
  const { body, options = inUrl } = withoutFlags(before.resource, asked);
  const read = readBody(device, before.resource, before.partition, body, before);
  const saysNothing = read.values.size === 0 && [...read.lists.values()].every((items) => items.length === 0);
  if (saysNothing && options === undefined && mode === 'patch') throw tmsh('one or more properties must be specified');
  return finished(device, modifyOne(device, before, read, mode, options), parentOf(device, before));
}

function withoutFlags({ flags = {} }: Resource, asked: JsonObject): { body: JsonObject; options?: string } {
  const flag = Object.keys(flags).find((name) => asked[name] === true);
  if (flag === undefined) return { body: asked };
  const { [flag]: _, ...body } = asked;
  return { body, ...(flags[flag] !== undefined && { options: flags[flag] }) };
}

/** Removes an object and what is in it. */
export function remove(device: Device, entity: Entity): void {
  removeOne(device, entity);
  touch(device, parentOf(device, entity));
}

function createOne(device: Device, resource: Resource, parent: Entity | undefined, body: JsonObject): Entity {
  if (resource.without?.includes('create')) throw notSupported(resource);
  const place = identify(device, resource, parent, body);
  const { values, lists } = readBody(device, resource, place.partition, body);
  const draft: Draft = { resource, parent, before: undefined, ...place, properties: merged(resource, {}, values) };
  if (device.store.find(namespaceOf(resource), place.key) !== undefined) throw resource.duplicate?.(draft) ?? alreadyExists(draft);
  const entity = settle(device, draft);
  return withLists(device, entity, lists);
}

function modifyOne(device: Device, before: Entity, { values, lists }: Read, mode: 'patch' | 'put', options?: string): Entity {
  const { resource } = before;
  let properties = merged(resource, mode === 'patch' ? before.properties : lasting(before), values);
  if (options !== undefined) {
    if (resource.options === undefined) throw tmsh(`unexpected argument "${options.split(/\s/)[0] ?? ''}"`);
    properties = resource.options({ ...before, properties }, options, device);
  }
  const { key, name, partition, subPath, fullPath } = before;
  const parent = parentOf(device, before);
  const entity = settle(device, { resource, parent, before, key, name, partition, subPath, fullPath, properties });
  return withLists(device, entity, lists);
}

function removeOne(device: Device, entity: Entity): void {
  const { resource } = entity;
  if (resource.without?.includes('delete')) throw notSupported(resource);
  if (builtInOf(resource, device).some(([key]) => key === entity.key)) {
    throw mcpd('01070734', `Configuration error: The ${resource.noun} (${entity.fullPath}) is built in and cannot be deleted.`);
  }
  const target: Reference = { namespace: namespaceOf(resource), path: entity.key };
  for (const user of device.store.users(target)) if (user.parent !== entity.key) throw inUse(entity, user);
  if (resource.heldUntilCommit) for (const user of device.store.usersAtStart(target)) throw inUse(entity, user);
  resource.removable?.(entity, device);
  removeTree(device, entity);
  resource.removed?.(entity, device);
}

/** Without any check: the object and all that is in it. */
export function removeTree(device: Device, entity: Entity): void {
  for (const item of childrenOf(device, entity)) removeTree(device, item);
  device.store.remove(entity);
}

/** All objects in the subcollections of one. */
export function childrenOf({ store }: Device, { resource, key }: Entity): Entity[] {
  return Object.values(resource.subcollections ?? {}).flatMap((child) => [...store.children(child.path, key)]);
}

/** Makes an object without a request: what BIG-IP creates by itself. */
export function make(
  device: Device,
  resource: Resource,
  fullPath: string,
  place: Omit<Draft, 'resource' | 'key' | 'parent' | 'fullPath' | 'before'>,
): Entity {
  return settle(device, { resource, parent: undefined, before: undefined, key: fullPath, fullPath, ...place });
}

/** Every check that needs the whole object, then the store. */
function settle(device: Device, draft: Draft): Entity {
  const { resource, parent, before, ...place } = draft;
  for (const [name, property] of Object.entries(resource.properties)) {
    if (property.required === true && draft.properties[name] === undefined) throw tmsh(`"${tmshName(name)}" is required`);
  }
  const properties = resource.prepare?.(draft, device) ?? draft.properties;
  const entity: Entity = {
    resource,
    parent: parent?.key,
    generation: device.store.nextGeneration(),
    ...place,
    properties,
    references: referencesOf(resource, { ...place, properties }),
  };
  checkReferences(device, { ...draft, properties }, before);
  for (const { index, refusal } of resource.unique?.(entity) ?? []) {
    const holder = device.store.holder(index);
    if (holder !== undefined && (holder.key !== entity.key || holder.resource !== resource)) throw refusal(holder);
  }
  device.store.put(entity);
  resource.changed?.(entity, before, device);
  return entity;
}

/** All that an object refers to. */
export function referencesOf(resource: Resource, entity: Pick<Entity, 'fullPath' | 'partition' | 'properties'>): Reference[] {
  const found: Reference[] = [...(resource.references?.(entity) ?? [])];
  for (const [name, value] of Object.entries(entity.properties)) {
    const rule = resource.properties[name]?.refersTo;
    for (const path of rule?.paths(value) ?? []) found.push({ namespace: rule?.namespace ?? '', path });
  }
  return found;
}

/** Refuses references to what isn't there, or is where it may not be. */
export function checkReferences(device: Device, draft: Draft, before: Entity | undefined): void {
  for (const [name, value] of Object.entries(draft.properties)) {
    const rule = draft.resource.properties[name]?.refersTo;
    if (rule === undefined || value === before?.properties[name]) continue;
    for (const path of rule.paths(value)) {
      if (device.store.find(rule.namespace, path) === undefined) throw rule.missing(path, draft);
      const partition = partitionOf(path);
      const isForeign = partition !== undefined && partition !== 'Common' && partition !== homeOf(draft);
      if (isForeign && rule.foreign !== undefined) throw rule.foreign(path, draft);
    }
  }
}

/** The partition that an object is in, by itself or by what it is in. */
export function homeOf({ key, fullPath, resource }: Pick<Entity, 'key' | 'fullPath' | 'resource'>): string | undefined {
  return partitionOf(resource.naming === 'folder' ? fullPath : key);
}

/** The object with its inline lists carried out, which move its generation. */
function withLists(device: Device, entity: Entity, lists: Read['lists']): Entity {
  if (lists.size === 0) return entity;
  for (const [name, child] of Object.entries(entity.resource.subcollections ?? {})) {
    const items = lists.get(name);
    if (items !== undefined) replaceList(device, child, entity, items);
  }
  const moved = { ...entity, generation: device.store.nextGeneration() };
  device.store.put(moved);
  return moved;
}

/** Makes a subcollection exactly the list: others go, listed ones are made or changed. */
function replaceList(device: Device, resource: Resource, parent: Entity, items: readonly JsonObject[]): void {
  const listed = new Map<string, JsonObject>();
  for (const item of items) {
    const place = identify(device, resource, parent, item);
    if (listed.has(place.key)) throw alreadyExists({ resource, ...place });
    listed.set(place.key, item);
  }
  for (const child of [...device.store.children(resource.path, parent.key)]) if (!listed.has(child.key)) removeOne(device, child);
  const mode = device.switches.listedMembers === 'reset' ? 'put' : 'patch';
  for (const [key, item] of listed) {
    const before = device.store.get(resource.path, key);
    if (before === undefined) createOne(device, resource, parent, item);
    else modifyOne(device, before, readBody(device, resource, before.partition, item, before), mode);
  }
}

/** What was, with what is said now; of things that exclude each other the new one stays. */
function merged({ properties }: Resource, kept: Values, values: ReadonlyMap<string, Value | undefined>): Values {
  const result: Record<string, Value> = { ...kept };
  for (const [name, value] of values) {
    delete result[name];
    if (value === undefined) continue;
    for (const rival of properties[name]?.excludes ?? []) delete result[rival];
    result[name] = value;
  }
  return result;
}

/** What a PUT can't take away: what is fixed or only told, and what a resource keeps for itself. */
function lasting(entity: Entity): Values {
  const { properties } = entity.resource;
  return Object.fromEntries(
    Object.entries(entity.properties).filter(
      ([name]) => properties[name] === undefined || ['fixed', 'read-only'].includes(properties[name].life ?? ''),
    ),
  );
}

function finished(device: Device, entity: Entity, parent: Entity | undefined): Entity {
  entity.resource.complete?.(entity, device);
  touch(device, parent);
  return device.store.get(entity.resource.path, entity.key) ?? entity;
}

/** A change below an object moves its generation too. */
function touch(device: Device, parent: Entity | undefined): void {
  const now = parent === undefined ? undefined : device.store.get(parent.resource.path, parent.key);
  if (now === undefined) return;
  device.store.put({ ...now, generation: device.store.nextGeneration() });
  now.resource.complete?.(now, device);
  touch(device, parentOf(device, now));
}

function parentOf(device: Device, entity: Entity): Entity | undefined {
  const path = entity.resource.path.split('/').slice(0, -1).join('/');
  return entity.parent === undefined ? undefined : device.store.get(path, entity.parent);
}

function alreadyExists({ resource, key, partition }: Pick<Draft, 'resource' | 'key' | 'partition'>): Error {
  const where = partition === undefined ? '' : ` in partition ${partition}`;
  return mcpd('01020066', `The requested ${resource.noun} (${describe(resource, key)}) already exists${where}.`);
}

function inUse(entity: Entity, user: Entity): Error {
  const { resource } = entity;
  if (resource.inUse !== undefined) return resource.inUse(entity, user);
  const who = `${user.resource.asUser ?? `a ${user.resource.noun}`} (${describe(user.resource, user.key)})`;
  return mcpd('01070265', `The ${resource.noun} (${entity.fullPath}) cannot be deleted because it is in use by ${who}.`);
}

function notSupported(resource: Resource): Error {
  return icrd(403, `Operation is not supported on component /${resource.path}.`);
}
