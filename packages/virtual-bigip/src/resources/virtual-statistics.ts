/** The statistics of virtual servers. */

import { textOf } from '../configuration/properties.ts';
import type { Device, Entity, Statistics } from '../configuration/resource.ts';
import { messageRouting, side } from './counters.ts';
import { poolAvailability } from './pool.ts';

const synCookies: Statistics = Object.fromEntries(
  [
    'accepts',
    'hwAccepts',
    'hwSyncookies',
    'hwsyncookieInstance',
    'rejects',
    'swsyncookieInstance',
    'syncacheCurr',
    'syncacheOver',
    'syncookies',
  ].map((name) => [`syncookie.${name}`, 0]),
);

const REASONS = {
  available: 'The virtual server is available',
  offline: 'The children pool member(s) are down',
  unknown: "The children pool member(s) either don't have service checking enabled, or service check results are not available yet",
};

export function virtualStatistics(entity: Entity, device: Device): Statistics {
  const traffic = device.traffic().virtual(entity.key);
  const pool = textOf(entity.properties['pool']);
  const state = pool === '' ? 'unknown' : poolAvailability(pool, device);
  const disabled = entity.properties['enabled'] === 'disabled';
  return {
    ...side('clientside', traffic.currentConnections, traffic.totalConnections),
    'clientside.evictedConns': 0,
    'clientside.slowKilled': 0,
    cmpEnableMode: 'all-cpus',
    cmpEnabled: 'enabled',
    csMaxConnDur: 0,
    csMeanConnDur: 0,
    csMinConnDur: 0,
    destination: textOf(entity.properties['destination']).split('/').at(-1) ?? '',
    ...side('ephemeral', 0, 0),
    'ephemeral.evictedConns': 0,
    'ephemeral.slowKilled': 0,
    fiveMinAvgUsageRatio: 0,
    fiveSecAvgUsageRatio: 0,
    ...messageRouting,
    oneMinAvgUsageRatio: 0,
    'status.availabilityState': state,
    'status.enabledState': disabled ? 'disabled' : 'enabled',
    'status.statusReason': REASONS[state],
    syncookieStatus: 'not-activated',
    ...synCookies,
    tmName: entity.fullPath,
    totRequests: traffic.totalConnections,
  };
}
