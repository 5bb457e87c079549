/** `ltm/virtual-address`: made with the first virtual server at an address, gone with the last. */

import { integer, metadata, notFound, oneOf, onOff, reference, text, textOf } from '../configuration/properties.ts';
import { invalidValue, mcpd } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';
import { side } from './counters.ts';
import { addressIn, inRouteDomain, kept, keptRouteDomain, wholeAddress } from './located-address.ts';

export const virtualAddress: Resource = {
  path: 'ltm/virtual-address',
  noun: 'Virtual Address',
  className: 'virtual_address',
  naming: 'folder',
  properties: {
    address: { ...text(), life: 'fixed' },
    arp: onOff('enabled'),
    autoDelete: oneOf(['true', 'false'], 'true'),
    connectionLimit: integer(0, 0, 4_294_967_295),
    description: text(),
    enabled: oneOf(['yes', 'no'], 'yes'),
    floating: { ...text(), life: 'read-only', initial: 'enabled' },
    icmpEcho: oneOf(['enabled', 'disabled', 'selective', 'always', 'any', 'all'], 'enabled'),
    inheritedTrafficGroup: oneOf(['true', 'false'], 'false'),
    mask: text({ life: 'fixed' }),
    metadata: metadata(),
    routeAdvertisement: oneOf(['disabled', 'enabled', 'selective', 'always', 'any', 'all'], 'disabled'),
    serverScope: oneOf(['any', 'all', 'none'], 'any'),
    spanning: onOff('disabled'),
    trafficGroup: reference('trafficGroup', { namespace: 'cm/traffic-group', missing: notFound('traffic group') }, 'cm/traffic-group', {
      initial: '/Common/traffic-group-1',
    }),
    unit: { ...integer(1, 0, 15), life: 'read-only' },
  },
  prepare: ({ before, name, partition, properties }, device) => {
    if (before !== undefined) return properties;
    const said = textOf(properties['address']) || name;
    const address = addressIn(device, partition, said, () => invalidValue('address', said));
    return { ...properties, ...kept(address), mask: textOf(properties['mask']) || fullMask(address.family) };
  },
  references: ({ properties }) => inRouteDomain(keptRouteDomain(properties)),
  unique: ({ properties }) => [
    {
      index: virtualAddressIndex(wholeAddress(properties)),
      refusal: () => mcpd('0107176c', `Invalid Virtual Address, the IP address ${textOf(properties['address'])} already exists.`),
    },
  ],
  statistics: ({ fullPath, properties }) => ({
    addr: textOf(properties['address']),
    ...side('clientside', 0, 0),
    'status.availabilityState': 'unknown',
    'status.enabledState': properties['enabled'] === 'no' ? 'disabled' : 'enabled',
    'status.statusReason': '',
    tmName: fullPath,
    totRequests: 0,
  }),
};

/** Where the store finds the virtual address of an address with its route domain. */
export function virtualAddressIndex(address: string): string {
  return `virtual address ${address}`;
}

function fullMask(family: 4 | 6): string {
  return family === 4 ? '255.255.255.255' : 'ffff:ffff:ffff:ffff:ffff:ffff:ffff:ffff';
}
