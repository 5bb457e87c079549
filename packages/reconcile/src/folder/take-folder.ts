/** Takes what was read of the folder into what is known, and tells what somebody else has changed meanwhile. */
import { isDeepStrictEqual } from 'node:util';
import type { DataGroup, DnsProfile, HttpProfile, Rule, Virtual, VirtualAddress } from '@berth/icontrol';
import type { TakeOptions } from '../kinds.ts';
import { parseMark } from '../mark.ts';
import { observeRecords } from './data-group.ts';
import { observeDnsProfile } from './dns-profile.ts';
import { observeHttpProfile } from './http-profile.ts';
import type { KnownFolder } from './known-folder.ts';
import {
  type DnsProfileObject,
  type FolderObject,
  folderNaming,
  type HttpProfileObject,
  type KnownObject,
  type Owner,
  type RuleObject,
} from './objects.ts';
import type { FolderSingle, WholeFolder } from './read-folder.ts';
import { observeRule, ruleMark } from './rule.ts';
import { observeVirtual } from './virtual.ts';

export type TakeFolderOptions = TakeOptions<FolderObject>;

export const removed = 'it was removed by hand';
export const changed = 'it was changed by hand';

export function takeFolder(known: KnownFolder, whole: WholeFolder | undefined, options: TakeFolderOptions): void {
  const { partition } = whole ?? {};
  known.partition = partition && { kind: 'partition', path: `/${partition.name}`, description: partition.description };
  known.routeDomain = partition?.defaultRouteDomain ?? 0;
  const { written } = options;
  const nothing: ReadonlyMap<string, never> = new Map<string, never>();
  const { dataGroups, rules, dnsProfiles, httpProfiles, virtuals, addresses } = whole ?? {
    dataGroups: nothing,
    rules: nothing,
    dnsProfiles: nothing,
    httpProfiles: nothing,
    virtuals: nothing,
    addresses: nothing,
  };
  const kinds = [
    { kind: 'data group', before: known.dataGroups, found: dataGroups },
    { kind: 'rule', before: known.rules, found: rules },
    { kind: 'dns profile', before: known.dnsProfiles, found: dnsProfiles },
    { kind: 'http profile', before: known.httpProfiles, found: httpProfiles },
    { kind: 'virtual', before: known.virtuals, found: virtuals },
  ] as const;
  for (const { kind, before, found } of kinds)
    for (const path of [...before.keys()]) if (!found.has(path) && !written.has(`${kind} ${path}`)) remove(known, kind, path, options);
  for (const group of dataGroups.values()) if (!written.has(`data group ${group.path}`)) takeDataGroup(known, group, options);
  for (const rule of rules.values()) if (!written.has(`rule ${rule.path}`)) takeRule(known, rule, options);
  for (const profile of dnsProfiles.values()) if (!written.has(`dns profile ${profile.path}`)) takeDnsProfile(known, profile, options);
  for (const profile of httpProfiles.values()) if (!written.has(`http profile ${profile.path}`)) takeHttpProfile(known, profile, options);
  for (const virtual of virtuals.values()) if (!written.has(`virtual ${virtual.path}`)) takeVirtual(known, virtual, addresses, options);
}

/** After a write of unknown outcome: what is found there may well be our own doing, so it is no drift. */
export function takeFolderSingle(known: KnownFolder, single: FolderSingle): void {
  const options: TakeFolderOptions = { written: new Set(), onDrift: () => undefined };
  if (single.kind === 'partition')
    known.partition = single.found && { kind: 'partition', path: single.path, description: single.found.description };
  else if (single.found === undefined) remove(known, single.kind, single.path, options);
  else if (single.kind === 'data group') takeDataGroup(known, single.found, options);
  else if (single.kind === 'rule') takeRule(known, single.found, options);
  else if (single.kind === 'dns profile') takeDnsProfile(known, single.found, options);
  else if (single.kind === 'http profile') takeHttpProfile(known, single.found, options);
  else takeVirtual(known, single.found, new Map(), options);
}

type Kind = 'data group' | 'rule' | 'dns profile' | 'http profile' | 'virtual';

