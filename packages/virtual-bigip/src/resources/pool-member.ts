/** `ltm/pool/members`: a node and a port in a pool, with the session and state that traffic respects. */

import { formatAddress, joinPort, parseAddress, splitPort } from '../configuration/addresses.ts';
import { make } from '../configuration/commands.ts';
import { monitorExpression } from '../configuration/monitor-expression.ts';
import { joinFullPath, splitFullPath } from '../configuration/names.ts';
import { integer, metadata, oneOf, onOff, text, textOf, told } from '../configuration/properties.ts';
import { mcpd, tmsh } from '../configuration/refusal.ts';
import type { Device, Draft, Entity, JsonObject, Resource, Statistics, Values } from '../configuration/resource.ts';
import { messageRouting, queue, side } from './counters.ts';
import { fqdn, hostNameIn, withFixedParts } from './fqdn.ts';
import { addressIn, kept, ownRouteDomain } from './located-address.ts';
import { node } from './node.ts';

export const poolMember: Resource = {
  path: 'ltm/pool/members',
  noun: 'Pool Member',
  className: 'pool_member',
  naming: 'folder',
  properties: {
    address: { ...text(), life: 'fixed' },
    connectionLimit: integer(0, 0, 4_294_967_295),
    description: text(),
    dynamicRatio: integer(1, 1, 100),
    ephemeral: { ...told(), initial: 'false' },
    fqdn: fqdn({}),
    inheritProfile: onOff('enabled'),
    logging: onOff('disabled'),
    metadata: metadata(),
    monitor: monitorExpression('default'),
    priorityGroup: integer(0, 0, 65_535),
    rateLimit: { ...text(), initial: 'disabled' },
    ratio: integer(1, 1, 65_535),
    session: oneOf(['user-enabled', 'user-disabled']),
    state: oneOf(['user-up', 'user-down']),
  },
  canonicalName,
  describe: (fullPath, pool) => {
    const { node: path, port } = partsOf(fullPath);
    return `${pool ?? ''} ${path} ${port}`;
  },
  folderMissing: (_folder, fullPath, pool) => {
    const { node: path, port } = partsOf(fullPath);
    return mcpd(
      '01070734',
      `Configuration error: Can't associate Pool Member (${pool?.fullPath ?? ''} ${path} ${port}) folder does not exist`,
    );
  },
  prepare: (draft, device) => (draft.before === undefined ? withNode(draft, device) : withFixedParts(draft)),
  references: ({ fullPath }) => [{ namespace: 'ltm/node', path: partsOf(fullPath).node }],
  live: (entity, { device }) => sessionAndState(entity, device),
  statistics,
};

/** `10.0.0.1:http` → `10.0.0.1:80`, `2001:DB8:0::1.80` → `2001:db8::1.80`. */
function canonicalName(name: string, device: Device, partition: string | undefined): string {
  const slash = name.lastIndexOf('/') + 1;
  const split = splitPort(name.slice(slash));
  if (split === undefined) throw tmsh(`invalid pool member "${name}": a port is required`);
  const address = parseAddress(split.host);
  return `${name.slice(0, slash)}${joinPort(address === undefined ? split.host : formatAddress(address, ownRouteDomain(device, partition)), split.port)}`;
}

/** The full path of the node, and the port. */
function partsOf(fullPath: string): { readonly node: string; readonly port: number } {
  const parts = splitFullPath(fullPath) ?? { partition: 'Common', subPath: undefined, name: fullPath };
  const { host, port } = splitPort(parts.name) ?? { host: parts.name, port: 0 };
  return { node: joinFullPath({ ...parts, name: host }), port };
}

/** Finds the member's node, or makes it. */
function withNode(draft: Draft, device: Device): Values {
  const { properties, parent, partition, subPath } = draft;
  if (partition !== 'Common' && partition !== parent?.partition) {
    throw mcpd(
      '01070726',
      `A pool may only reference nodes in the same partition or the common partition (${parent?.fullPath ?? ''}:${draft.fullPath})`,
    );
  }
  const path = partsOf(draft.fullPath).node;
  const name = path.slice(path.lastIndexOf('/') + 1);
  const said = textOf(properties['address']);
  const found = device.store.get('ltm/node', path);
  const wanted = () => addressIn(device, partition, said || name, () => tmsh(`"address" is required for pool member "${draft.name}"`));
  const host = hostNameIn(properties);
  if (found !== undefined) {
    const address = textOf(found.properties['address']);
    if (said !== '' && wanted().shown !== address) {
      throw mcpd('0107003a', `Pool member node (${path}) and existing node cannot use different IP Addresses (${address}).`);
    }
    return { ...properties, address };
  }
  const own = host === '' ? kept(wanted()) : { fqdn: { tmName: host } };
  const made = make(device, node, path, { name, partition, subPath, properties: own });
  return { ...properties, address: textOf(made.properties['address']) };
}

/** The monitor expression that applies: the member's own, or the pool's; empty for none. */
function monitorOf(member: Entity, device: Device): string {
  const own = textOf(member.properties['monitor']);
  if (own === 'none') return '';
  return own || textOf(device.store.get('ltm/pool', member.parent ?? '')?.properties['monitor']);
}

function sessionAndState(member: Entity, device: Device): JsonObject {
  const session = textOf(member.properties['session']) || 'user-enabled';
  if (member.properties['state'] === 'user-down') return { session, state: 'user-down' };
  if (hostNameIn(member.properties) !== '') return { session, state: 'fqdn-checking' };
  if (monitorOf(member, device) === '') return { session, state: 'unchecked' };
  const { monitorState } = device.traffic().member(member.parent ?? '', member.fullPath);
  return { session: session === 'user-enabled' ? 'monitor-enabled' : session, state: monitorState };
}

/** `up`, `down`, `unknown` as pools and virtual servers count their members. */
export function availability(member: Entity, device: Device): 'available' | 'offline' | 'unknown' {
  const { state } = sessionAndState(member, device);
  if (state === 'up') return 'available';
  return state === 'down' || state === 'user-down' ? 'offline' : 'unknown';
}

function statistics(member: Entity, device: Device): Statistics {
  const traffic = device.traffic().member(member.parent ?? '', member.fullPath);
  const { session, state } = sessionAndState(member, device);
  const { node: path, port } = partsOf(member.fullPath);
  const disabled = session === 'user-disabled';
  const reasons = {
    available: 'Pool member is available',
    offline: 'Pool member is down',
    unknown: 'Pool member does not have service checking enabled',
  };
  return {
    addr: textOf(member.properties['address']),
    ...queue('connq'),
    curSessions: 0,
    monitorRule: monitorOf(member, device) === '' ? 'none' : monitorOf(member, device).replace(/[{}]/g, '').replace(/\s+/g, ' '),
    ...messageRouting,
    monitorStatus: String(state),
    nodeName: path,
    poolName: member.parent ?? '',
    port,
    ...side('serverside', traffic.currentConnections, traffic.totalConnections),
    sessionStatus: disabled ? 'user-disabled' : 'enabled',
    'status.availabilityState': availability(member, device),
    'status.enabledState': disabled ? 'disabled' : 'enabled',
    'status.statusReason': state === 'user-down' ? 'Forced down' : reasons[availability(member, device)],
    totRequests: 0,
  };
}
