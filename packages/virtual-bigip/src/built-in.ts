/** What a unit has before anybody configures it. */

import { referencesOf } from './configuration/commands.ts';
import { singleKey } from './configuration/identify.ts';
import { splitFullPath } from './configuration/names.ts';
import { builtInOf, type Device, type Resource, type Values, withSubcollections } from './configuration/resource.ts';
import type { Store } from './configuration/store.ts';
import { isBefore } from './configuration/version.ts';
import { putAdministrator } from './resources/user.ts';

/** Puts every built-in object into an empty configuration. */
export function putBuiltIn(device: Device, resources: readonly Resource[]): void {
  const { store, version } = device;
  store.change(() => {
    for (const resource of resources.flatMap(withSubcollections)) {
      if (resource.naming === 'single') putOne(store, resource, singleKey(resource), {});
      for (const [key, properties, until] of builtInOf(resource, device)) {
        if (until === undefined || isBefore(version, until)) putOne(store, resource, key, properties);
      }
    }
    putAdministrator(device);
  });
}

function putOne(store: Store, resource: Resource, key: string, properties: Values): void {
  const [fullPath = '', parent] = key.split(' ').toReversed();
  const { partition, subPath, name } = splitFullPath(fullPath) ?? { partition: undefined, subPath: undefined, name: fullPath };
  const place =
    resource.path === 'sys/folder' && fullPath.lastIndexOf('/') === 0
      ? { partition: undefined, subPath: '/', name: fullPath.slice(1) }
      : { partition, subPath, name };
  store.put({
    resource,
    key,
    parent,
    ...place,
    fullPath,
    generation: 1,
    properties,
    references: referencesOf(resource, { fullPath, partition: place.partition, properties }),
  });
}
