/** Reads what is in our partition: data groups, rules, profiles and virtual servers, all of them or single ones. */
import {
  type DataGroup,
  type DnsProfile,
  getDataGroup,
  getDnsProfile,
  getHttpProfile,
  getPartition,
  getReady,
  getRule,
  getVirtual,
  type HttpProfile,
  IControlError,
  listDataGroups,
  listDnsProfiles,
  listHttpProfiles,
  listRules,
  listVirtualAddresses,
  listVirtuals,
  type Partition,
  type Rule,
  readAll,
  type Session,
  type Until,
  type Virtual,
  type VirtualAddress,
} from '@berth/icontrol';

/** By full path. */
export type WholeFolder = {
  readonly partition: Partition;
  readonly dataGroups: ReadonlyMap<string, DataGroup>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly dnsProfiles: ReadonlyMap<string, DnsProfile>;
  readonly httpProfiles: ReadonlyMap<string, HttpProfile>;
  readonly virtuals: ReadonlyMap<string, Virtual>;
  readonly addresses: ReadonlyMap<string, VirtualAddress>;
};

/** One object as it is now; undefined when it isn't there. */
export type FolderSingle =
  | { readonly kind: 'data group'; readonly path: string; readonly found: DataGroup | undefined }
  | { readonly kind: 'rule'; readonly path: string; readonly found: Rule | undefined }
  | { readonly kind: 'dns profile'; readonly path: string; readonly found: DnsProfile | undefined }
  | { readonly kind: 'http profile'; readonly path: string; readonly found: HttpProfile | undefined }
  | { readonly kind: 'virtual'; readonly path: string; readonly found: Virtual | undefined }
  | { readonly kind: 'partition'; readonly path: string; readonly found: Partition | undefined };

/** Whole or not at all: a BIG-IP that starts shows only part of its configuration. Undefined when the partition isn't there. */
export async function readFolder(session: Session, name: string, until: Until): Promise<WholeFolder | undefined> {
  await mustBeReady(session, until);
  const partition = await session.find(getPartition(name), until);
  if (partition === undefined) return undefined;
  const whole = {
    partition,
    dataGroups: await readAll(session, listDataGroups(name), until),
    rules: await readAll(session, listRules(name), until),
    dnsProfiles: await readAll(session, listDnsProfiles(name), until),
    httpProfiles: await readAll(session, listHttpProfiles(name), until),
    virtuals: await readAll(session, listVirtuals(name), until),
    addresses: await readAll(session, listVirtualAddresses(name), until),
  };
  await mustBeReady(session, until);
  return whole;
}

/** What a name such as `data group /berth/x`, as in `Step.paths`, is made of. */
export function splitName(name: string): { readonly kind: string; readonly path: string } {
  const slash = name.indexOf('/');
  return { kind: name.slice(0, slash - 1), path: name.slice(slash) };
}

/** Reads one object, named as in `Step.paths`. */
export async function readFolderSingle(session: Session, name: string, until: Until): Promise<FolderSingle> {
  const { kind, path } = splitName(name);
  switch (kind) {
    case 'data group':
      return { kind, path, found: await session.find(getDataGroup(path), until) };
    case 'rule':
      return { kind, path, found: await session.find(getRule(path), until) };
    case 'dns profile':
      return { kind, path, found: await session.find(getDnsProfile(path), until) };
    case 'http profile':
      return { kind, path, found: await session.find(getHttpProfile(path), until) };
    case 'virtual':
      return { kind, path, found: await session.find(getVirtual(path), until) };
    case 'partition':
      return { kind, path, found: await session.find(getPartition(path.slice(1)), until) };
    default:
      throw new RangeError(`"${name}" names no object`);
  }
}

/** Throws an IControlError while a BIG-IP starts. Versions before 13.1 can't say. */
export async function mustBeReady(session: Session, until: Until): Promise<void> {
  const ready = await session.find(getReady(), until);
  if (ready === 'starting')
    throw new IControlError('busy', `reading ${session.unit}`, 'it is starting: its configuration is not loaded yet');
}
