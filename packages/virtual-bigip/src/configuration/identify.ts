/** What a body names: where the object to be created lives. */

import { absolute, folderOf, joinFullPath, partitionOf, splitFullPath } from './names.ts';
import { tmsh } from './refusal.ts';
import type { Device, Draft, Entity, JsonObject, Resource } from './resource.ts';

export type Place = Pick<Draft, 'key' | 'name' | 'partition' | 'subPath' | 'fullPath'>;

/** The place a body asks for. Refuses what is no name, and folders that don't exist. */
export function identify(device: Device, resource: Resource, parent: Entity | undefined, body: JsonObject): Place {
  const { name: given, partition = 'Common', subPath } = body;
  if (
    typeof given !== 'string' ||
    given === '' ||
    typeof partition !== 'string' ||
    (subPath !== undefined && typeof subPath !== 'string')
  ) {
    throw tmsh('one or more configuration identifiers must be provided');
  }
  if (/(?<!\\)[?*]/.test(given) || (/[?*]/.test(given) && resource.wildcards === undefined))
    throw tmsh('the "create" command does not accept wildcard configuration identifiers');
  if (/[~\s{}"]/.test(given)) throw tmsh(`invalid configuration identifier "${given}"`);
  const name = resource.canonicalName?.(given, device, partitionOf(given) ?? partition) ?? given;
  if (resource.naming === 'flat') return { key: keyOf(name, parent), name, partition: undefined, subPath: undefined, fullPath: name };
  const fullPath = absoluteIn(folderOf({ partition, subPath: subPath || undefined }), name);
  const parts = (resource.split ?? splitFullPath)(fullPath);
  if (parts === undefined) throw tmsh(`invalid configuration identifier "${given}"`);
  const folder = folderOf(parts);
  if (!folderExists(device, folder) && resource.makesFolder?.(folder) !== true) {
    throw resource.folderMissing?.(folder, fullPath, parent) ?? tmsh(`The requested folder (${folder}) was not found.`);
  }
  return { key: keyOf(fullPath, parent), ...parts, fullPath: joinFullPath(parts) };
}

/** The key of an object that a URL names. */
export function keyInUrl(device: Device, resource: Resource, parent: Entity | undefined, segment: string): string {
  if (resource.naming === 'single') return singleKey(resource);
  const said = segment.replaceAll('~', '/');
  const path = resource.naming === 'flat' ? said : absolute(said);
  return keyOf(resource.canonicalName?.(path, device, partitionOf(path)) ?? path, parent);
}

function keyOf(fullPath: string, parent: Entity | undefined): string {
  return parent === undefined ? fullPath : `${parent.key} ${fullPath}`;
}

/** How messages name an object. */
export function describe(resource: Resource, key: string): string {
  if (resource.describe === undefined) return key;
  const at = key.lastIndexOf(' ');
  return at === -1 ? resource.describe(key, undefined) : resource.describe(key.slice(at + 1), key.slice(0, at));
}

/** The key of the only object of its kind. */
export function singleKey(resource: Resource): string {
  return resource.path.split('/').at(-1) ?? '';
}

function absoluteIn(folder: string, name: string): string {
  return name.startsWith('/') ? name : `${folder}/${name}`;
}

function folderExists({ store, switches }: Device, folder: string): boolean {
  return (switches.freshFolders === 'allowed' ? store.get('sys/folder', folder) : store.atStart('sys/folder', folder)) !== undefined;
}
