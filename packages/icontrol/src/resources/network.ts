/** How a BIG-IP stands in the networks around it: self IPs, VLANs, route domains. Read only: those are an operator's. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { fromBigipAddress } from '../paths.ts';

const SelfIp = z
  .object({ fullPath: z.string(), address: z.string(), vlan: z.string(), floating: z.enum(['enabled', 'disabled']).default('disabled') })
  .transform(({ fullPath, address, ...rest }) => {
    const [host = '', length = ''] = address.split('/');
    // Self IPs of a partition with a route domain of its own tell theirs too, unless it is that one; such partitions are rare.
    return { path: fullPath, ...rest, address: fromBigipAddress(host, 0), length: Number(length) };
  });
/** `address` with its route domain, without the length. */
export type SelfIp = z.infer<typeof SelfIp>;

export function listSelfIps(): List<SelfIp> {
  return { path: '/mgmt/tm/net/self', query: { $select: 'fullPath,address,vlan,floating' }, schema: SelfIp, pageSize: 500 };
}

const Vlan = z.object({ fullPath: z.string() }).transform(({ fullPath }) => ({ path: fullPath }));
export type Vlan = z.infer<typeof Vlan>;

export function listVlans(): List<Vlan> {
  return { path: '/mgmt/tm/net/vlan', query: { $select: 'fullPath' }, schema: Vlan, pageSize: 500 };
}

const RouteDomain = z.object({ fullPath: z.string(), id: z.int() }).transform(({ fullPath, id }) => ({ path: fullPath, id }));
export type RouteDomain = z.infer<typeof RouteDomain>;

export function listRouteDomains(): List<RouteDomain> {
  return { path: '/mgmt/tm/net/route-domain', query: { $select: 'fullPath,id' }, schema: RouteDomain, pageSize: 500 };
}
