/** `ltm/data-group/external`: a data group whose records are in a file. */

import { notFound, otherPartition, reference, text, told } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';

export const dataGroupExternal: Resource = {
  path: 'ltm/data-group/external',
  namespace: 'ltm/data-group',
  noun: 'value list',
  className: 'value_list',
  naming: 'folder',
  properties: {
    description: text(),
    externalFileName: reference(
      'externalFileName',
      { namespace: 'sys/file/data-group', missing: notFound('Data Group File'), foreign: otherPartition('data group', 'files') },
      'sys/file/data-group',
      { required: true },
    ),
    type: told(),
  },
  live: ({ properties }, { device }) => {
    const file = device.store.get('sys/file/data-group', String(properties['externalFileName']));
    return { type: String(file?.properties['type'] ?? 'string') };
  },
};
