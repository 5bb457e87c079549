/** The objects that this applier keeps, both as observed and as desired: only fields that we manage. */
import type { MemberSettings, PoolSettings, VirtualSettings } from '@berth/icontrol';

export type PoolObject = { readonly kind: 'pool'; readonly path: string; readonly settings: PoolSettings };

export type MemberObject = {
  readonly kind: 'member';
  readonly pool: string;
  /** Its own full path, which is its node's and the port. */
  readonly path: string;
  /** `ADDR%N` */
  readonly address: string;
  readonly port: number;
  readonly settings: MemberSettings;
};

export type RecordObject = { readonly kind: 'record'; readonly dataGroup: string; readonly name: string; readonly data: string };

export type DataGroupObject = { readonly kind: 'data group'; readonly path: string; readonly description: string };

export type RuleObject = { readonly kind: 'rule'; readonly path: string; readonly text: string };

export type VirtualObject = { readonly kind: 'virtual'; readonly path: string; readonly settings: VirtualSettings };

/** The folder at the top that is ours: `/berth`. */
export type PartitionObject = { readonly kind: 'partition'; readonly path: string; readonly description: string };

/** BIG-IP makes nodes; we only remove those that it made for our members. */
export type NodeObject = { readonly kind: 'node'; readonly path: string; readonly address: string };

export type LtmObject =
  | PoolObject
  | MemberObject
  | RecordObject
  | DataGroupObject
  | RuleObject
  | VirtualObject
  | NodeObject
  | PartitionObject;

/** Tells members of one pool apart, whatever their nodes are called. */
export function memberId(address: string, port: number): string {
  return `${address} ${port}`;
}

/** One string per object, unique among them all. */
export function keyOf(object: LtmObject): string {
  switch (object.kind) {
    case 'member':
      return `member ${object.pool} ${memberId(object.address, object.port)}`;
    case 'record':
      return `record ${object.dataGroup} ${object.name}`;
    default:
      return `${object.kind} ${object.path}`;
  }
}

/** What status and audit call it. */
export function nameOf(object: LtmObject): string {
  switch (object.kind) {
    case 'member':
      return `${object.pool} ${object.path.slice(object.path.lastIndexOf('/') + 1)}`;
    case 'record':
      return `${object.dataGroup} ${object.name}`;
    default:
      return object.path;
  }
}
