/** `berth-bigips`: a BIG-IP itself. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { BigipName, MemberAddress } from './names.ts';
import { encodeToken } from './tokens.ts';

/** How a BIG-IP stands in the networks around it. */
export const BigipNetwork = z.object({
  /** Sorted by address. `address`: `ADDR%N`. */
  selfIps: z.array(
    z.object({ name: z.string(), address: MemberAddress, length: z.int(), vlan: z.string(), floating: z.enum(['enabled', 'disabled']) }),
  ),
  /** Full paths, sorted. */
  vlans: z.array(z.string()),
  /** Sorted by id. */
  routeDomains: z.array(z.object({ id: z.int(), name: z.string() })),
});
export type BigipNetwork = z.infer<typeof BigipNetwork>;

/** One BIG-IP as its applier sees it. Topic `berth.bigip.<bigip>`. */
export const Bigip = z.object({
  v: z.literal(1),
  kind: z.literal('bigip'),
  epoch: Epoch,
  name: BigipName,
  /** TMOS version, e.g. `16.1.3`. */
  version: z.string(),
  /** `role`: for the traffic group of Berth's partition. `reason`: why it isn't known, or that the unit is neither. */
  units: z.array(z.object({ address: z.string(), role: z.enum(['active', 'standby', 'unknown']), reason: z.string().optional() })),
  /** What the active one of several says of their synchronisation, in its own words; absent while it isn't known. */
  sync: z.object({ status: z.string(), summary: z.string(), details: z.array(z.string()) }).optional(),
  /** Absent while it isn't known, for instance because our user may not read it. */
  network: BigipNetwork.optional(),
});
export type Bigip = z.infer<typeof Bigip>;

export function bigipKey(bigip: string): string {
  return encodeToken(bigip);
}
