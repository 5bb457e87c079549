/** Pure: the request that carries out a change of one object of GTM. */
import {
  createDataCenter,
  createGtmMember,
  createGtmPool,
  createServer,
  createVirtualServer,
  createWideIp,
  deleteDataCenter,
  deleteGtmMember,
  deleteGtmPool,
  deleteServer,
  deleteVirtualServer,
  deleteWideIp,
  modifyDataCenter,
  modifyGtmMember,
  modifyGtmPool,
  modifyServer,
  modifyVirtualServer,
  modifyWideIp,
  type Request,
} from '@berth/icontrol';
import { type Change, changedFields } from '@berth/reconcile';
import type { GtmObject } from './objects.ts';

/** A new server or pool goes with what is to lie `within` it. */
export function gtmRequest(change: Change<GtmObject>, within: readonly GtmObject[]): Request {
  switch (change.kind) {
    case 'create':
      return creation(change.desired, within);
    case 'update':
      return update(change.observed, change.desired);
    case 'delete':
      return deletion(change.observed);
    default:
      return change satisfies never;
  }
}

function creation(object: GtmObject, within: readonly GtmObject[]): Request {
  switch (object.kind) {
    case 'data center':
      return createDataCenter(object.path, object.settings);
    case 'gtm server':
      return createServer(
        object.path,
        object.settings,
        within.filter((each) => each.kind === 'virtual server'),
      );
    case 'virtual server':
      return createVirtualServer(object.server, object);
    case 'gtm pool':
      return createGtmPool(
        object,
        object.settings,
        within.filter((each) => each.kind === 'gtm member'),
      );
    case 'gtm member':
      return createGtmMember({ type: object.type, path: object.pool }, object);
    case 'wide ip':
      return createWideIp(object, object.settings);
    default:
      return object satisfies never;
  }
}

/** Both are of one kind. Only what differs is written. */
function update(observed: GtmObject, object: GtmObject): Request {
  const changed = <T extends GtmObject['settings']>(settings: T) => changedFields(observed.settings as T, settings);
  switch (object.kind) {
    case 'data center':
      return modifyDataCenter(object.path, changed(object.settings));
    case 'gtm server':
      return modifyServer(object.path, changed(object.settings));
    case 'virtual server':
      return modifyVirtualServer(object.server, object.name, changed(object.settings));
    case 'gtm pool':
      return modifyGtmPool(object, changed(object.settings));
    case 'gtm member':
      return modifyGtmMember(object, changed(object.settings));
    case 'wide ip':
      return modifyWideIp(object, changed(object.settings));
    default:
      return object satisfies never;
  }
}

function deletion(object: GtmObject): Request {
  switch (object.kind) {
    case 'data center':
      return deleteDataCenter(object.path);
    case 'gtm server':
      return deleteServer(object.path);
    case 'virtual server':
      return deleteVirtualServer(object.server, object.name);
    case 'gtm pool':
      return deleteGtmPool(object);
    case 'gtm member':
      return deleteGtmMember(object);
    case 'wide ip':
      return deleteWideIp(object);
    default:
      return object satisfies never;
  }
}
