/** `net/vlan`, as far as virtual servers name them. */

import { integer, oneOf, text } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';

export const vlan: Resource = {
  path: 'net/vlan',
  noun: 'VLAN',
  className: 'vlan',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    autoLasthop: oneOf(['default', 'enabled', 'disabled'], 'default'),
    description: text(),
    mtu: integer(1500, 576, 9198),
    tag: integer(4094, 1, 4094),
  },
};
