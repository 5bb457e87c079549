/** The configuration as traffic sees it: always what is committed. */

import { parseAddress } from './configuration/addresses.ts';
import { textOf } from './configuration/properties.ts';
import { Records } from './configuration/records.ts';
import type { Device, Entity } from './configuration/resource.ts';
import type { Change } from './configuration/store.ts';
import { hostNameIn } from './resources/fqdn.ts';
import { serverWatchedAs, watchedServer } from './resources/gtm/availability.ts';
import type {
  TrafficChange,
  TrafficConfiguration,
  TrafficMember,
  TrafficMonitor,
  TrafficNode,
  TrafficPool,
  TrafficVirtual,
} from './traffic.ts';
import { GTM_MONITOR, trafficServer } from './traffic-gtm-server.ts';
import { trafficMonitor } from './traffic-monitor.ts';
import { isServed, trafficVirtual } from './traffic-virtual.ts';

export class TrafficView implements TrafficConfiguration {
  readonly #device: Device;
  readonly #pools = new Map<string, TrafficPool>();
  readonly #listeners = new Set<(change: TrafficChange) => void>();

  constructor(device: Device) {
    this.#device = device;
    device.store.onChange((changes) => this.#follow(changes));
    device.membership.onState(() => this.#tellVirtuals());
  }

  /** Those that this unit serves: another unit of its group may have their traffic group. */
  *virtuals(): Iterable<TrafficVirtual> {
    for (const entity of this.#device.store.table('ltm/virtual').values()) {
      if (isServed(entity, this.#device)) yield trafficVirtual(entity, this.#device);
    }
  }

  virtual(path: string): TrafficVirtual | undefined {
    const entity = this.#device.store.get('ltm/virtual', path);
    return entity && isServed(entity, this.#device) ? trafficVirtual(entity, this.#device) : undefined;
  }

  *pools(): Iterable<TrafficPool> {
    for (const entity of this.#device.store.table('ltm/pool').values()) yield this.#pool(entity);
    for (const server of this.#device.store.table('gtm/server').values()) yield trafficServer(server, this.#device);
  }

  pool(path: string): TrafficPool | undefined {
    const watched = serverWatchedAs(path);
    const server = watched === undefined ? undefined : this.#device.store.get('gtm/server', watched);
    if (server !== undefined) return trafficServer(server, this.#device);
    const entity = this.#device.store.get('ltm/pool', path);
    return entity === undefined ? undefined : this.#pool(entity);
  }

  *nodes(): Iterable<TrafficNode> {
    for (const entity of this.#device.store.table('ltm/node').values()) if (hostNameIn(entity.properties) === '') yield this.#node(entity);
  }

  node(path: string): TrafficNode | undefined {
    const entity = this.#device.store.get('ltm/node', path);
    return entity === undefined || hostNameIn(entity.properties) !== '' ? undefined : this.#node(entity);
  }

  monitor(path: string): TrafficMonitor | undefined {
    const { store } = this.#device;
    const entity = path.startsWith(`${GTM_MONITOR}/`) ? store.find('gtm/monitor', path.slice(1)) : store.find('ltm/monitor', path);
    return entity && { ...trafficMonitor(entity, this.#device), name: path };
  }

  rule(path: string): string | undefined {
    const entity = this.#device.store.get('ltm/rule', path);
    return entity === undefined ? undefined : textOf(entity.properties['apiAnonymous']).replace(/^nodelete nowrite\s*/, '');
  }

  dataGroup(path: string): ReturnType<TrafficConfiguration['dataGroup']> {
    const entity = this.#device.store.find('ltm/data-group', path);
    if (entity === undefined) return undefined;
    const file = this.#device.store.get('sys/file/data-group', textOf(entity.properties['externalFileName']));
    const records = recordsOf(file ?? entity);
    return { type: records.type, records };
  }

  onChange(listener: (change: TrafficChange) => void): () => void {
    this.#listeners.add(listener);
    return () => {
      this.#listeners.delete(listener);
    };
  }

  /** Those of before must end, those of now begin. */
  #tellVirtuals(): void {
    for (const { key: path } of this.#device.store.table('ltm/virtual').values()) {
      for (const listener of this.#listeners) listener({ kind: 'virtual', path });
    }
  }

  #pool(entity: Entity): TrafficPool {
    const known = this.#pools.get(entity.key);
    if (known !== undefined) return known;
    const members = new Map<string, TrafficMember>();
    for (const member of this.#device.store.children('ltm/pool/members', entity.key)) {
      if (hostNameIn(member.properties) === '') members.set(member.fullPath, this.#member(member));
    }
    const pool: TrafficPool = {
      name: entity.key,
      loadBalancingMode: textOf(entity.properties['loadBalancingMode']) || 'round-robin',
      monitor: textOf(entity.properties['monitor']),
      minActiveMembers: Number(entity.properties['minActiveMembers'] ?? 0),
      reselectTries: Number(entity.properties['reselectTries'] ?? 0),
      slowRampTime: Number(entity.properties['slowRampTime'] ?? 10),
      serviceDownAction: (textOf(entity.properties['serviceDownAction']) || 'none') as TrafficPool['serviceDownAction'], // as its property takes
      members,
    };
    this.#pools.set(entity.key, pool);
    return pool;
  }

  #node({ key, properties }: Entity): TrafficNode {
    const monitor = textOf(properties['monitor']);
    const users = [...this.#device.store.users({ namespace: 'ltm/node', path: key })];
    return {
      name: key,
      address: parseAddress(textOf(properties['address']))?.host ?? '',
      monitor: monitor.includes('/') ? monitor : '',
      members: users.map(({ parent = '', fullPath }) => ({ pool: parent, name: fullPath })),
    };
  }

  /** A node that is disabled or forced offline takes its members with it. */
  #member(entity: Entity): TrafficMember {
    const { properties, references } = entity;
    const nodePath = references.find(({ namespace }) => namespace === 'ltm/node')?.path ?? '';
    const node = this.#device.store.get('ltm/node', nodePath)?.properties ?? {};
    const monitor = textOf(properties['monitor']) || 'default';
    return {
      name: entity.fullPath,
      address: parseAddress(textOf(properties['address']))?.host ?? '',
      port: Number(/[.:](\d+)$/.exec(entity.fullPath)?.[1] ?? 0),
      session: properties['session'] === 'user-disabled' || node['session'] === 'user-disabled' ? 'user-disabled' : 'user-enabled',
      state: properties['state'] === 'user-down' || node['state'] === 'user-down' ? 'user-down' : 'user-up',
      ratio: Number(properties['ratio'] ?? 1),
      node: nodePath,
      nodeRatio: Number(node['ratio'] ?? 1),
      priorityGroup: Number(properties['priorityGroup'] ?? 0),
      connectionLimit: Number(properties['connectionLimit'] ?? 0),
      monitor: monitor === 'none' ? '' : monitor,
    };
  }

  #follow(changes: readonly Change[]): void {
    const told = new Map<string, TrafficChange>();
    const tell = (kind: TrafficChange['kind'], path: string) => told.set(`${kind} ${path}`, { kind, path });
    for (const { before, after } of changes) {
      const entity = after ?? before;
      if (entity === undefined) continue;
      const { path } = entity.resource;
      if (path === 'ltm/pool' || path === 'ltm/pool/members') tell('pool', entity.parent ?? entity.key);
      else if (path === 'ltm/virtual' || path.startsWith('ltm/virtual/')) tell('virtual', entity.parent ?? entity.key);
      else if (path.startsWith('ltm/monitor/')) tell('monitor', entity.key);
      else if (path.startsWith('gtm/monitor/')) tell('monitor', `${GTM_MONITOR}${entity.key}`);
      else if (path === 'gtm/server' || path === 'gtm/server/virtual-servers') tell('pool', watchedServer(entity.parent ?? entity.key));
      else if (path === 'ltm/rule') tell('rule', entity.key);
      else if (path.startsWith('ltm/data-group/'))
        told.set(`data-group ${entity.key}`, dataGroupChange(entity.key, told.get(`data-group ${entity.key}`), before, after));
      else if (path === 'sys/file/data-group') {
        for (const group of this.#device.store.users({ namespace: path, path: entity.key })) tell('data-group', group.key);
      } else if (path === 'ltm/node') {
        tell('node', entity.key);
        for (const member of this.#device.store.users({ namespace: 'ltm/node', path: entity.key })) tell('pool', member.parent ?? '');
      }
    }
    for (const change of told.values()) if (change.kind === 'pool') this.#pools.delete(change.path);
    for (const change of told.values()) for (const listener of this.#listeners) listener(change);
  }
}

/** With more than one change to a group in a commit, only that it changed. */
function dataGroupChange(
  path: string,
  earlier: TrafficChange | undefined,
  before: Entity | undefined,
  after: Entity | undefined,
): TrafficChange {
  const isExternal = (after ?? before)?.resource.path === 'ltm/data-group/external';
  if (earlier !== undefined || isExternal || before === undefined || after === undefined) return { kind: 'data-group', path };
  return { kind: 'data-group', path, records: [...recordsOf(before).changesTo(recordsOf(after))] };
}

function recordsOf({ properties }: Entity): Records {
  const { records, type } = properties;
  return records instanceof Records ? records : Records.of(type === 'ip' || type === 'integer' ? type : 'string', []);
}
