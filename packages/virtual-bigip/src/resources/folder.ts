/** `sys/folder`: folders inside partitions; objects name them in their full paths. */

import { absolute } from '../configuration/names.ts';
import { asText, notFound, oneOf, reference, text } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Property, Resource } from '../configuration/resource.ts';
import { deviceGroupOf } from '../group/replication.ts';

export const folder: Resource = {
  path: 'sys/folder',
  noun: 'folder',
  className: 'folder',
  naming: 'folder',
  properties: {
    description: text(),
    deviceGroup: deviceGroup(),
    hidden: oneOf(['true', 'false'], 'false'),
    inheritedDevicegroup: oneOf(['true', 'false'], 'true'),
    inheritedTrafficGroup: oneOf(['true', 'false'], 'true'),
    noRefCheck: oneOf(['true', 'false'], 'false'),
    trafficGroup: reference('trafficGroup', { namespace: 'cm/traffic-group', missing: notFound('traffic group') }, 'cm/traffic-group', {
      initial: '/Common/traffic-group-1',
    }),
  },
  builtIn: [['/Common', {}]],
  // A group that is named is no longer that of the folder above, and the other way round.
  prepare: ({ before, properties }) => {
    const { deviceGroup, ...inheriting } = properties;
    const named = deviceGroup !== undefined && deviceGroup !== before?.properties['deviceGroup'];
    if (named && properties['inheritedDevicegroup'] !== 'true') return { ...properties, inheritedDevicegroup: 'false' };
    return properties['inheritedDevicegroup'] === 'false' ? properties : inheriting;
  },
  live: ({ fullPath }, { device }) => ({ deviceGroup: deviceGroupOf(fullPath, device) }),
  duplicate: ({ fullPath }) => mcpd('01020037', `The requested folder (${fullPath}) already exists.`),
  removable: ({ fullPath, subPath }, device) => {
    if (subPath === '/')
      throw mcpd('01070734', `Configuration error: The folder (${fullPath}) belongs to a partition and cannot be deleted.`);
    if (device.store.firstIn(fullPath) !== undefined) throw mcpd('01070734', `Configuration error: The folder (${fullPath}) is not empty.`);
  },
};

/** `none` is a choice too: what lies in it stays on its unit. */
function deviceGroup(): Property {
  return {
    parse: (value, { name, device }) => {
      const said = asText(value, name);
      if (said === 'none' || said === '') return 'none';
      const path = absolute(said);
      if (device.store.get('cm/device-group', path) === undefined)
        throw mcpd('01020036', `The requested device group (${path}) was not found.`);
      return path;
    },
  };
}
