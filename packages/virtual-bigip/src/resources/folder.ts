/** `sys/folder`: folders inside partitions; objects name them in their full paths. */

import { notFound, oneOf, reference, text } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';

export const folder: Resource = {
  path: 'sys/folder',
  noun: 'folder',
  className: 'folder',
  naming: 'folder',
  properties: {
    description: text(),
    deviceGroup: { ...text(), initial: 'none' },
    hidden: oneOf(['true', 'false'], 'false'),
    inheritedDevicegroup: oneOf(['true', 'false'], 'true'),
    inheritedTrafficGroup: oneOf(['true', 'false'], 'true'),
    noRefCheck: oneOf(['true', 'false'], 'false'),
    trafficGroup: reference('trafficGroup', { namespace: 'cm/traffic-group', missing: notFound('traffic group') }, 'cm/traffic-group', {
      initial: '/Common/traffic-group-1',
    }),
  },
  builtIn: [['/Common', {}]],
  duplicate: ({ fullPath }) => mcpd('01020037', `The requested folder (${fullPath}) already exists.`),
  removable: ({ fullPath, subPath }, device) => {
    if (subPath === '/')
      throw mcpd('01070734', `Configuration error: The folder (${fullPath}) belongs to a partition and cannot be deleted.`);
    if (device.store.firstIn(fullPath) !== undefined) throw mcpd('01070734', `Configuration error: The folder (${fullPath}) is not empty.`);
  },
};
