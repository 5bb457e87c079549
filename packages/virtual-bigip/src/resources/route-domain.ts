/** `net/route-domain`: what `%N` behind an address means. */

import { parseAddress } from '../configuration/addresses.ts';
import { integer, oneOf, text } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Device, Resource } from '../configuration/resource.ts';

export const routeDomain: Resource = {
  path: 'net/route-domain',
  noun: 'route domain',
  className: 'route_domain',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    connectionLimit: integer(0, 0, 4_294_967_295),
    description: text(),
    id: { ...integer(0, 0, 65_534), life: 'fixed', required: true },
    strict: oneOf(['enabled', 'disabled'], 'enabled'),
  },
  builtIn: [['/Common/0', { id: 0 }]],
  unique: ({ properties }) => [
    {
      index: `route domain ${String(properties['id'])}`,
      refusal: () => mcpd('01070734', `Configuration error: The route domain id (${String(properties['id'])}) is already in use.`),
    },
  ],
};

/** The address, refused if it is none or its route domain doesn't exist. */
export function addressIn(device: Device, text: string, otherwise: () => Error): NonNullable<ReturnType<typeof parseAddress>> {
  const address = parseAddress(text);
  if (address === undefined) throw otherwise();
  if (device.store.holder(`route domain ${address.routeDomain}`) === undefined) {
    throw mcpd('01020036', `The requested route domain (${address.routeDomain}) was not found.`);
  }
  return address;
}