function remove(known: KnownFolder, kind: Kind, path: string, { onDrift }: TakeFolderOptions): void {
  known.siblings.delete(`${kind} ${path}`);
  if (kind === 'data group') {
    const group = known.dataGroups.get(path);
    if (group?.owner === 'ours') onDrift({ kind, path, description: group.description }, removed);
    known.dataGroups.remove(path);
    return;
  }
  if (kind === 'virtual') {
    const found = known.virtuals.get(path);
    if (found?.owner === 'ours') onDrift(found.object, removed);
    known.virtuals.remove(path);
    return;
  }
  const map = kind === 'rule' ? known.rules : kind === 'dns profile' ? known.dnsProfiles : known.httpProfiles;
  const found = map.get(path);
  if (found?.owner === 'ours') onDrift(found.object, removed);
  map.delete(path);
}

function takeDataGroup(known: KnownFolder, read: DataGroup, { onDrift }: TakeFolderOptions): void {
  const before = known.dataGroups.get(read.path);
  const records = observeRecords(read);
  if (before?.owner === 'ours') {
    if (before.description !== read.description) onDrift({ kind: 'data group', path: read.path, description: before.description }, changed);
    for (const record of before.records.values()) {
      const data = read.records.get(record.name);
      if (data !== record.data) onDrift(record, data === undefined ? removed : changed);
    }
    for (const record of records) if (!before.records.has(record.name)) onDrift(record, 'it was added by hand');
  }
  const gone = [...(before?.records.values() ?? [])].filter(({ name }) => !read.records.has(name));
  known.dataGroups.set(read.path, read.description, ownerOf(known, `data group ${read.path}`, read.description));
  for (const record of gone) known.dataGroups.removeRecord(record);
  for (const record of records)
    if (known.dataGroups.get(read.path)?.records.get(record.name)?.data !== record.data) known.dataGroups.setRecord(record);
}

function takeRule(known: KnownFolder, read: Rule, options: TakeFolderOptions): void {
  keep(known, known.rules, { object: observeRule(read), mark: ruleMark(read) }, options);
}

function takeDnsProfile(known: KnownFolder, read: DnsProfile, options: TakeFolderOptions): void {
  keep(known, known.dnsProfiles, { object: observeDnsProfile(read), mark: read.settings.description }, options);
}

function takeHttpProfile(known: KnownFolder, read: HttpProfile, options: TakeFolderOptions): void {
  keep(known, known.httpProfiles, { object: observeHttpProfile(read), mark: read.settings.description }, options);
}

function takeVirtual(known: KnownFolder, read: Virtual, addresses: ReadonlyMap<string, VirtualAddress>, options: TakeFolderOptions): void {
  const object = observeVirtual(read, { addresses, routeDomain: known.routeDomain });
  noteDrift(known.virtuals.get(object.path), object, options);
  known.virtuals.set(object, ownerOf(known, folderNaming.pathOf(object), read.description));
}

type Keepable = RuleObject | DnsProfileObject | HttpProfileObject;

function keep<T extends Keepable>(
  known: KnownFolder,
  map: Map<string, KnownObject<T>>,
  { object, mark }: { readonly object: T; readonly mark: string },
  options: TakeFolderOptions,
): void {
  noteDrift(map.get(object.path), object, options);
  map.set(object.path, { object, owner: ownerOf(known, folderNaming.pathOf(object), mark) });
}

function noteDrift<T extends FolderObject>(before: KnownObject<T> | undefined, object: T, { onDrift }: TakeFolderOptions): void {
  if (before?.owner === 'ours' && !isDeepStrictEqual(before.object, object)) onDrift(before.object, changed);
}

/** Other appliers of the installation keep such objects in the same folder: those aren't ours. */
function ownerOf({ installation, mark: ours, siblings }: KnownFolder, name: string, description: string): Owner {
  const mark = parseMark(description);
  const isOurs = mark !== undefined && ours === `berth/1 ${mark.installation} ${mark.words[0]}`;
  if (!isOurs && mark?.installation === installation) siblings.add(name);
  else siblings.delete(name);
  return isOurs ? 'ours' : 'foreign';
}
