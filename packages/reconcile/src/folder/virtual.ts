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
import type { Change } from '../diff.ts';
import { changedFields } from './changed-fields.ts';
import type { VirtualObject } from './objects.ts';

/** BIG-IP tells a destination by its virtual address's name, which an operator may have chosen: `addresses` tells what it stands for. */
export function observeVirtual(virtual: Virtual, addresses: ReadonlyMap<string, VirtualAddress>, routeDomain: number): VirtualObject {
  const { path, description, ipProtocol, rules, profiles, sourceAddressTranslation } = virtual;
  const destination = normalDestination(virtual.destination, path, addresses, routeDomain);
  // Another translation than the two that we set is a difference like any other.
  const translation = sourceAddressTranslation as VirtualObject['settings']['sourceAddressTranslation'];
  return {
    kind: 'virtual',
    path,
    settings: { description, destination, ipProtocol, rules, profiles, sourceAddressTranslation: translation },
  };
}

function normalDestination(destination: string, path: string, addresses: ReadonlyMap<string, VirtualAddress>, routeDomain: number): string {
  const parsed = parseMemberPath(destination);
  const address = parsed && addresses.get(parsed.node)?.address;
  if (parsed === undefined || address === undefined || !/^[0-9a-f.:]+(?:%\d+)?$/i.test(address)) return destination;
  const folder = path.slice(0, path.length - locate(path).name.length - 1);
  return destinationPath(`${folder}/${toBigipAddress(fromBigipAddress(address, routeDomain), routeDomain)}`, parsed.port);
}

export function virtualRequest(change: Change<VirtualObject>): Request {
  switch (change.kind) {
    case 'create':
      return createVirtual(change.desired.path, change.desired.settings);
    case 'update':
      return modifyVirtual(change.desired.path, changedFields(change.observed.settings, change.desired.settings));
    case 'delete':
      return deleteVirtual(change.observed.path);
  }
}
