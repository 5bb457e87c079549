/** The objects that this applier keeps, both as observed and as desired: only fields that we manage. */
import type { MemberSettings, PoolSettings } from '@berth/icontrol';
import { type FolderObject, folderNaming, type Naming, type VirtualObject } from '@berth/reconcile';

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

/** BIG-IP makes nodes; we only remove those that it made for our members. */
export type NodeObject = { readonly kind: 'node'; readonly path: string; readonly address: string };

export type LtmObject = FolderObject | PoolObject | MemberObject | NodeObject;

/** Tells members of one pool apart, whatever their nodes are called. */
export function memberId(address: string, port: number): string {
  return `${address} ${port}`;
}

/** Whether the two can't be there at the same time. */
export function isSamePlace(one: VirtualObject, other: VirtualObject): boolean {
  return one.settings.destination === other.settings.destination && one.settings.ipProtocol === other.settings.ipProtocol;
}

/** One string per object, unique among them all. */
export function keyOf(object: LtmObject): string {
  switch (object.kind) {
    case 'member':
      return `member ${object.pool} ${memberId(object.address, object.port)}`;
    case 'pool':
    case 'node':
      return `${object.kind} ${object.path}`;
    default:
      return folderNaming.keyOf(object);
  }
}

/** What status and audit call it. */
export function nameOf(object: LtmObject): string {
  switch (object.kind) {
    case 'member':
      return `${object.pool} ${object.path.slice(object.path.lastIndexOf('/') + 1)}`;
    case 'pool':
    case 'node':
      return object.path;
    default:
      return folderNaming.nameOf(object);
  }
}

/** What is read again to know an object: a member with its pool. */
function pathOf(object: LtmObject): string {
  switch (object.kind) {
    case 'member':
      return `pool ${object.pool}`;
    case 'pool':
    case 'node':
      return `${object.kind} ${object.path}`;
    default:
      return folderNaming.pathOf(object);
  }
}

export const ltmNaming: Naming<LtmObject> = { keyOf, nameOf, pathOf };
