/** `net/self`: the unit's own addresses. Each connects it to a network on a VLAN. */

import { formatNetwork, maskOf, networkOf, parseNetwork } from '../../configuration/networks.ts';
import { asText, notFound, oneOf, otherPartition, reference, text, textOf, told } from '../../configuration/properties.ts';
import { mcpd, tmsh } from '../../configuration/refusal.ts';
import type { Device, Draft, Entity, Property, Resource } from '../../configuration/resource.ts';
import { mustExist, ownRouteDomain } from '../located-address.ts';
import { allowService } from './allow-service.ts';
import { destinationOf } from './destination.ts';
import { routeDomainOf } from './route-domain-vlans.ts';
import { isConnected, isFloating, isSameNetwork, LOCAL_ONLY, selfAddress, selfAddresses, spoken } from './self-addresses.ts';
import { vlanLink } from './vlan-link.ts';

export const selfIp: Resource = {
  path: 'net/self',
  noun: 'self IP',
  className: 'self_ip',
  writers: 'administrators',
  naming: 'folder',
  properties: {
    address: addressAndPrefix(),
    addressSource: { ...told(), initial: 'from-user' },
    allowService: allowService(),
    description: text(),
    floating: oneOf(['enabled', 'disabled']),
    inheritedTrafficGroup: { ...told(), initial: 'false' },
    trafficGroup: reference(
      'trafficGroup',
      {
        namespace: 'cm/traffic-group',
        missing: (path) => mcpd('01070734', `Configuration error: Traffic group (${path}) does not exist.`),
      },
      'cm/traffic-group',
      { initial: LOCAL_ONLY },
    ),
    unit: told(),
    vlan: {
      ...reference('vlan', { namespace: 'net/vlan', missing: notFound('VLAN'), foreign: otherPartition('self IP', 'VLANs') }, undefined, {
        required: true,
      }),
      render: (value, view) => ({ vlan: String(value), vlanReference: vlanLink(String(value), view) }),
    },
  },
  prepare: (draft, device) => {
    const { floating, ...properties } = draft.properties;
    const wholeAddress = draft.before?.properties['wholeAddress'] ?? whole(draft, device);
    const prepared = { ...properties, wholeAddress };
    checkVlan({ ...draft, properties: prepared }, device);
    checkTrafficGroup({ ...draft, properties: prepared }, floating, device);
    checkRoutes({ ...draft, properties: prepared }, device);
    return prepared;
  },
  unique: (entity) => {
    const { network } = selfAddress(entity);
    const refusal = ({ fullPath }: Entity) =>
      mcpd('01070734', `Configuration error: The self IP address (${spoken(network)}) is already in use by self IP (${fullPath}).`);
    return [{ index: `self IP ${network.host}%${network.routeDomain}`, refusal }];
  },
  removable: (entity, device) => checkNeeded(entity, device),
  live: ({ properties }, { device }) => {
    const group = textOf(properties['trafficGroup']) || LOCAL_ONLY;
    const moves = isFloating(device, group);
    return { floating: moves ? 'enabled' : 'disabled', unit: moves ? 1 : 0 };
  },
};

/** An address and the length of its network's prefix, as its partition sees it. */
function addressAndPrefix(): Property {
  return {
    life: 'fixed',
    required: true,
    parse: (value, { name, partition, device }) => {
      const said = asText(value, name);
      const network = parseNetwork(said);
      if (network === undefined) throw tmsh(`"${said}" invalid address`);
      const own = ownRouteDomain(device, partition);
      mustExist(device, network.routeDomain ?? own);
      return formatNetwork(network, own);
    },
  };
}

/** The address with its route domain, whatever becomes of the partition's own. */
function whole({ partition, properties }: Draft, device: Device): string {
  const network = parseNetwork(textOf(properties['address']));
  const routeDomain = network?.routeDomain ?? ownRouteDomain(device, partition);
  return `${network?.host}%${routeDomain}/${network?.prefix}`;
}

function checkVlan(draft: Draft, device: Device): void {
  const { vlan, network } = selfAddress(draft);
  const domain = routeDomainOf(device, vlan);
  if (domain !== undefined && domain !== network.routeDomain) {
    const text = `The vlan (${vlan}) of self IP (${draft.fullPath}) must be one of the vlans in the associated route domain (${network.routeDomain}).`;
    throw mcpd('01070734', `Configuration error: ${text}`);
  }
  for (const other of selfAddresses(device)) {
    if (other.path === draft.key || other.vlan === vlan || !isSameNetwork(other.network, network)) continue;
    const text = `The network of self IP (${draft.fullPath}) is already connected by VLAN (${other.vlan}), with self IP (${other.path}).`;
    throw mcpd('01070734', `Configuration error: ${text}`);
  }
}

function checkTrafficGroup(draft: Draft, floating: unknown, device: Device): void {
  const { vlan, network, trafficGroup } = selfAddress(draft);
  const moves = isFloating(device, trafficGroup);
  if (floating !== undefined && floating !== (moves ? 'enabled' : 'disabled')) {
    throw mcpd(
      '01070734',
      `Configuration error: Floating ${floating} does not go with traffic group (${trafficGroup}) of self IP (${draft.fullPath}).`,
    );
  }
  if (!moves || hasStaying(device, draft.key, vlan, network)) return;
  throw mcpd('01070734', `Configuration error: Floating self IP (${draft.fullPath}) needs a self IP in its network that does not float.`);
}

/** Whether another self IP of the same network stays on the unit. */
function hasStaying(device: Device, except: string, vlan: string, network: ReturnType<typeof selfAddress>['network']): boolean {
  return selfAddresses(device).some(
    (other) =>
      other.path !== except && other.vlan === vlan && isSameNetwork(other.network, network) && !isFloating(device, other.trafficGroup),
  );
}

/** A static route can't lead where a self IP does. */
function checkRoutes(draft: Draft, device: Device): void {
  const { network } = selfAddress(draft);
  for (const route of device.store.table('net/route').values()) {
    if (isSameNetwork(destinationOf(route), network)) throw duplicatesSelf(network);
  }
}

export function duplicatesSelf(network: ReturnType<typeof selfAddress>['network']): Error {
  const mask = maskOf(network.family, network.prefix);
  return mcpd('01070666', `Static route duplicates Self IP ${spoken(networkOf(network))} / ${mask} implied route`);
}

/** Refuses to remove the last self IP that a route or a floating self IP needs. */
function checkNeeded(entity: Entity, device: Device): void {
  const own = selfAddress(entity);
  for (const { properties } of device.store.table('net/route').values()) {
    const gateway = parseNetwork(`${textOf(properties['wholeGateway'])}/0`);
    if (gateway === undefined || !isConnected(device, gateway) || isConnected(device, gateway, entity.key)) continue;
    throw mcpd('01070604', `Cannot delete IP ${spoken(own.network)} because it would leave a route unreachable.`);
  }
  for (const other of selfAddresses(device)) {
    if (other.path === entity.key || !isSameNetwork(other.network, own.network) || !isFloating(device, other.trafficGroup)) continue;
    if (hasStaying(device, entity.key, other.vlan, other.network)) continue;
    throw mcpd('01070604', `Cannot delete IP ${spoken(own.network)} because it would leave a floating self IP unreachable.`);
  }
}
