/** Pure: a document as the objects it asks for. */
import { normalMonitor, toBigipAddress } from '@berth/icontrol';
import { shardName } from '@berth/irules';
import type { DesiredBase, DesiredMember, DesiredService, HostRecord, Origin, Serving } from '@berth/messages';
import { markOf, type RecordObject, type VirtualObject, wantedVirtual } from '@berth/reconcile';
import { keyOf, memberId, type PoolObject } from './objects.ts';

/** What all objects of one BIG-IP have in common. */
export type Setting = {
  readonly installation: string;
  readonly base: DesiredBase;
  /** The partition's default route domain. */
  readonly routeDomain: number;
};

/** A host record, and the member that it names if it is one container's. */
type WantedRecord = { readonly object: RecordObject; readonly member?: string; readonly origin?: Origin };

/** A virtual server of the service's own. */
type WantedVirtual = { readonly object: VirtualObject; readonly origin: Origin };

export type WantedObjects = {
  readonly pool: PoolObject;
  /** By `memberId`. */
  readonly members: ReadonlyMap<string, DesiredMember>;
  /** By `keyOf`. */
  readonly records: ReadonlyMap<string, WantedRecord>;
  /** By full path. */
  readonly virtuals: ReadonlyMap<string, WantedVirtual>;
  readonly partial: ReadonlySet<string>;
  /** Engines that were given up. */
  readonly forgotten: ReadonlySet<string>;
};

/** The pool, members, records and virtual servers of a service. */
export function expandService({ want }: DesiredService & { want: Serving }, setting: Setting): WantedObjects {
  const path = `${setting.base.folder}/${want.pool.name}`;
  const { monitor, loadBalancingMode, minActiveMembers, slowRampTime } = want.pool;
  const settings = {
    description: markOf(setting.installation),
    monitor: monitor.kind === 'none' ? '' : normalMonitor(monitor.path),
    loadBalancingMode,
    minActiveMembers,
    slowRampTime,
  };
  const records = new Map<string, WantedRecord>();
  for (const host of want.hosts) for (const record of recordsFor(host, path, setting)) records.set(keyOf(record.object), record);
  const { installation, base, routeDomain } = setting;
  const common = { folder: base.folder, routeDomain, mark: markOf(installation, 'ltm') };
  const virtuals = want.virtuals.map((virtual) => ({ object: wantedVirtual(virtual, want.pool.name, common), origin: virtual.origin }));
  return {
    pool: { kind: 'pool', path, settings },
    members: new Map(want.members.map((member) => [memberId(member.address, member.port), member])),
    records,
    virtuals: new Map(virtuals.map((virtual) => [virtual.object.path, virtual])),
    partial: new Set(want.partial),
    forgotten: new Set(want.forgotten),
  };
}

/** One record per data group that holds records of this kind. */
function recordsFor(host: HostRecord, pool: string, { base, routeDomain }: Setting): WantedRecord[] {
  return base.dataGroups
    .filter(({ holds }) => holds === host.kind)
    .map(({ name, shards }) => {
      const object = { kind: 'record', dataGroup: `${base.folder}/${shardName(name, shards, host.host)}`, name: host.host } as const;
      if (host.kind === 'pool') return { object: { ...object, data: pool } };
      const data = `${pool} ${toBigipAddress(host.address, routeDomain)} ${host.port}`;
      return { object: { ...object, data }, member: memberId(host.address, host.port), origin: host.origin };
    });
}
