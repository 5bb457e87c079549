/** `gtm/wideip/…`: names that are answered with members of pools. */

import { integer, metadata, notFound, oneOf, onOff, otherPartition, references, text } from '../../configuration/properties.ts';
import { mcpd, tmsh } from '../../configuration/refusal.ts';
import type { Device, Entity, Reference, Resource, Statistics, Values } from '../../configuration/resource.ts';
import { enabled } from './parts.ts';
import { leadsToAddresses, POOL_TYPES, type PoolType } from './pool-types.ts';
import { aliases, lastResortOf, lastResortPool, pools } from './wide-ip-properties.ts';

const NAME = /^(?:[A-Za-z0-9_*?-]+\.)+[A-Za-z0-9_*?-]+$/;

export const wideIps: readonly Resource[] = POOL_TYPES.map(wideIp);

function wideIp(type: PoolType): Resource {
  return {
    path: `gtm/wideip/${type}`,
    noun: 'Wide IP',
    className: 'gtm_wideip',
    asUser: 'a Wide IP',
    naming: 'folder',
    wildcards: 'escaped',
    properties: {
      aliases: aliases(),
      description: text(),
      enabled: enabled(),
      failureRcode: oneOf(['noerror', 'formerr', 'servfail', 'nxdomain', 'notimpl', 'refused'], 'noerror'),
      failureRcodeResponse: onOff('disabled'),
      failureRcodeTtl: integer(0, 0, 2_147_483_647),
      lastResortPool: lastResortPool(type),
      metadata: metadata(),
      minimalResponse: onOff('enabled'),
      persistCidrIpv4: integer(32, 0, 32),
      persistCidrIpv6: integer(128, 0, 128),
      persistence: onOff('disabled'),
      poolLbMode: oneOf(['round-robin', 'ratio', 'topology', 'global-availability'], 'round-robin'),
      pools: pools(type),
      ...(leadsToAddresses(type) ? { poolsCname: pools('cname') } : {}),
      rules: references(
        'rules',
        {
          namespace: 'gtm/rule',
          missing: notFound('iRule'),
          foreign: otherPartition('wide IP', 'rules'),
        },
        'gtm/rule',
      ),
      topologyPreferEdns0ClientSubnet: { ...onOff('disabled'), since: '14.1' },
      ttlPersistence: integer(3600, 0, 4_294_967_295),
    },
    canonicalName: (name) => name.replaceAll('\\', ''),
    prepare: prepared,
    references: ({ properties }) => lastResortReference(properties),
    unique: (entity) =>
      namesOf(entity).map((name) => ({
        index: `wide IP ${type} ${name}`,
        refusal: (other) => mcpd('01020066', `The requested Wide IP (${name}) already exists as Wide IP (${other.fullPath}).`),
      })),
    statistics: (entity): Statistics => ({
      alternate: 0,
      dropped: 0,
      fallback: 0,
      preferred: 0,
      requests: 0,
      'status.availabilityState': 'unknown',
      'status.enabledState': entity.properties['enabled'] === 'disabled' ? 'disabled' : 'enabled',
      'status.statusReason': '',
      wipName: entity.fullPath,
      wipType: type.toUpperCase(),
    }),
  };
}

function prepared({ fullPath, name, properties }: Pick<Entity, 'fullPath' | 'name' | 'properties'>, { store }: Device): Values {
  if (!NAME.test(name)) throw tmsh(`invalid configuration identifier "${fullPath}"`);
  for (const { namespace, path } of lastResortReference(properties)) {
    if (store.find(namespace, path) === undefined) throw mcpd('01020036', `The requested Pool (${path}) was not found.`);
  }
  return properties;
}

function lastResortReference(properties: Values): Reference[] {
  const pool = lastResortOf(properties);
  return pool === undefined ? [] : [{ namespace: `gtm/pool/${pool.type}`, path: pool.path }];
}

/** All names that it answers to, in lower case. */
export function namesOf({ name, properties }: Pick<Entity, 'name' | 'properties'>): string[] {
  const more = (properties['aliases'] as readonly string[] | undefined) ?? []; // as its property takes them
  return [...new Set([name, ...more].map((each) => each.toLowerCase()))];
}
