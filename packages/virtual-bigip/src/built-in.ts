/** What a unit has before anybody configures it. */

import { referencesOf } from './configuration/commands.ts';
import { splitFullPath } from './configuration/names.ts';
import type { Resource, Values } from './configuration/resource.ts';
import type { Store } from './configuration/store.ts';

/** Puts every built-in object into an empty configuration. */
export function putBuiltIn(store: Store, resources: readonly Resource[]): void {
  store.change(() => {
    for (const resource of resources)
      for (const [fullPath, properties] of resource.builtIn ?? []) putOne(store, resource, fullPath, properties);
  });
}

function putOne(store: Store, resource: Resource, fullPath: string, properties: Values): void {
  const { partition, subPath, name } = splitFullPath(fullPath) ?? { partition: undefined, subPath: undefined, name: fullPath };
  const place =
    resource.path === 'sys/folder' && fullPath.lastIndexOf('/') === 0
      ? { partition: undefined, subPath: '/', name: fullPath.slice(1) }
      : { partition, subPath, name };
  store.put({
    resource,
    key: fullPath,
    parent: undefined,
    ...place,
    fullPath,
    generation: 1,
    properties,
    references: referencesOf(resource, { fullPath, partition: place.partition, properties }),
  });
}
