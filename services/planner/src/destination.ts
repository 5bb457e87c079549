/** Pure: where a virtual server listens, as operators and labels write it. */
import { Port } from '@berth/messages';
import ipaddr from 'ipaddr.js';
import { canonical } from './candidates.ts';

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

/** One text for one destination: TCP goes without saying. */
export function destinationText({ address, port, protocol }: Destination): string {
  return `${address.includes(':') ? `[${address}]` : address}:${port}${protocol === 'udp' ? '/udp' : ''}`;
}
