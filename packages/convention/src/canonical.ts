/** Pure: the one text for an address. */
import ipaddr from 'ipaddr.js';

/** As it stands on the bus: IPv6 as RFC 5952. */
export function canonical(address: string): string {
  const parsed = ipaddr.parse(address);
  return parsed.kind() === 'ipv6' ? (parsed as ipaddr.IPv6).toRFC5952String() : parsed.toString();
}
