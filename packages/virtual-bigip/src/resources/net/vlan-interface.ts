/** `net/vlan/interfaces`: the ports that a VLAN is on. */

import { flags, oneOf } from '../../configuration/properties.ts';
import { mcpd } from '../../configuration/refusal.ts';
import type { Resource } from '../../configuration/resource.ts';
import { isPort } from './interface.ts';

export const vlanInterface: Resource = {
  path: 'net/vlan/interfaces',
  noun: 'VLAN Member',
  className: 'vlan_member',
  writers: 'administrators',
  naming: 'flat',
  properties: {
    tagMode: oneOf(['customer', 'service', 'double', 'none'], 'none'),
    untagged: flags('untagged', 'tagged', 'untagged'),
  },
  prepare: ({ name, parent, properties }, device) => {
    if (!isPort(name)) throw mcpd('01070256', `Requested VLAN member (${name}) is not valid`);
    if (properties['untagged'] === 'tagged') return properties;
    for (const other of device.store.table('net/vlan/interfaces').values()) {
      if (other.name !== name || other.parent === parent?.key || other.properties['untagged'] === 'tagged') continue;
      const text = `Interface (${name}) is already an untagged member of VLAN (${other.parent ?? ''}).`;
      throw mcpd('01070734', `Configuration error: ${text}`);
    }
    return properties;
  },
};
