/** What every applier keeps in its folder, both as observed and as desired: only fields that we manage. */
import type { DnsProfileSettings, HttpProfileSettings, VirtualSettings } from '@berth/icontrol';
import type { Change } from '../diff.ts';

export type RecordObject = { readonly kind: 'record'; readonly dataGroup: string; readonly name: string; readonly data: string };

export type DataGroupObject = { readonly kind: 'data group'; readonly path: string; readonly description: string };

export type RuleObject = { readonly kind: 'rule'; readonly path: string; readonly text: string };

export type DnsProfileObject = { readonly kind: 'dns profile'; readonly path: string; readonly settings: DnsProfileSettings };

export type HttpProfileObject = { readonly kind: 'http profile'; readonly path: string; readonly settings: HttpProfileSettings };

export type VirtualObject = { readonly kind: 'virtual'; readonly path: string; readonly settings: VirtualSettings };

/** The folder at the top that is ours: `/berth`. */
export type PartitionObject = { readonly kind: 'partition'; readonly path: string; readonly description: string };

/** What services share. */
export type SharedObject = PartitionObject | DataGroupObject | RuleObject | DnsProfileObject | HttpProfileObject | VirtualObject;

export type FolderObject = SharedObject | RecordObject;

/** ours: it carries our mark. foreign: it doesn't, and is never touched. */
export type Owner = 'ours' | 'foreign';

export type KnownObject<T> = { readonly object: T; readonly owner: Owner };

/** Under which names an applier's objects are known. */
export type Naming<T> = {
  /** One string per object, unique among them all. */
  readonly keyOf: (object: T) => string;
  /** What status and audit call it. */
  readonly nameOf: (object: T) => string;
  /** What is read again to know it: a record with its data group. As in `Step.paths`. */
  readonly pathOf: (object: T) => string;
};

export const folderNaming: Naming<FolderObject> = {
  keyOf: (object) => (object.kind === 'record' ? `record ${object.dataGroup} ${object.name}` : `${object.kind} ${object.path}`),
  nameOf: (object) => (object.kind === 'record' ? `${object.dataGroup} ${object.name}` : object.path),
  pathOf: (object) => (object.kind === 'record' ? `data group ${object.dataGroup}` : `${object.kind} ${object.path}`),
};

const holders: ReadonlySet<string> = new Set(['partition', 'folder', 'data group']);

/** Whether something is made in which other objects lie: those could not be planned before. */
export function makesRoom(change: Change<{ readonly kind: string }>): boolean {
  return change.kind === 'create' && holders.has(change.desired.kind);
}
