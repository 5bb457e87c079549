/** What the route-advisor keeps on a BIG-IP, both as observed and as desired: only fields that we manage. */
import {
  createForwarding,
  createLocalFolder,
  createRoute,
  deleteRoute,
  deleteVirtual,
  type Forwarding,
  modifyForwarding,
  modifyRoute,
  type Request,
  type RouteSettings,
} from '@berth/icontrol';
import { type Change, changedFields, type FolderObject, folderNaming, type Naming } from '@berth/reconcile';

export type RouteObject = { readonly kind: 'route'; readonly path: string; readonly settings: RouteSettings };

/** A virtual server that forwards to one routed network. */
export type ForwardingObject = { readonly kind: 'forwarding'; readonly path: string; readonly settings: Omit<Forwarding, 'path'> };

/** The folder of what isn't synchronised. */
export type LocalFolderObject = { readonly kind: 'folder'; readonly path: string; readonly description: string };

export type AdvisedObject = LocalFolderObject | FolderObject | RouteObject | ForwardingObject;

export const naming: Naming<AdvisedObject> = {
  keyOf: (object) => (isOwnKind(object) ? `${object.kind} ${object.path}` : folderNaming.keyOf(object)),
  nameOf: (object) => (isOwnKind(object) ? object.path : folderNaming.nameOf(object)),
  pathOf: (object) => (isOwnKind(object) ? `${object.kind} ${object.path}` : folderNaming.pathOf(object)),
};

function isOwnKind(object: AdvisedObject): object is RouteObject | ForwardingObject | LocalFolderObject {
  return object.kind === 'route' || object.kind === 'forwarding' || object.kind === 'folder';
}

/** A route's network can't be changed: another one takes its place. */
export function routeRequests(change: Change<RouteObject>): Request[] {
  switch (change.kind) {
    case 'create':
      return [createRoute(change.desired.path, change.desired.settings)];
    case 'update': {
      const { network, ...changed } = changedFields(change.observed.settings, change.desired.settings);
      if (network === undefined && change.observed.settings.gw !== '') return [modifyRoute(change.desired.path, changed)];
      return [deleteRoute(change.observed.path), createRoute(change.desired.path, change.desired.settings)];
    }
    case 'delete':
      return [deleteRoute(change.observed.path)];
  }
}

export function forwardingRequest(change: Change<ForwardingObject>): Request {
  switch (change.kind) {
    case 'create':
      return createForwarding(change.desired.path, written(change.desired));
    case 'update':
      return modifyForwarding(change.desired.path, written(change.desired));
    case 'delete':
      return deleteVirtual(change.observed.path);
  }
}

/** Only ever made: an empty one does no harm. */
export function folderRequests(change: Change<LocalFolderObject>): Request[] {
  return change.kind === 'create' ? [createLocalFolder(change.desired.path, change.desired.description)] : [];
}

function written({ settings: { description, destination, mask, vlans } }: ForwardingObject) {
  return { description, destination, mask, vlans };
}
