/** A virtual server that a BIG-IP should have: the HTTP one, a DNS listener, or one of a service's own. */
import { z } from 'zod';
import { MemberAddress, Port } from './names.ts';

export const absolutePath = z.string().regex(/^\/[^/\s]+(?:\/[^/\s]+)+$/, 'a full BIG-IP path such as /Common/tcp');

export const DesiredVirtual = z.object({
  name: z.string(),
  /** `ADDR%N` as everywhere on the bus. */
  address: MemberAddress,
  port: Port,
  protocol: z.enum(['tcp', 'udp']).default('tcp'),
  /** Full paths, here and below; each is reference only. */
  profiles: z.array(absolutePath),
  /** Profiles of the clients' side only, such as client SSL. */
  clientProfiles: z.array(absolutePath).default([]),
  /** Profiles of the members' side only, such as server SSL. */
  serverProfiles: z.array(absolutePath).default([]),
  /** In order: names within the folder, or full paths. */
  rules: z.array(z.string()),
  policies: z.array(absolutePath).default([]),
  /** None: on all of them. */
  vlans: z.array(absolutePath).default([]),
  persistence: absolutePath.optional(),
  /** A path is that of a SNAT pool. */
  sourceAddressTranslation: z.union([z.enum(['automap', 'none']), absolutePath]),
});
export type DesiredVirtual = z.infer<typeof DesiredVirtual>;
