/** Pure: where a virtual server listens, as operators and labels write it. */
import { type DesiredVirtual, Port, withoutRouteDomain } from '@berth/messages';
import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import { canonical } from './canonical.ts';

/** `address` without route domain, IPv6 as RFC 5952. */
export type Destination = { readonly address: string; readonly port: number; readonly protocol: 'tcp' | 'udp' };

/** `ADDRESS:PORT` or `ADDRESS:PORT/udp`, IPv6 in brackets; undefined for anything else. */
export function parseDestination(text: string): Destination | undefined {
  const [, ipv6, ipv4 = '', digits = '', protocol = 'tcp'] = /^(?:\[([^\]]+)\]|([\d.]+)):(\d{1,5})(?:\/(tcp|udp))?$/.exec(text) ?? [];
  const isAddress = ipv6 === undefined ? ipaddr.IPv4.isValidFourPartDecimal(ipv4) : ipaddr.IPv6.isValid(ipv6) && !ipv6.includes('%');
  const port = Port.safeParse(Number(digits));
  if (!isAddress || !port.success) return undefined;
  return { address: canonical(ipv6 ?? ipv4), port: port.data, protocol: protocol === 'udp' ? 'udp' : 'tcp' };
}

/** The one text for a destination: TCP goes without saying. */
export const DestinationName = z.string().brand<'DestinationName'>();
export type DestinationName = z.infer<typeof DestinationName>;

export function destinationName({ address, port, protocol }: Destination): DestinationName {
  return DestinationName.parse(`${address.includes(':') ? `[${address}]` : address}:${port}${protocol === 'udp' ? '/udp' : ''}`);
}

/** The one on the bus: there an address has its route domain. */
export function destinationOf({ address, port, protocol }: DesiredVirtual): DestinationName {
  return destinationName({ address: withoutRouteDomain(address), port, protocol });
}

/** Whether its address stands for several, or for any. */
export function isForMany({ address }: Destination): boolean {
  return ['unspecified', 'multicast', 'broadcast'].includes(ipaddr.parse(address).range());
}
