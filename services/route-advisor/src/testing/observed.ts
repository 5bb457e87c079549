/** What a virtual BIG-IP holds, as tests look at it. */
import type { VirtualBigIp } from '@berth/virtual-bigip';

/** Every route, as `10.32.1.0/24 by 10.31.1.2`. */
export function routesOn(bigip: VirtualBigIp): string[] {
  const { 'net/route': all = {} } = bigip.snapshot();
  return Object.values(all).map(({ network, gw }) => `${String(network)} by ${String(gw)}`);
}

/** Every virtual server. */
export function virtualsOn(bigip: VirtualBigIp): Record<string, unknown>[] {
  const { 'ltm/virtual': all = {} } = bigip.snapshot();
  return Object.values(all);
}
