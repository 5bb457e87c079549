/** Drafts of policies, and what becomes of them. */

import { childrenOf, referencesOf, removeTree } from '../configuration/commands.ts';
import { splitFullPath } from '../configuration/names.ts';
import { textOf } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Device, Entity, Values } from '../configuration/resource.ts';

/** Refuses to change what is published, and anything in it. */
export function mustBeDraft({ key }: Pick<Entity, 'key'>, device: Device): void {
  const [path = ''] = key.split(' ');
  const policy = device.store.get('ltm/policy', path);
  if (policy === undefined || textOf(policy.properties['status']) !== 'published') return;
  const at = path.lastIndexOf('/');
  throw mcpd(
    '01071abb',
    `Cannot create/modify published policy '${path}' directly, try specifying a draft folder like '${draftsOf(path.slice(0, at))}${path.slice(at)}'.`,
  );
}

/** The folder of the drafts of a folder. */
export function draftsOf(folder: string): string {
  return `${folder}/Drafts`;
}

/** Where a draft goes when it is published; undefined if the path is no draft's. */
export function publishedPathOf(path: string): string | undefined {
  return path.includes('/Drafts/') ? path.replace(/\/Drafts\/([^/]+)$/, '/$1') : undefined;
}

/** Puts a policy and all that is in it under another path, in the place of what is there. */
export function copyPolicy(device: Device, policy: Entity, target: string, changes: Values): void {
  const old = device.store.get('ltm/policy', target);
  if (old !== undefined) removeTree(device, old);
  const { partition, subPath, name } = splitFullPath(target) ?? policy;
  putCopy(device, { ...policy, key: target, fullPath: target, partition, subPath, name, properties: { ...policy.properties, ...changes } });
  const tree = childrenOf(device, policy).flatMap((child) => [child, ...childrenOf(device, child)]);
  for (const child of tree) {
    const moved = (key: string) => `${target}${key.slice(policy.key.length)}`;
    putCopy(device, { ...child, key: moved(child.key), parent: moved(child.parent ?? '') });
  }
}

function putCopy(device: Device, entity: Entity): void {
  device.store.put({ ...entity, generation: device.store.nextGeneration(), references: referencesOf(entity.resource, entity) });
}
