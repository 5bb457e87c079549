/** `net/route-domain`: what `%N` behind an address means. */

import { formatAddress, parseAddress } from '../configuration/addresses.ts';
import { integer, oneOf, text, textOf } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Device, Resource, Values } from '../configuration/resource.ts';

export const routeDomain: Resource = {
  path: 'net/route-domain',
  noun: 'route domain',
  className: 'route_domain',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    connectionLimit: integer(0, 0, 4_294_967_295),
    description: text(),
    id: integer(undefined, 0, 65_534, { life: 'fixed', required: true }),
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

/** An address in its route domain. */
export type Located = {
  readonly host: string;
  readonly family: 4 | 6;
  readonly routeDomain: number;
  /** As its partition sees it. */
  readonly shown: string;
};

/** Where an address is, for those who write from that partition. Refused if it is none or its route domain doesn't exist. */
export function addressIn(device: Device, partition: string | undefined, text: string, otherwise: () => Error): Located {
  const address = parseAddress(text);
  if (address === undefined) throw otherwise();
  const own = ownRouteDomain(device, partition);
  const { host, family, routeDomain = own } = address;
  if (device.store.holder(`route domain ${routeDomain}`) === undefined) {
    throw mcpd('01020036', `The requested route domain (${routeDomain}) was not found.`);
  }
  return { host, family, routeDomain, shown: formatAddress({ host, routeDomain }, own) };
}

/** The route domain that addresses without one are in. */
export function ownRouteDomain({ store }: Device, partition: string | undefined): number {
  return Number(store.get('auth/partition', partition ?? 'Common')?.properties['defaultRouteDomain'] ?? 0);
}

/** An address as objects keep it: as it is shown, and where it really is when that doesn't tell. */
export function kept({ shown, host, routeDomain }: Located): Values {
  return { address: shown, ...(shown === host && routeDomain !== 0 ? { routeDomain } : {}) };
}

/** The address and its route domain, however they are shown. */
export function wholeAddress(properties: Values): string {
  const { host = '', routeDomain } = parseAddress(textOf(properties['address'])) ?? {};
  return `${host}%${routeDomain ?? Number(properties['routeDomain'] ?? 0)}`;
}
