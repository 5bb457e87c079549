/** Pure: networks as ranges of addresses, to be compared. */
import { canonical } from '@berth/convention';
import { type BigipNetwork, RouteNetwork } from '@berth/messages';
import ipaddr from 'ipaddr.js';

export type Subnet = {
  readonly family: 4 | 6;
  readonly routeDomain: number;
  readonly first: bigint;
  readonly last: bigint;
  readonly length: number;
};

/** `10.0.0.7/24` in a route domain; undefined for what is no network. */
export function subnetOf(text: string, routeDomain: number): Subnet | undefined {
  if (!ipaddr.isValidCIDR(text)) return undefined;
  const [address, length] = ipaddr.parseCIDR(text);
  const bits = address.kind() === 'ipv4' ? 32 : 128;
  const size = 1n << BigInt(bits - length);
  const number = numberOf(address);
  const first = number - (number % size);
  return { family: bits === 32 ? 4 : 6, routeDomain, first, last: first + size - 1n, length };
}

/** That in which a self IP lies, in its own route domain. */
export function subnetOfSelfIp({ address, length }: Pick<BigipNetwork['selfIps'][number], 'address' | 'length'>): Subnet | undefined {
  const [bare, routeDomain] = address.split('%');
  return subnetOf(`${bare}/${length}`, Number(routeDomain));
}

/** As `subnetOf` for `10.0.0.0%2/24`. */
export function parseRouteNetwork(network: RouteNetwork): Subnet | undefined {
  const [, address, routeDomain, length] = /^(.+)%(\d+)\/(\d+)$/.exec(network) ?? [];
  return subnetOf(`${address}/${length}`, Number(routeDomain));
}

/** As it stands on the bus. */
export function routeNetwork({ family, routeDomain, first, length }: Subnet): RouteNetwork {
  const hex = first.toString(16).padStart(family === 4 ? 8 : 32, '0');
  const bytes = [...(hex.match(/../g) ?? [])].map((pair) => Number.parseInt(pair, 16));
  return RouteNetwork.parse(`${canonical(ipaddr.fromByteArray(bytes).toString())}%${routeDomain}/${length}`);
}

/** `address`: `ADDR%N`. */
export function includes(subnet: Subnet, address: string): boolean {
  const [bare = '', routeDomain] = address.split('%');
  if (Number(routeDomain) !== subnet.routeDomain || familyOf(bare) !== subnet.family) return false;
  const number = numberOf(ipaddr.parse(bare));
  return subnet.first <= number && number <= subnet.last;
}

export function familyOf(address: string): 4 | 6 {
  return address.includes(':') ? 6 : 4;
}

function numberOf(address: ipaddr.IPv4 | ipaddr.IPv6): bigint {
  return address.toByteArray().reduce((number, byte) => (number << 8n) + BigInt(byte), 0n);
}
