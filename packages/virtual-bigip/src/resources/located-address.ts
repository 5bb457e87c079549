/** Addresses in the route domain that they are in: what `%N` behind an address means. */

import { formatAddress, parseAddress } from '../configuration/addresses.ts';
import { textOf } from '../configuration/properties.ts';
import { mcpd } from '../configuration/refusal.ts';
import type { Device, Reference, Values } from '../configuration/resource.ts';

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
  mustExist(device, routeDomain);
  return { host, family, routeDomain, shown: formatAddress({ host, routeDomain }, own) };
}

/** Refuses a route domain that isn't there. */
export function mustExist({ store }: Device, routeDomain: number): void {
  if (store.holder(routeDomainIndex(routeDomain)) === undefined) {
    throw mcpd('01020036', `The requested route domain (${routeDomain}) was not found.`);
  }
}

/** Where the store finds a route domain by its number. */
export function routeDomainIndex(routeDomain: number): string {
  return `route domain ${routeDomain}`;
}

/** What an object in a route domain refers to, so that the route domain stays. Nobody can remove 0. */
export function inRouteDomain(routeDomain: number): Reference[] {
  return routeDomain === 0 ? [] : [{ namespace: 'net/route-domain id', path: String(routeDomain) }];
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
  const { host = '' } = parseAddress(textOf(properties['address'])) ?? {};
  return `${host}%${keptRouteDomain(properties)}`;
}

/** The route domain of an address that an object keeps. */
export function keptRouteDomain(properties: Values): number {
  return parseAddress(textOf(properties['address']))?.routeDomain ?? Number(properties['routeDomain'] ?? 0);
}
