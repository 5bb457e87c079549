/** Which VLANs are in which route domain: each in exactly one. */

import { mcpd } from '../../configuration/refusal.ts';
import type { Device, Entity } from '../../configuration/resource.ts';
import { ownRouteDomain, routeDomainIndex } from '../located-address.ts';
import { selfAddress } from './self-addresses.ts';

export function vlansOf({ properties }: Pick<Entity, 'properties'>): readonly string[] {
  return (properties['vlans'] as readonly string[] | undefined) ?? [];
}

/** The number of the route domain that a VLAN or tunnel is in; undefined if there is no such VLAN. */
export function routeDomainOf({ store }: Device, vlan: string): number | undefined {
  for (const domain of store.table('net/route-domain').values()) if (vlansOf(domain).includes(vlan)) return idOf(domain);
  return undefined;
}

export function idOf({ properties }: Pick<Entity, 'properties'>): number {
  return Number(properties['id']);
}

/** A new VLAN is in the route domain of its partition. */
export function joinRouteDomain(device: Device, vlan: string, partition: string | undefined): void {
  const domain = device.store.holder(routeDomainIndex(ownRouteDomain(device, partition)));
  if (domain !== undefined && !vlansOf(domain).includes(vlan)) putVlans(device, domain, [...vlansOf(domain), vlan]);
}

export function leaveRouteDomain(device: Device, vlan: string): void {
  for (const domain of device.store.table('net/route-domain').values()) {
    if (vlansOf(domain).includes(vlan))
      putVlans(
        device,
        domain,
        vlansOf(domain).filter((other) => other !== vlan),
      );
  }
}

/** Takes VLANs into a route domain from where they were. Refuses those with a self IP, which would be left in the other one. */
export function takeVlans(device: Device, into: number, vlans: readonly string[]): void {
  for (const vlan of vlans) {
    if (routeDomainOf(device, vlan) === into) continue;
    for (const user of device.store.users({ namespace: 'net/vlan', path: vlan })) {
      if (user.resource.path !== 'net/self' || selfAddress(user).network.routeDomain === into) continue;
      throw mcpd(
        '01070734',
        `Configuration error: VLAN (${vlan}) cannot change its route domain because it is in use by a self IP (${user.fullPath}).`,
      );
    }
    leaveRouteDomain(device, vlan);
  }
}

function putVlans(device: Device, domain: Entity, vlans: readonly string[]): void {
  const { vlans: _, ...rest } = domain.properties;
  const properties = vlans.length === 0 ? rest : { ...rest, vlans };
  device.store.put({ ...domain, generation: device.store.nextGeneration(), properties });
}
