/** `ltm/data-group/external`: a data group whose records are in a file. */

import { notFound, otherPartition, reference, text, told } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';

const file = reference(
  'externalFileName',
  { namespace: 'sys/file/data-group', missing: notFound('Data Group File'), foreign: otherPartition('data group', 'files') },
  'sys/file/data-group',
  { required: true },
);

export const dataGroupExternal: Resource = {
  path: 'ltm/data-group/external',
  namespace: 'ltm/data-group',
  noun: 'value list',
  className: 'value_list',
  naming: 'folder',
  properties: {
    description: text(),
    externalFileName: {
      ...file,
      // Unlike elsewhere, a name without a partition is in the data group's own.
      parse: (value, given) => file.parse(isBare(value) ? `/${given.partition ?? 'Common'}/${value}` : value, given),
    },
    type: told(),
  },
  live: ({ properties }, { device }) => {
    const source = device.store.get('sys/file/data-group', String(properties['externalFileName']));
    return { type: String(source?.properties['type'] ?? 'string') };
  },
};

function isBare(value: unknown): value is string {
  return typeof value === 'string' && !['', 'none'].includes(value) && !value.startsWith('/');
}
