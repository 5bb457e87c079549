/** Which part of a unit's configuration is its group's, and how it takes another unit's in its place. */

import { isDeepStrictEqual } from 'node:util';
import { checkReferences } from '../configuration/commands.ts';
import { textOf } from '../configuration/properties.ts';
import type { Device, Draft, Entity, Values } from '../configuration/resource.ts';
import type { Change, Store } from '../configuration/store.ts';
import { isFloating, LOCAL_ONLY } from '../resources/net/self-addresses.ts';
import { restore, type StoredObject, store as stored } from '../state/stored-object.ts';

/** Besides ltm: VLANs, interfaces, provisioning, names, the group itself and all of GTM are each unit's own. */
const SHARED = new Set(['auth/partition', 'auth/user', 'sys/folder', 'sys/file/data-group', 'net/route', 'net/route-domain', 'net/self']);

/** Whether an object is synchronised. What lies in a folder without a device group isn't. */
function isShared(entity: Entity, device: Device): boolean {
  const { resource, key, parent, properties } = entity;
  if (!resource.path.startsWith('ltm/') && !SHARED.has(resource.path)) return false;
  if (resource.path === 'net/self' && !isFloating(device, textOf(properties['trafficGroup']) || LOCAL_ONLY)) return false;
  if (resource.naming === 'flat') return true;
  const path = parent?.split(' ')[0] ?? key;
  const folder = resource.path === 'sys/folder' ? path : path.slice(0, path.lastIndexOf('/'));
  return deviceGroupOf(folder, device) !== 'none';
}

/** Whether one unit's change makes it differ from the others. */
export function isSharedChange({ before, after }: Change, device: Device): boolean {
  const entity = after ?? before;
  if (entity === undefined || before?.properties === after?.properties || !isShared(entity, device)) return false;
  return before === undefined || after === undefined || !isDeepStrictEqual(sharedOf(before), sharedOf(after));
}

/** VLANs are each unit's own, so which of them are in a route domain is too. */
function sharedOf({ resource, properties }: Pick<Entity, 'resource' | 'properties'>): Values {
  if (resource.path !== 'net/route-domain') return properties;
  const { vlans: _, ...shared } = properties;
  return shared;
}

/** Full path of the group that a folder is synchronised in, `none` if it isn't. */
export function deviceGroupOf(folder: string, device: Pick<Device, 'store' | 'membership'>): string {
  const { store, membership } = device;
  const { inheritedDevicegroup, deviceGroup } = store.get('sys/folder', folder)?.properties ?? {};
  if (inheritedDevicegroup === 'false') return textOf(deviceGroup) || 'none';
  const above = folder.slice(0, folder.lastIndexOf('/'));
  if (above !== '') return deviceGroupOf(above, device);
  return membership.group === undefined ? 'none' : `/Common/${membership.group}`;
}

/** The shared part of a configuration, parents before what is in them. */
export function sharedPart(device: Device): StoredObject[] {
  return [...sharedEntities(device.store, device)].map(stored);
}

function* sharedEntities(store: Store, device: Device): Generator<Entity> {
  for (const resource of store.resources()) {
    for (const entity of store.table(resource.path).values()) if (isShared(entity, device)) yield entity;
  }
}

/** Makes the shared part of a configuration another unit's, whole. Throws mcpd's refusal, having changed nothing. */
export function take(device: Device, objects: readonly StoredObject[]): void {
  const { store } = device;
  store.change(() => {
    const wanted = new Set(objects.map(({ resource, key }) => `${resource} ${key}`));
    const own = [...sharedEntities(store, device)];
    for (const entity of own.toReversed()) if (!wanted.has(`${entity.resource.path} ${entity.key}`)) store.remove(entity);
    const fresh = objects.flatMap((object) => takeOne(device, object) ?? []);
    for (const entity of fresh) check(device, entity);
  });
}

/** What it put; undefined if it was so already. */
function takeOne(device: Device, object: StoredObject): Entity | undefined {
  const { store } = device;
  const before = store.get(object.resource, object.key);
  const made = restore(store, object);
  if (made === undefined) return undefined;
  const vlans = made.resource.path === 'net/route-domain' ? before?.properties['vlans'] : undefined;
  const properties = { ...sharedOf(made), ...(vlans !== undefined && { vlans }) };
  if (before !== undefined && isDeepStrictEqual(stored(before).properties, stored({ ...before, properties }).properties)) return undefined;
  const entity = { ...made, properties };
  store.put(entity);
  return entity;
}

/** What depends on what isn't shared. */
function check(device: Device, entity: Entity): void {
  const { resource, parent, generation: _, references: __, ...place } = entity;
  const draft: Draft = { ...place, resource, parent: undefined, before: undefined };
  checkReferences(device, draft, undefined);
  resource.received?.(entity, device);
}
