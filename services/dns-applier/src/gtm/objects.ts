/** What is kept of GTM, both as observed and as desired: only fields that we manage. */
import type {
  AddressType,
  DataCenterSettings,
  GtmMemberSettings,
  GtmPoolSettings,
  ServerSettings,
  VirtualServerSettings,
  WideIpSettings,
} from '@berth/icontrol';
import type { Naming } from '@berth/reconcile';

type DataCenterObject = { readonly kind: 'data center'; readonly path: string; readonly settings: DataCenterSettings };

type ServerObject = { readonly kind: 'gtm server'; readonly path: string; readonly settings: ServerSettings };

type VirtualServerObject = {
  readonly kind: 'virtual server';
  /** Full path. */
  readonly server: string;
  readonly name: string;
  readonly settings: VirtualServerSettings;
};

type PoolObject = {
  readonly kind: 'gtm pool';
  readonly type: AddressType;
  readonly path: string;
  readonly settings: GtmPoolSettings;
};

export type MemberObject = {
  readonly kind: 'gtm member';
  readonly type: AddressType;
  /** Full path. */
  readonly pool: string;
  /** `/Common/server:virtual-server` */
  readonly path: string;
  readonly settings: GtmMemberSettings;
};

type WideIpObject = {
  readonly kind: 'wide ip';
  readonly type: AddressType;
  readonly path: string;
  readonly settings: WideIpSettings;
};

export type GtmObject = DataCenterObject | ServerObject | VirtualServerObject | PoolObject | MemberObject | WideIpObject;

/** The key of a pool. */
export function poolKey(type: AddressType, path: string): string {
  return `gtm pool ${type} ${path}`;
}

/** The key of what it lies in, if that isn't a folder. */
export function parentOf(object: GtmObject): string | undefined {
  if (object.kind === 'virtual server') return `gtm server ${object.server}`;
  return object.kind === 'gtm member' ? poolKey(object.type, object.pool) : undefined;
}

export const gtmNaming: Naming<GtmObject> = { keyOf, nameOf, pathOf: (object) => parentOf(object) ?? keyOf(object) };

function keyOf(object: GtmObject): string {
  switch (object.kind) {
    case 'data center':
    case 'gtm server':
      return `${object.kind} ${object.path}`;
    case 'virtual server':
      return `${object.kind} ${object.server} ${object.name}`;
    case 'gtm pool':
    case 'wide ip':
      return `${object.kind} ${object.type} ${object.path}`;
    case 'gtm member':
      return `${object.kind} ${object.type} ${object.pool} ${object.path}`;
    default:
      return object satisfies never;
  }
}

/** IPv4 goes without saying. */
function nameOf(object: GtmObject): string {
  const type = 'type' in object && object.type !== 'a' ? ` ${object.type}` : '';
  switch (object.kind) {
    case 'data center':
    case 'gtm server':
      return object.path;
    case 'gtm pool':
    case 'wide ip':
      return `${object.path}${type}`;
    case 'virtual server':
      return `${object.server} ${object.name}`;
    case 'gtm member':
      return `${object.pool}${type} ${object.path}`;
    default:
      return object satisfies never;
  }
}
