/** Reads what the route-advisor keeps, and what is in its way: all of it or single objects. */
import {
  type Folder,
  type Forwarding,
  getFolder,
  getForwarding,
  getRoute,
  IControlError,
  listForwardings,
  listRoutes,
  listSelfIps,
  type Route,
  readAll,
  type SelfIp,
  type Session,
  type Until,
} from '@berth/icontrol';
import { type FolderSingle, mustBeReady, readFolder, readFolderSingle, splitName, type WholeFolder } from '@berth/reconcile';

export type WholeRoutes = {
  readonly folder: WholeFolder | undefined;
  readonly routes: ReadonlyMap<string, Route>;
  readonly forwardings: ReadonlyMap<string, Forwarding>;
  readonly selfIps: readonly SelfIp[] | undefined;
  readonly localFolder: Folder | undefined;
};

/** One object as it is now; undefined when it isn't there. */
export type RouteSingle =
  | { readonly kind: 'route'; readonly path: string; readonly found: Route | undefined }
  | { readonly kind: 'forwarding'; readonly path: string; readonly found: Forwarding | undefined }
  | { readonly kind: 'folder'; readonly found: Folder | undefined }
  | { readonly kind: 'shared'; readonly single: FolderSingle };

export type Places = {
  readonly partition: string;
  /** Of what isn't synchronised; undefined where nothing is. */
  readonly localFolder: string | undefined;
};

/** Whole or not at all. */
export async function readWhole(session: Session, { partition, localFolder }: Places, until: Until): Promise<WholeRoutes> {
  await mustBeReady(session, until);
  const whole = {
    folder: await readFolder(session, partition, until),
    routes: await readAll(session, listRoutes(), until),
    forwardings: await readAll(session, listForwardings(partition), until),
    selfIps: await readSelfIps(session, until),
    localFolder: localFolder === undefined ? undefined : await session.find(getFolder(localFolder), until),
  };
  await mustBeReady(session, until);
  return whole;
}

/** Reads one object, named as in `Step.paths`. */
export async function readSingle(session: Session, name: string, until: Until): Promise<RouteSingle> {
  const { kind, path } = splitName(name);
  switch (kind) {
    case 'route':
      return { kind, path, found: await session.find(getRoute(path), until) };
    case 'forwarding':
      return { kind, path, found: await session.find(getForwarding(path), until) };
    case 'folder':
      return { kind, found: await session.find(getFolder(path), until) };
    default:
      return { kind: 'shared', single: await readFolderSingle(session, name, until) };
  }
}

async function readSelfIps(session: Session, until: Until): Promise<readonly SelfIp[] | undefined> {
  try {
    return [...(await readAll(session, listSelfIps(), until)).values()];
  } catch (error) {
    if (error instanceof IControlError && error.kind === 'forbidden') return undefined;
    throw error;
  }
}
