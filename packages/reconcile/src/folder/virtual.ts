/** Virtual servers. */
import {
  createVirtual,
  deleteVirtual,
  destinationPath,
  fromBigipAddress,
  locate,
  modifyVirtual,
  parseMemberPath,
  type Request,
  toBigipAddress,
  type Virtual,
  type VirtualAddress,
} from '@berth/icontrol';
import type { DesiredVirtual } from '@berth/messages';
import type { Change } from '../diff.ts';
import { parseMark } from '../mark.ts';
import { changedFields } from './changed-fields.ts';
import type { VirtualObject } from './objects.ts';

/** How addresses stand in the partition. `addresses`: by full path. */
export type Addressing = { readonly addresses: ReadonlyMap<string, VirtualAddress>; readonly routeDomain: number };

/** BIG-IP tells a destination by its virtual address's name, which an operator may have chosen: `addresses` tells what it stands for. */
export function observeVirtual(virtual: Virtual, setting: Addressing): VirtualObject {
  const { path, enabled: _, ...settings } = virtual;
  const destination = normalDestination(virtual, setting);
  return { kind: 'virtual', path, settings: { ...settings, destination } };
}

/** What virtual servers of one BIG-IP have in common. */
export type VirtualSetting = { readonly folder: string; readonly routeDomain: number; readonly mark: string };

/** `pool`: the name of the one for which it is made, in the same folder. */
export function wantedVirtual(
  desired: DesiredVirtual,
  pool: string | undefined,
  { folder, routeDomain, mark }: VirtualSetting,
): VirtualObject {
  const { name, address, port, protocol, rules, vlans, persistence = '', sourceAddressTranslation } = desired;
  const settings: VirtualObject['settings'] = {
    description: pool === undefined ? mark : `${mark} ${pool}`,
    destination: destinationPath(`${folder}/${toBigipAddress(address, routeDomain)}`, port),
    ipProtocol: protocol,
    pool: pool === undefined ? '' : `${folder}/${pool}`,
    profiles: desired.profiles.toSorted(),
    clientProfiles: desired.clientProfiles.toSorted(),
    serverProfiles: desired.serverProfiles.toSorted(),
    rules: rules.map((rule) => (rule.startsWith('/') ? rule : `${folder}/${rule}`)),
    policies: desired.policies.toSorted(),
    vlans: vlans.toSorted(),
    vlanFilter: vlans.length === 0 ? 'disabled' : 'enabled',
    persistence,
    sourceAddressTranslation,
  };
  return { kind: 'virtual', path: `${folder}/${name}`, settings };
}

/** The pool for which a virtual server was made, whatever it leads to now: its mark tells it. Undefined for one that services share. */
export function frontedPool({ path, settings }: VirtualObject): string | undefined {
  const pool = parseMark(settings.description)?.words[1];
  return pool === undefined ? undefined : `${folderOf(path)}/${pool}`;
}

function folderOf(path: string): string {
  return path.slice(0, path.length - locate(path).name.length - 1);
}

function normalDestination({ destination, path }: Pick<Virtual, 'destination' | 'path'>, { addresses, routeDomain }: Addressing): string {
  const parsed = parseMemberPath(destination);
  const address = parsed && addresses.get(parsed.node)?.address;
  if (parsed === undefined || address === undefined || !/^[0-9a-f.:]+(?:%\d+)?$/i.test(address)) return destination;
  return destinationPath(`${folderOf(path)}/${toBigipAddress(fromBigipAddress(address, routeDomain), routeDomain)}`, parsed.port);
}

export function virtualRequest(change: Change<VirtualObject>): Request {
  switch (change.kind) {
    case 'create':
      return createVirtual(change.desired.path, change.desired.settings);
    case 'update':
      return modifyVirtual(change.desired.path, changedFields(change.observed.settings, change.desired.settings), change.desired.settings);
    case 'delete':
      return deleteVirtual(change.observed.path);
  }
}
