/** What a unit has before anybody configures it. */

import { referencesOf } from './configuration/commands.ts';
import { singleKey } from './configuration/identify.ts';
import { splitFullPath } from './configuration/names.ts';
import type { Device, Resource, Values } from './configuration/resource.ts';
import type { Store } from './configuration/store.ts';
import { isBefore } from './configuration/version.ts';
import { putAdministrator } from './resources/user.ts';

/** Puts every built-in object into an empty configuration. */
export function putBuiltIn(device: Device, resources: readonly Resource[]): void {
  const { store, version } = device;
  store.change(() => {
    for (const resource of resources) {
      if (resource.naming === 'single') putOne(store, resource, singleKey(resource), {});
      for (const [fullPath, properties, until] of resource.builtIn ?? []) {
        if (until === undefined || isBefore(version, until)) putOne(store, resource, fullPath, properties);
      }
    }
    putAdministrator(device);
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
