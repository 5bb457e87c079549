/** `auth/partition`: the administrative partitions; each has a folder. */

import { make } from '../configuration/commands.ts';
import { integer, text } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';
import { folder } from './folder.ts';
import { inRouteDomain, mustExist } from './located-address.ts';

export const partition: Resource = {
  path: 'auth/partition',
  noun: 'partition',
  className: 'partition',
  writers: 'administrators',
  naming: 'flat',
  properties: {
    defaultRouteDomain: integer(0, 0, 65_534),
    description: text(),
  },
  builtIn: [['Common', { description: 'Repository for system objects and shared objects.' }]],
  // A partition is a folder below the root, and mcpd speaks of it as one.
  duplicate: ({ name }) => mcpd('01020037', `The requested folder (/${name}) already exists.`),
  prepare: ({ name, properties }, device) => {
    mustExist(device, Number(properties['defaultRouteDomain'] ?? 0));
    if (!/^[A-Za-z0-9_][A-Za-z0-9_.-]*$/.test(name))
      throw mcpd('01070734', `Configuration error: The partition name (${name}) is invalid.`);
    return properties;
  },
  references: ({ properties }) => inRouteDomain(Number(properties['defaultRouteDomain'] ?? 0)),
  changed: ({ name }, before, device) => {
    if (before === undefined) make(device, folder, `/${name}`, { name, partition: undefined, subPath: '/', properties: {} });
  },
  removable: ({ name }, device) => {
    if (device.store.firstIn(`/${name}`) !== undefined) {
      throw mcpd('0107082a', `You must remove all objects from a partition before removing the partition (${name}), type ID (4032)`);
    }
  },
  removed: ({ name }, device) => {
    const own = device.store.get(folder.path, `/${name}`);
    if (own !== undefined) device.store.remove(own);
  },
};
