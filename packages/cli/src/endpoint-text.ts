/** Pure: an address with its port, for people. Route domain 0 goes without saying. */
import type { DesiredVirtual } from '@berth/messages';

export function endpointOf({ address, port }: { readonly address: string; readonly port: number }): string {
  const plain = address.replace(/%0$/, '');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}

/** Where a virtual server listens; TCP goes without saying. */
export function destinationOf({ address, port, protocol }: Pick<DesiredVirtual, 'address' | 'port' | 'protocol'>): string {
  return `${endpointOf({ address, port })}${protocol === 'udp' ? '/udp' : ''}`;
}
