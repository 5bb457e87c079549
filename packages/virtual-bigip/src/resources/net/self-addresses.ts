/** The unit's own addresses, and the networks that they connect it to. */

import type { Address } from '../../configuration/addresses.ts';
import { includes, type Network, networkOf, parseNetwork } from '../../configuration/networks.ts';
import { textOf } from '../../configuration/properties.ts';
import type { Device, Entity } from '../../configuration/resource.ts';

/** What a self IP is in when it is said nowhere: it stays on its unit. */
export const LOCAL_ONLY = '/Common/traffic-group-local-only';

export type SelfAddress = {
  readonly path: string;
  readonly vlan: string;
  /** With the self IP's own address, and its route domain. */
  readonly network: Network;
  /** Whether it moves between the units of a pair. */
  readonly trafficGroup: string;
};

export function selfAddress({ key, properties }: Pick<Entity, 'key' | 'properties'>): SelfAddress {
  const network = parseNetwork(textOf(properties['wholeAddress'])) ?? { host: '', family: 4, prefix: 0, routeDomain: 0 };
  return { path: key, vlan: textOf(properties['vlan']), network, trafficGroup: textOf(properties['trafficGroup']) || LOCAL_ONLY };
}

export function selfAddresses({ store }: Device): SelfAddress[] {
  return [...store.table('net/self').values()].map(selfAddress);
}

/** Whether a self IP other than `except` is in the same network as the address. */
export function isConnected(device: Device, address: Pick<Address, 'host' | 'family' | 'routeDomain'>, except?: string): boolean {
  return selfAddresses(device).some(({ path, network }) => path !== except && includes(network, address));
}

export function isFloating({ store }: Device, trafficGroup: string): boolean {
  const group = store.get('cm/traffic-group', trafficGroup);
  return group !== undefined && group.properties['isFloating'] !== 'false';
}

export function isSameNetwork(one: Network, other: Network): boolean {
  const [a, b] = [networkOf(one), networkOf(other)];
  return a.host === b.host && a.prefix === b.prefix && a.routeDomain === b.routeDomain;
}

/** `10.31.1.1`, or `10.31.1.1%1` in another route domain than 0, as mcpd says it. */
export function spoken({ host, routeDomain = 0 }: Pick<Address, 'host' | 'routeDomain'>): string {
  return routeDomain === 0 ? host : `${host}%${routeDomain}`;
}
