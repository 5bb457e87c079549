/** `gtm/pool/…/members`: virtual servers, as `SERVER:NAME`, or names. */

import { parseAddress } from '../../configuration/addresses.ts';
import { monitorExpression } from '../../configuration/monitor-expression.ts';
import { type FolderPath, splitFullPath } from '../../configuration/names.ts';
import { integer, oneOf, text } from '../../configuration/properties.ts';
import { mcpd, tmsh } from '../../configuration/refusal.ts';
import type { Device, Draft, Entity, Property, Resource, Values } from '../../configuration/resource.ts';
import { type Availability, virtualServerState } from './availability.ts';
import { enabled, limits } from './parts.ts';
import { placesOf } from './places.ts';
import { leadsToAddresses, type PoolType } from './pool-types.ts';
import { MEMBER_TARGET } from './virtual-server.ts';

type Properties = Readonly<Record<string, Property>>;

/** What members of a type have besides. */
const OWN: Readonly<Record<PoolType, Properties>> = {
  a: { ...limits(), monitor: monitorExpression('default', 'gtm/monitor') },
  aaaa: { ...limits(), monitor: monitorExpression('default', 'gtm/monitor') },
  cname: { staticTarget: oneOf(['yes', 'no'], 'no') },
  mx: { priority: integer(10, 0, 65_535) },
  naptr: {
    flags: { ...text({ required: true }) },
    order: integer(10, 0, 65_535),
    preference: integer(10, 0, 65_535),
    service: text(),
  },
  srv: { port: integer(0, 0, 65_535), priority: integer(10, 0, 65_535), weight: integer(5, 0, 65_535) },
};

export function poolMember(type: PoolType): Resource {
  return {
    path: `gtm/pool/${type}/members`,
    noun: 'Pool Member',
    className: 'gtm_pool_member',
    naming: leadsToAddresses(type) ? 'folder' : 'flat',
    properties: {
      description: text(),
      enabled: enabled(),
      memberOrder: integer(undefined, 0, 65_535),
      ratio: integer(1, 0, 65_535),
      ...OWN[type],
    },
    prepare: (draft, device) => prepared(draft, type, device),
    ...(leadsToAddresses(type)
      ? { split, references: ({ fullPath }: Pick<Entity, 'fullPath'>) => [{ namespace: MEMBER_TARGET, path: fullPath }] }
      : {}),
    statistics: (entity, device) => ({
      poolName: entity.parent ?? '',
      poolType: type.toUpperCase(),
      'status.availabilityState': memberState(entity, type, device),
      'status.enabledState': entity.properties['enabled'] === 'disabled' ? 'disabled' : 'enabled',
      'status.statusReason': '',
      ...(leadsToAddresses(type) ? { serverName: targetOf(entity.fullPath).server, vsName: targetOf(entity.fullPath).name } : {}),
    }),
  };
}

/** The server comes first, and what comes behind it may be a path too: `/Common/s1:/Common/vs1`. */
function split(fullPath: string): FolderPath | undefined {
  const { server, name } = targetOf(fullPath);
  const parts = splitFullPath(server);
  return parts && name !== '' ? { ...parts, name: `${parts.name}:${name}` } : undefined;
}

/** The full path of the server, and the name of its virtual server. */
export function targetOf(fullPath: string): { readonly server: string; readonly name: string } {
  const at = fullPath.indexOf(':');
  return at === -1 ? { server: fullPath, name: '' } : { server: fullPath.slice(0, at), name: fullPath.slice(at + 1) };
}

function prepared(draft: Draft, type: PoolType, device: Device): Values {
  if (leadsToAddresses(type)) checkTarget(draft, type, device);
  else if (!/^[A-Za-z0-9_*-]+(?:\.[A-Za-z0-9_-]+)*\.?$/.test(draft.name)) throw tmsh(`invalid configuration identifier "${draft.name}"`);
  if (type === 'cname' && draft.properties['staticTarget'] !== 'yes' && !isWideIp(draft.name, device)) {
    throw mcpd('01070734', `Configuration error: CNAME pool member (${draft.name}) is no wide IP and no static target.`);
  }
  return draft.properties['memberOrder'] === undefined ? { ...draft.properties, memberOrder: placeOf(draft, device) } : draft.properties;
}

function isWideIp(name: string, { store }: Device): boolean {
  const known = name.replace(/\.$/, '').toLowerCase();
  return ['a', 'aaaa'].some((type) => store.holder(`wide IP ${type} ${known}`) !== undefined);
}

function checkTarget({ fullPath }: Draft, type: 'a' | 'aaaa', device: Device): void {
  const { server, name } = targetOf(fullPath);
  const found = device.store.get('gtm/server/virtual-servers', `${server} ${name}`);
  if (found === undefined) throw mcpd('01020036', `The requested GTM Virtual Server (${server} ${name}) was not found.`);
  const family = parseAddress(placesOf(found.properties).told.address)?.family;
  if (family !== (type === 'a' ? 4 : 6)) {
    throw mcpd('01070734', `Configuration error: Pool of type ${type.toUpperCase()} can not have the member (${server}:${name}).`);
  }
}

/** Where it stands, or behind all others. */
function placeOf({ before, parent, resource }: Draft, { store }: Device): number {
  if (before !== undefined) return Number(before.properties['memberOrder'] ?? 0);
  const orders = [...store.children(resource.path, parent?.key ?? '')].map(({ properties }) => Number(properties['memberOrder'] ?? 0));
  return Math.max(-1, ...orders) + 1;
}

/** What is known of what a member leads to; nothing of names. */
function memberState({ fullPath }: Entity, type: PoolType, device: Device): Availability {
  if (!leadsToAddresses(type)) return 'available';
  const { server, name } = targetOf(fullPath);
  const target = device.store.get('gtm/server/virtual-servers', `${server} ${name}`);
  return target === undefined ? 'offline' : virtualServerState(target, device);
}

/** Whether it is enabled, and all that it leads to. */
export function isEnabled({ fullPath, properties }: Entity, type: PoolType, { store }: Device): boolean {
  if (properties['enabled'] === 'disabled') return false;
  if (!leadsToAddresses(type)) return true;
  const { server: path, name } = targetOf(fullPath);
  const server = store.get('gtm/server', path);
  const datacenter = store.get('gtm/datacenter', String(server?.properties['datacenter']));
  const target = store.get('gtm/server/virtual-servers', `${path} ${name}`);
  return target !== undefined && [server, datacenter, target].every((entity) => entity?.properties['enabled'] !== 'disabled');
}

/** What nobody watches is taken for there. */
export function isUsable(member: Entity, type: PoolType, device: Device): boolean {
  return isEnabled(member, type, device) && memberState(member, type, device) !== 'offline';
}
