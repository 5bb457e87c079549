/** Pure: an address with its port, for people. Route domain 0 goes without saying. */
import { parseDestination } from '@berth/convention';

export function endpointOf({ address, port }: { readonly address: string; readonly port: number }): string {
  const plain = address.replace(/%0$/, '');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}

type Destination = { readonly address: string; readonly port: number; readonly protocol: 'tcp' | 'udp' };

/** Where a virtual server listens; TCP goes without saying. */
export function destinationOf({ address, port, protocol }: Destination): string {
  return `${endpointOf({ address, port })}${protocol === 'udp' ? '/udp' : ''}`;
}

/** Without any route domain, as it is asked for. */
export function plainEndpoint(text: string): string {
  return text.replace(/%\d+/, '');
}

/** Whether somebody who asks for `asked` means what is called `name`: without a protocol, both are meant. */
export function isDestination(name: string, asked: string): boolean {
  const parsed = parseDestination(plainEndpoint(asked));
  const plain = plainEndpoint(name);
  if (parsed === undefined) return plain === plainEndpoint(asked);
  const text = destinationOf(parsed);
  return plain === text || (!asked.includes('/') && plain === `${text}/udp`);
}
