/** Virtual servers that forward packets by the routes, as they are. */
import { z } from 'zod';
import type { List } from '../list.ts';
import { idOf, locate } from '../paths.ts';
import type { Read, Request } from '../request.ts';

const Forwarding = z
  .object({
    fullPath: z.string(),
    description: z.string().default(''),
    destination: z.string(),
    mask: z.string().default('any'),
    ipProtocol: z.string(),
    ipForward: z.boolean().default(false),
    sourceAddressTranslation: z.object({ type: z.string().default('none') }).default({ type: 'none' }),
    translateAddress: z.string().default('enabled'),
    translatePort: z.string().default('enabled'),
    vlansEnabled: z.boolean().default(false),
    vlans: z.array(z.string()).default([]),
  })
  .transform(({ fullPath, sourceAddressTranslation, vlans, ...rest }) => ({
    path: fullPath,
    ...rest,
    sourceAddressTranslation: sourceAddressTranslation.type,
    vlans: vlans.toSorted(),
  }));
export type Forwarding = z.infer<typeof Forwarding>;

/** What is written of it; the rest is the same for all. */
export type ForwardingSettings = Pick<Forwarding, 'description' | 'destination' | 'mask' | 'vlans'>;

const path = '/mgmt/tm/ltm/virtual';

/** Every virtual server of the partition as if it forwarded. */
export function listForwardings(partition: string): List<Forwarding> {
  return { path, partition, schema: Forwarding, pageSize: 100 };
}

export function getForwarding(virtual: string): Read<Forwarding> {
  return { request: { method: 'GET', path: `${path}/${idOf(virtual)}` }, schema: Forwarding };
}

/** Any port and protocol, no translation of anything, and only from the VLANs that are named. */
export function createForwarding(virtual: string, settings: ForwardingSettings): Request {
  const body = { ...locate(virtual), ipForward: true, profiles: [{ name: '/Common/fastL4' }], ...fixed, ...settings };
  return { method: 'POST', path, body };
}

/** Everything that we care about, so that nothing is left of what somebody has changed. */
export function modifyForwarding(virtual: string, settings: ForwardingSettings): Request {
  return { method: 'PATCH', path: `${path}/${idOf(virtual)}`, body: { ...fixed, ...settings } };
}

const fixed = {
  ipProtocol: 'any',
  sourceAddressTranslation: { type: 'none' },
  translateAddress: 'disabled',
  translatePort: 'disabled',
  vlansEnabled: true,
} as const;
