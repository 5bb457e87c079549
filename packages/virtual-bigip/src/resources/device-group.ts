/** `cm/device-group`: which units are synchronised with each other, and how. They are made beside REST, with the units. */

import { integer, link, oneOf, onOff, text } from '../configuration/properties.ts';
import type { Device, Resource } from '../configuration/resource.ts';

/** All units that trust each other. */
const TRUST = '/Common/device_trust_group';

const devices: Resource = {
  path: 'cm/device-group/devices',
  noun: 'device group device',
  className: 'device_group_device',
  writers: 'administrators',
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {},
  builtIn: ({ membership }) =>
    groupsOf(membership).flatMap((group) => membership.units.map((hostname) => [`${group} /Common/${hostname}`, {}] as const)),
  live: ({ fullPath }, view) => ({ nameReference: link('cm/device', fullPath, view) }),
};

export const deviceGroup: Resource = {
  path: 'cm/device-group',
  noun: 'device group',
  className: 'device_group',
  writers: 'administrators',
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {
    asmSync: onOff('disabled'),
    autoSync: onOff('disabled'),
    description: text(),
    fullLoadOnSync: oneOf(['true', 'false'], 'false'),
    incrementalConfigSyncSizeMax: integer(1024, 0, 10_240),
    networkFailover: onOff('disabled'),
    saveOnAutoSync: oneOf(['true', 'false'], 'false'),
    type: oneOf(['sync-only', 'sync-failover'], 'sync-only', { life: 'fixed' }),
  },
  subcollections: { devices },
  builtIn: ({ membership }) => [
    [TRUST, { autoSync: 'enabled' }],
    ...groupsOf(membership)
      .filter((group) => group !== TRUST)
      .map((group) => [group, { networkFailover: 'enabled', type: 'sync-failover' }] as const),
  ],
};

function groupsOf({ group }: Device['membership']): string[] {
  return group === undefined ? [TRUST] : [TRUST, `/Common/${group}`];
}
