/** `cm/device`: the unit itself, and those that it trusts. */

import { told } from '../configuration/properties.ts';
import type { Resource } from '../configuration/resource.ts';

/** The host name of a unit that stands alone. */
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
    failoverState: told(),
    haCapacity: { ...told(), initial: 0 },
    hostname: told(),
    managementIp: { ...told(), initial: '192.0.2.245' },
    marketingName: { ...told(), initial: 'BIG-IP Virtual Edition' },
    mirrorIp: { ...told(), initial: 'any6' },
    mirrorSecondaryIp: { ...told(), initial: 'any6' },
    multicastIp: { ...told(), initial: 'any6' },
    multicastPort: { ...told(), initial: 0 },
    platformId: { ...told(), initial: 'Z100' },
    product: { ...told(), initial: 'BIG-IP' },
    selfDevice: told(),
    timeZone: { ...told(), initial: 'UTC' },
    version: told(),
  },
  builtIn: ({ membership }) => membership.units.map((hostname) => [`/Common/${hostname}`, {}] as const),
  live: ({ name }, { device: { membership, version } }) => ({
    failoverState: membership.stateOf(name),
    hostname: name,
    selfDevice: name === membership.hostname ? 'true' : 'false',
    version,
  }),
};
