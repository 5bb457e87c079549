/** `ltm/node`: addresses that members point to. Made with the first member, and left behind by the last. */

import { monitorExpression } from '../configuration/monitor-expression.ts';
import { integer, metadata, oneOf, onOff, text, textOf, told } from '../configuration/properties.ts';
import { invalidValue, mcpd, tmsh } from '../configuration/refusal.ts';
import type { Entity, Resource, Statistics, View } from '../configuration/resource.ts';
import { side } from './counters.ts';
import { fqdn, hostNameIn, NO_ADDRESS, withFixedParts } from './fqdn.ts';
import { addressIn, inRouteDomain, kept, keptRouteDomain, wholeAddress } from './located-address.ts';

export const node: Resource = {
  path: 'ltm/node',
  noun: 'Node',
  className: 'node_address',
  naming: 'folder',
  properties: {
    address: { ...text(), life: 'fixed' },
    connectionLimit: integer(0, 0, 4_294_967_295),
    description: text(),
    dynamicRatio: integer(1, 1, 100),
    ephemeral: { ...told(), initial: 'false' },
    fqdn: fqdn({ addressFamily: 'ipv4', downInterval: 5, interval: '3600' }),
    logging: onOff('disabled'),
    metadata: metadata(),
    monitor: monitorExpression('default'),
    rateLimit: { ...text(), initial: 'disabled' },
    ratio: integer(1, 1, 65_535),
    session: oneOf(['user-enabled', 'user-disabled']),
    state: oneOf(['user-up', 'user-down']),
  },
  prepare: (draft, device) => {
    if (draft.before !== undefined) return withFixedParts(draft);
    if (draft.properties['state'] === 'user-down') throw invalidValue('state', 'user-down');
    if (hostNameIn(draft.properties) !== '') return { ...draft.properties, address: NO_ADDRESS };
    const said = textOf(draft.properties['address']) || draft.name;
    return { ...draft.properties, ...kept(addressIn(device, draft.partition, said, () => tmsh(`"address" is required`))) };
  },
  references: ({ properties }) => (hostNameIn(properties) === '' ? inRouteDomain(keptRouteDomain(properties)) : []),
  unique: ({ properties }) =>
    hostNameIn(properties) !== ''
      ? []
      : [
          {
            index: `node address ${wholeAddress(properties)}`,
            refusal: () => mcpd('0107176c', `Invalid Node, the IP address ${textOf(properties['address'])} already exists.`),
          },
        ],
  inUse: (entity, user) => mcpd('01070110', `Node address '${entity.fullPath}' is referenced by a member of pool '${user.parent ?? ''}'.`),
  live: (entity, { device }) => nodeState(entity, device),
  statistics,
};

/** With no monitor of its own a node is unchecked. */
function nodeState({ key, properties }: Entity, device: View['device']): ReturnType<NonNullable<Resource['live']>> {
  const session = textOf(properties['session']) || 'user-enabled';
  if (properties['state'] === 'user-down') return { session, state: 'user-down' };
  if (hostNameIn(properties) !== '') return { session, state: 'fqdn-checking' };
  const monitored = textOf(properties['monitor']).includes('/');
  return {
    session: session === 'user-enabled' && monitored ? 'monitor-enabled' : session,
    state: monitored ? device.traffic().node(key) : 'unchecked',
  };
}

/** `up` and the like, as statistics say it. */
function availability(state: unknown): { readonly state: string; readonly reason: string } {
  if (state === 'user-down') return { state: 'offline', reason: 'Forced down' };
  if (state === 'down') return { state: 'offline', reason: 'Node is down' };
  if (state === 'up') return { state: 'available', reason: 'Node address is available' };
  return { state: 'unknown', reason: 'Node address does not have service checking enabled' };
}

function statistics(entity: Entity, device: View['device']): Statistics {
  let current = 0;
  let total = 0;
  for (const member of device.store.users({ namespace: 'ltm/node', path: entity.key })) {
    const counted = device.traffic().member(member.parent ?? '', member.fullPath);
    current += counted.currentConnections;
    total += counted.totalConnections;
  }
  const { session, state } = nodeState(entity, device);
  const available = availability(state);
  return {
    addr: textOf(entity.properties['address']),
    curSessions: 0,
    monitorRule: textOf(entity.properties['monitor']).startsWith('/')
      ? textOf(entity.properties['monitor']).replace(/[{}]/g, '').replace(/\s+/g, ' ')
      : 'none',
    monitorStatus: String(state),
    tmName: entity.fullPath,
    ...side('serverside', current, total),
    sessionStatus: session === 'user-disabled' ? 'user-disabled' : 'enabled',
    'status.availabilityState': available.state,
    'status.enabledState': session === 'user-disabled' ? 'disabled' : 'enabled',
    'status.statusReason': available.reason,
    totRequests: 0,
  };
}
