/** Networks: an address and the length of a prefix, in the forms that BIG-IP takes and gives. */

import ipaddr from 'ipaddr.js';
import { type Address, formatAddress, parseAddress } from './addresses.ts';

export type Network = Address & { readonly prefix: number };

/** `10.31.1.1%1/24`, `2001:db8::/64`; undefined if it is none. */
export function parseNetwork(text: string): Network | undefined {
  const [before = '', length, ...more] = text.split('/');
  const address = parseAddress(before);
  if (address === undefined || length === undefined || more.length > 0 || !/^\d{1,3}$/.test(length)) return undefined;
  const prefix = Number(length);
  return prefix > (address.family === 4 ? 32 : 128) ? undefined : { ...address, prefix };
}

/** The route domain is not written where it is the partition's own. */
export function formatNetwork(network: Network, own: number): string {
  return `${formatAddress(network, own)}/${network.prefix}`;
}

/** The same network by its first address, which has no bits behind the prefix. */
export function networkOf({ host, family, prefix, routeDomain }: Network): Network {
  const first = (family === 4 ? ipaddr.IPv4 : ipaddr.IPv6).networkAddressFromCIDR(`${host}/${prefix}`);
  return { host: first.toString(), family, prefix, routeDomain };
}

/** Whether an address of the same route domain is in the network. */
export function includes(network: Network, address: Pick<Address, 'host' | 'family' | 'routeDomain'>): boolean {
  if (network.family !== address.family || network.routeDomain !== address.routeDomain) return false;
  return ipaddr.parse(address.host).match(ipaddr.parse(network.host), network.prefix);
}

/** `255.255.255.0` for 24. */
export function maskOf(family: 4 | 6, prefix: number): string {
  return (family === 4 ? ipaddr.IPv4 : ipaddr.IPv6).subnetMaskFromPrefixLength(prefix).toString();
}

/** 24 for `255.255.255.0`, 0 for `any`; undefined if it is no mask. */
export function prefixOf(mask: string): number | undefined {
  const address = parseAddress(mask);
  return address === undefined ? undefined : (ipaddr.parse(address.host).prefixLengthFromSubnetMask() ?? undefined);
}
