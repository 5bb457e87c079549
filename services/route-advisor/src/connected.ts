/** Pure: whether a BIG-IP has a foot in the network of an address. */
import { BlockList, isIPv6 } from 'node:net';
import type { SelfIp } from '@berth/icontrol';

/** `address`: `ADDR%N`. */
export function isConnected(address: string, selfIps: readonly Pick<SelfIp, 'address' | 'length'>[]): boolean {
  const [bare = '', routeDomain] = address.split('%');
  const networks = new BlockList();
  for (const self of selfIps) {
    const [own = '', domain] = self.address.split('%');
    if (domain === routeDomain) networks.addSubnet(own, self.length, familyOf(own));
  }
  return networks.check(bare, familyOf(bare));
}

function familyOf(address: string): 'ipv4' | 'ipv6' {
  return isIPv6(address) ? 'ipv6' : 'ipv4';
}
