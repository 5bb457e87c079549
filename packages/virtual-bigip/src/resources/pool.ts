/** `ltm/pool`. */

import { monitorExpression } from '../configuration/monitor-expression.ts';
import { integer, metadata, oneOf, onOff, text, textOf } from '../configuration/properties.ts';
import type { Device, Entity, Resource, Statistics } from '../configuration/resource.ts';
import { messageRouting, queue, side } from './counters.ts';
import { availability, poolMember } from './pool-member.ts';

const LOAD_BALANCING_MODES = [
  'round-robin',
  'ratio-member',
  'least-connections-member',
  'observed-member',
  'predictive-member',
  'ratio-node',
  'least-connections-node',
  'fastest-node',
  'observed-node',
  'predictive-node',
  'dynamic-ratio-node',
  'fastest-app-response',
  'least-sessions',
  'dynamic-ratio-member',
  'weighted-least-connections-member',
  'weighted-least-connections-node',
  'ratio-session',
  'ratio-least-connections-member',
  'ratio-least-connections-node',
];

export const pool: Resource = {
  path: 'ltm/pool',
  noun: 'Pool',
  className: 'pool',
  naming: 'folder',
  properties: {
    allowNat: oneOf(['yes', 'no'], 'yes'),
    allowSnat: oneOf(['yes', 'no'], 'yes'),
    description: text(),
    ignorePersistedWeight: onOff('disabled'),
    ipTosToClient: { ...text(), initial: 'pass-through' },
    ipTosToServer: { ...text(), initial: 'pass-through' },
    linkQosToClient: { ...text(), initial: 'pass-through' },
    linkQosToServer: { ...text(), initial: 'pass-through' },
    loadBalancingMode: oneOf(LOAD_BALANCING_MODES, 'round-robin'),
    metadata: metadata(),
    minActiveMembers: integer(0, 0, 65_535),
    minUpMembers: integer(0, 0, 65_535),
    minUpMembersAction: oneOf(['failover', 'reboot', 'restart-all'], 'failover'),
    minUpMembersChecking: onOff('disabled'),
    monitor: monitorExpression('none'),
    queueDepthLimit: integer(0, 0, 4_294_967_295),
    queueOnConnectionLimit: onOff('disabled'),
    queueTimeLimit: integer(0, 0, 4_294_967_295),
    reselectTries: integer(0, 0, 65_535),
    serviceDownAction: oneOf(['none', 'drop', 'reselect', 'reset'], 'none'),
    slowRampTime: integer(10, 0, 4_294_967_295),
  },
  subcollections: { members: poolMember },
  statistics,
};

const REASONS = {
  available: 'The pool is available',
  offline: 'The children pool member(s) are down',
  unknown: "The children pool member(s) either don't have service checking enabled, or service check results are not available yet",
};

/** What the members make of a pool. */
export function poolAvailability(pool: string, device: Device): keyof typeof REASONS {
  const members = [...device.store.children('ltm/pool/members', pool)].map((member) => availability(member, device));
  if (members.includes('available')) return 'available';
  return members.length > 0 && members.every((state) => state === 'offline') ? 'offline' : 'unknown';
}

function statistics(entity: Entity, device: Device): Statistics {
  const members = [...device.store.children('ltm/pool/members', entity.key)];
  const traffic = members.map((member) => device.traffic().member(entity.key, member.fullPath));
  const current = traffic.reduce((sum, { currentConnections }) => sum + currentConnections, 0);
  const available = members.filter((member) => availability(member, device) === 'available').length;
  const state = poolAvailability(entity.key, device);
  return {
    activeMemberCnt: available,
    availableMemberCnt: available,
    ...queue('connqAll'),
    ...queue('connq'),
    curPriogrp: 0,
    curSessions: 0,
    highestPriogrp: 0,
    lowestPriogrp: 0,
    memberCnt: members.length,
    minActiveMembers: Number(entity.properties['minActiveMembers'] ?? 0),
    ...messageRouting,
    monitorRule: textOf(entity.properties['monitor']).replace(/[{}]/g, '').replace(/\s+/g, ' ') || 'none',
    ...side(
      'serverside',
      current,
      traffic.reduce((sum, { totalConnections }) => sum + totalConnections, 0),
    ),
    'status.availabilityState': state,
    'status.enabledState': 'enabled',
    'status.statusReason': REASONS[state],
    tmName: entity.fullPath,
    totRequests: 0,
  };
}
