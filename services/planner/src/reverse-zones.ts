/** Pure: the zones in which addresses of containers have their names. */
import { compareText } from '@berth/messages';
import ipaddr from 'ipaddr.js';

/** `17.172.in-addr.arpa` for `172.17.0.0/16`; a subnet that ends within a label is covered by the zone above. Sorted, each once. */
export function reverseZones(subnets: Iterable<string>): string[] {
  const zones = new Set<string>();
  for (const subnet of subnets) if (ipaddr.isValidCIDR(subnet)) zones.add(zoneOf(ipaddr.parseCIDR(subnet)));
  return [...zones].sort(compareText);
}

function zoneOf([address, length]: [ipaddr.IPv4 | ipaddr.IPv6, number]): string {
  const bytes = address.toByteArray();
  const labels =
    address.kind() === 'ipv4'
      ? bytes.slice(0, Math.floor(length / 8)).map(String)
      : bytes.flatMap((byte) => [byte >> 4, byte & 15].map((digit) => digit.toString(16))).slice(0, Math.floor(length / 4));
  return [...labels.reverse(), address.kind() === 'ipv4' ? 'in-addr' : 'ip6', 'arpa'].join('.');
}
