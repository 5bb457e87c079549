/** `cm/device`: the unit itself, which stands alone. */

import { told } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';

/** The unit's host name. */
export const HOSTNAME = 'bigip1.example.com';

export const device: Resource = {
  path: 'cm/device',
  noun: 'device',
  className: 'device',
  writers: 'administrators',
  naming: 'folder',
  without: ['create', 'delete'],
  properties: {
    build: { ...told(), initial: '0.0.1' },
    chassisType: { ...told(), initial: 'individual' },
    configsyncIp: { ...told(), initial: 'none' },
    edition: { ...told(), initial: 'Final' },
    failoverState: { ...told(), initial: 'active' },
    haCapacity: { ...told(), initial: 0 },
    hostname: { ...told(), initial: HOSTNAME },
    managementIp: { ...told(), initial: '192.0.2.245' },
    marketingName: { ...told(), initial: 'BIG-IP Virtual Edition' },
    mirrorIp: { ...told(), initial: 'any6' },
    mirrorSecondaryIp: { ...told(), initial: 'any6' },
    multicastIp: { ...told(), initial: 'any6' },
    multicastPort: { ...told(), initial: 0 },
    platformId: { ...told(), initial: 'Z100' },
    product: { ...told(), initial: 'BIG-IP' },
    selfDevice: { ...told(), initial: 'true' },
    timeZone: { ...told(), initial: 'UTC' },
    version: told(),
  },
  builtIn: [[`/Common/${HOSTNAME}`, {}]],
  live: (_entity, view) => ({ version: view.device.version }),
};
