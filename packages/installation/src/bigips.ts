/** Section `sites.<site>.bigips`: one BIG-IP, a single unit or a device group. */
import { z } from 'zod';

const endpoint = z.string().regex(/^(?:\d+\.\d+\.\d+\.\d+|\[[0-9a-fA-F:]+\]):\d+$/, 'ADDRESS:PORT, IPv6 in brackets');
const fullPath = z.string().regex(/^\/[^/\s]+(?:\/[^/\s]+)+$/, 'a full path such as /Common/tcp');

/** attach: pools, data groups and the rule only; the operator attaches the rule. own: Berth makes the virtual server too. */
const Http = z
  .discriminatedUnion('mode', [
    z.strictObject({
      mode: z.literal('attach'),
      unknown: z.enum(['default', 'not-found']).default('default'),
      instances: z.enum(['on', 'off']).default('on'),
    }),
    z.strictObject({
      mode: z.literal('own'),
      virtual: endpoint,
      unknown: z.enum(['default', 'not-found']).default('not-found'),
      instances: z.enum(['on', 'off']).default('on'),
      profiles: z.array(fullPath).default(['/Common/tcp', '/Common/http']),
      sourceAddressTranslation: z.enum(['automap', 'none']).default('automap'),
    }),
  ])
  .prefault({ mode: 'attach' });

export const BigipConfig = z.strictObject({
  /** HOST or HOST:PORT of each unit's iControl REST; 443 when no port is given. */
  units: z.array(z.string().min(1)).min(1),
  user: z.string().min(1),
  passwordFile: z.string().min(1),
  /** PEM file of the authority that signed the units' certificates. */
  ca: z.string().optional(),
  /** SHA-256 fingerprint of each unit's certificate, as `openssl x509 -fingerprint -sha256` prints it. */
  fingerprints: z.array(z.string().regex(/^(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/, 'SHA-256 as 32 hex pairs with colons')).optional(),
  /** The partition that is ours. */
  partition: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/)
    .default('berth'),
  /** Route domain of members on this BIG-IP. */
  routeDomain: z.int().min(0).max(65534).default(0),
  /** Fixed at installation: how many data groups hold the container names. */
  shards: z.int().min(1).max(100).default(16),
  /** Monitor of pools without a label: tcp, http, https, none or a full path. */
  monitor: z.union([z.enum(['tcp', 'http', 'https', 'none']), fullPath]).default('tcp'),
  http: Http,
});
export type BigipConfig = z.infer<typeof BigipConfig>;
