/** `net/route`: static routes. What they lead to goes to a gateway, a pool of gateways, a VLAN or nowhere. */

import { type Address, parseAddress } from '../../configuration/addresses.ts';
import { integer, lone, notFound, otherPartition, reference, text, textOf } from '../../configuration/properties.ts';
import { invalidValue, mcpd } from '../../configuration/refusal.ts';
import type { Device, Draft, Entity, Property, Resource, Values } from '../../configuration/resource.ts';
import { addressIn, inRouteDomain, ownRouteDomain } from '../located-address.ts';
import { destination, destinationOf, parseDestination } from './destination.ts';
import { routeDomainOf } from './route-domain-vlans.ts';
import { duplicatesSelf } from './self.ts';
import { isConnected, isSameNetwork, selfAddresses, spoken } from './self-addresses.ts';
import { vlanLink } from './vlan-link.ts';

/** Of these a route has exactly one, and keeps it. */
const WAYS = ['blackhole', 'gw', 'pool', 'tmInterface'] as const;
const others = (way: string): readonly string[] => WAYS.filter((other) => other !== way);

export const route: Resource = {
  path: 'net/route',
  noun: 'route',
  className: 'static_route',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    blackhole: { ...lone('blackhole'), excludes: others('blackhole') },
    description: text(),
    gw: gateway(),
    mtu: integer(0, 0, 65_535),
    network: destination(),
    pool: reference('pool', { namespace: 'ltm/pool', missing: notFound('Pool'), foreign: otherPartition('route', 'pools') }, 'ltm/pool', {
      excludes: others('pool'),
    }),
    tmInterface: {
      ...reference(
        'tmInterface',
        { namespace: 'net/vlan', missing: notFound('VLAN'), foreign: otherPartition('route', 'VLANs') },
        undefined,
      ),
      excludes: others('tmInterface'),
      render: (value, view) => ({ tmInterface: String(value), tmInterfaceReference: vlanLink(String(value), view) }),
    },
  },
  prepare: (draft, device) => {
    const properties = { ...draft.properties, ...wholeOf(draft, device) };
    const network = destinationOf({ properties });
    checkWay(draft);
    for (const self of selfAddresses(device)) if (isSameNetwork(self.network, network)) throw duplicatesSelf(self.network);
    checkGateway(properties, device);
    const vlan = textOf(properties['tmInterface']);
    const domain = routeDomainOf(device, vlan);
    if (domain !== undefined && domain !== network.routeDomain) {
      throw mcpd(
        '01070734',
        `Configuration error: The vlan (${vlan}) of route (${draft.fullPath}) is in another route domain than its network.`,
      );
    }
    return properties;
  },
  // Each unit has self IPs of its own.
  received: ({ properties }, device) => checkGateway(properties, device),
  references: (entity) => inRouteDomain(destinationOf(entity).routeDomain ?? 0),
  unique: (entity) => {
    const { host, prefix, routeDomain } = destinationOf(entity);
    const refusal = (other: Entity) =>
      mcpd('01070734', `Configuration error: The network of route (${entity.fullPath}) is already that of route (${other.fullPath}).`);
    return [{ index: `route ${host}%${routeDomain}/${prefix}`, refusal }];
  },
};

/** An address on a network that the unit is connected to. */
function gateway(): Property {
  return {
    excludes: others('gw'),
    parse: (value, { name, partition, device }) => {
      const said = text().parse(value, { name, partition, device });
      return said === undefined ? undefined : addressIn(device, partition, String(said), () => invalidValue(name, value)).shown;
    },
  };
}

/** Network and gateway with their route domains, whatever becomes of the partition's own. */
function wholeOf({ before, partition, properties }: Draft, device: Device): Values {
  const own = ownRouteDomain(device, partition);
  const network = parseDestination(textOf(properties['network']));
  const gateway = parseAddress(textOf(properties['gw']));
  const kept = before !== undefined && before.properties['gw'] === properties['gw'] ? before.properties['wholeGateway'] : undefined;
  return {
    wholeNetwork: before?.properties['wholeNetwork'] ?? `${network?.host}%${network?.routeDomain ?? own}/${network?.prefix}`,
    ...(gateway === undefined ? {} : { wholeGateway: kept ?? `${gateway.host}%${gateway.routeDomain ?? own}` }),
  };
}

function checkWay({ before, fullPath, properties }: Draft): void {
  const way = WAYS.find((one) => properties[one] !== undefined);
  if (way === undefined) {
    throw mcpd('01070734', `Configuration error: Route (${fullPath}) must have a gateway, a pool, an interface or be a blackhole.`);
  }
  if (before !== undefined && before.properties[way] === undefined) {
    throw mcpd('01070734', `Configuration error: Route (${fullPath}) may not change from one kind of gateway to another.`);
  }
}

function checkGateway(properties: Values, device: Device): void {
  const gateway = parseAddress(textOf(properties['wholeGateway']));
  if (gateway === undefined) return;
  const { family, routeDomain } = destinationOf({ properties });
  if (gateway.family !== family) {
    throw mcpd(
      '01070734',
      `Configuration error: Static route gateway ${spoken(gateway)} is not of the same address family as its network.`,
    );
  }
  if (gateway.routeDomain !== routeDomain && isStrict(device, routeDomain)) {
    throw mcpd('01070734', `Configuration error: Static route gateway ${spoken(gateway)} is in another route domain than its network.`);
  }
  if (!isConnected(device, gateway)) {
    throw mcpd('01070330', `Static route gateway ${spoken(gateway)} is not directly connected via an interface.`);
  }
  if (isOwn(device, gateway)) throw mcpd('01070734', `Configuration error: Static route gateway ${spoken(gateway)} is a self IP.`);
}

function isOwn(device: Device, { host, routeDomain }: Address): boolean {
  return selfAddresses(device).some(({ network }) => network.host === host && network.routeDomain === routeDomain);
}

function isStrict({ store }: Device, routeDomain: number | undefined): boolean {
  return store.holder(`route domain ${routeDomain}`)?.properties['strict'] !== 'disabled';
}
