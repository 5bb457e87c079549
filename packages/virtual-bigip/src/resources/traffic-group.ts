/** `cm/traffic-group`: what moves between the units of a pair, and what stays. */

import { told } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';

export const trafficGroup: Resource = {
  path: 'cm/traffic-group',
  noun: 'traffic group',
  className: 'traffic_group',
  writers: 'administrators',
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {
    autoFailbackEnabled: { ...told(), initial: 'false' },
    autoFailbackTime: { ...told(), initial: 60 },
    failoverMethod: { ...told(), initial: 'ha-order' },
    haLoadFactor: { ...told(), initial: 1 },
    isFloating: { ...told(), initial: 'true' },
    mac: { ...told(), initial: 'none' },
    monitor: { ...told(), initial: {} },
    unitId: { ...told(), initial: 1 },
  },
  builtIn: [
    ['/Common/traffic-group-1', {}],
    ['/Common/traffic-group-local-only', { isFloating: 'false', unitId: 0 }],
  ],
  statisticsBy: ({ fullPath, properties }, { membership }) => {
    const floats = properties['isFloating'] !== 'false';
    return new Map(
      membership.units.map((hostname) => [
        `:/Common/${hostname}`,
        {
          activeReason: '-',
          deviceName: `/Common/${hostname}`,
          failoverState: floats ? membership.stateOf(hostname) : 'active',
          nextActive: String(floats && membership.isNext(hostname)),
          previousActive: 'false',
          trafficGroup: fullPath,
        },
      ]),
    );
  },
};
