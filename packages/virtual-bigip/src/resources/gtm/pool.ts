/** `gtm/pool/…`: pools of virtual servers, or of names, that wide IPs choose from. */

import { parseAddress } from '../../configuration/addresses.ts';
import { monitorExpression } from '../../configuration/monitor-expression.ts';
import { asText, integer, metadata, oneOf, onOff, text, told } from '../../configuration/properties.ts';
import { invalidValue, mcpd } from '../../configuration/refusal.ts';
import type { Device, Entity, Property, Resource, Statistics } from '../../configuration/resource.ts';
import { enabled, limits } from './parts.ts';
import { isUsable, poolMember } from './pool-member.ts';
import { leadsToAddresses, POOL_TYPES, type PoolType } from './pool-types.ts';

const PREFERRED = [
  'round-robin',
  'ratio',
  'topology',
  'global-availability',
  'virtual-server-capacity',
  'virtual-server-score',
  'least-connections',
  'lowest-round-trip-time',
  'fewest-hops',
  'packet-rate',
  'cpu',
  'completion-rate',
  'quality-of-service',
  'kilobytes-per-second',
  'fallback-ip',
  'drop-packet',
  'return-to-dns',
  'static-persistence',
];
const ALTERNATE = [
  'round-robin',
  'ratio',
  'topology',
  'global-availability',
  'virtual-server-capacity',
  'virtual-server-score',
  'packet-rate',
  'fallback-ip',
  'drop-packet',
  'return-to-dns',
  'static-persistence',
  'none',
];

/** How much each measure counts in the mode `quality-of-service`. */
const qualities = {
  qosHitRatio: integer(5, 0, 4_294_967_295),
  qosHops: integer(0, 0, 4_294_967_295),
  qosKilobytesSecond: integer(3, 0, 4_294_967_295),
  qosLcs: integer(30, 0, 4_294_967_295),
  qosPacketRate: integer(1, 0, 4_294_967_295),
  qosRtt: integer(50, 0, 4_294_967_295),
  qosTopology: integer(0, 0, 4_294_967_295),
  qosVsCapacity: integer(0, 0, 4_294_967_295),
  qosVsScore: integer(0, 0, 4_294_967_295),
} satisfies Readonly<Record<string, Property>>;

export const gtmPools: readonly Resource[] = POOL_TYPES.map(pool);

function pool(type: PoolType): Resource {
  const withoutAddresses = (modes: readonly string[]) => modes.filter((mode) => leadsToAddresses(type) || mode !== 'fallback-ip');
  return {
    path: `gtm/pool/${type}`,
    noun: 'Pool',
    className: 'gtm_pool',
    naming: 'folder',
    properties: {
      alternateMode: oneOf(withoutAddresses(ALTERNATE), 'round-robin'),
      description: text(),
      dynamicRatio: onOff('disabled'),
      enabled: enabled(),
      fallbackMode: oneOf(withoutAddresses([...PREFERRED, 'none']), 'return-to-dns'),
      loadBalancingMode: oneOf(withoutAddresses(PREFERRED), 'round-robin'),
      manualResume: onOff('disabled'),
      maxAnswersReturned: integer(1, 1, 500),
      metadata: metadata(),
      ...qualities,
      ttl: integer(30, 0, 4_294_967_295),
      verifyMemberAvailability: onOff('enabled'),
      ...(leadsToAddresses(type) ? ofAddresses(type) : {}),
    },
    subcollections: { members: poolMember(type) },
    inUse: ({ fullPath }) => mcpd('0107070b', `Wideip pool (${fullPath}) is referenced by one or more wideips`, 7),
    statistics: (entity, device) => statistics(entity, type, device),
  };
}

function ofAddresses(type: 'a' | 'aaaa'): Readonly<Record<string, Property>> {
  return {
    fallbackIp: fallbackIp(type),
    // Names from before pools had types, which F5's Ansible module sends beside the one of today.
    fallbackIpv4: told(),
    fallbackIpv6: told(),
    ...limits(),
    minMembersUpMode: oneOf(['off', 'percent', 'at-least'], 'off', { since: '14.0' }),
    minMembersUpValue: integer(0, 0, 65_535, { since: '14.0' }),
    monitor: monitorExpression('default', 'gtm/monitor'),
  };
}

function fallbackIp(type: 'a' | 'aaaa'): Property {
  return {
    initial: 'any',
    parse: (value, { name }) => {
      const said = asText(value, name);
      if (said === '' || said === 'none' || said === 'any' || said === 'any6') return undefined;
      const address = parseAddress(said);
      if (address?.family !== (type === 'a' ? 4 : 6)) throw invalidValue(name, said);
      return address.host;
    },
  };
}

function statistics(entity: Entity, type: PoolType, device: Device): Statistics {
  const members = [...device.store.children(`gtm/pool/${type}/members`, entity.key)];
  const available = members.some((member) => isUsable(member, type, device));
  return {
    alternate: 0,
    dropped: 0,
    fallback: 0,
    poolType: type.toUpperCase(),
    preferred: 0,
    returnFromDns: 0,
    returnToDns: 0,
    'status.availabilityState': available ? 'available' : 'offline',
    'status.enabledState': entity.properties['enabled'] === 'disabled' ? 'disabled' : 'enabled',
    'status.statusReason': available ? 'Available' : 'No enabled pool members available',
    tmName: entity.fullPath,
  };
}
