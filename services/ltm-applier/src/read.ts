/** Reads what is on the BIG-IP: everything in our partition, or single objects. */
import { getNode, getPool, listNodes, listPools, type Node, type Pool, readAll, type Session, type Until } from '@berth/icontrol';
import { type FolderSingle, mustBeReady, readFolder, readFolderSingle, splitName, type WholeFolder } from '@berth/reconcile';

/** By full path. */
export type Whole = {
  /** Undefined when it isn't there; then nothing else is. */
  readonly folder: WholeFolder | undefined;
  readonly pools: ReadonlyMap<string, Pool>;
  /** Those that our partition may use: its own and Common's. */
  readonly nodes: readonly Node[];
};

/** One object as it is now; undefined when it isn't there. */
export type Single =
  | FolderSingle
  | { readonly kind: 'pool'; readonly path: string; readonly found: Pool | undefined }
  | { readonly kind: 'node'; readonly path: string; readonly found: Node | undefined };

/** Whole or not at all: a BIG-IP that starts shows only part of its configuration. */
export async function readWhole(session: Session, name: string, until: Until): Promise<Whole> {
  const folder = await readFolder(session, name, until);
  const common = await readAll(session, listNodes('Common'), until);
  if (folder === undefined) return { folder, pools: new Map<string, never>(), nodes: [...common.values()] };
  const whole = {
    folder,
    pools: await readAll(session, listPools(name), until),
    nodes: [...common.values(), ...(await readAll(session, listNodes(name), until)).values()],
  };
  await mustBeReady(session, until);
  return whole;
}

/** Reads objects named as in `Step.paths`. */
export async function readSingles(session: Session, names: ReadonlySet<string>, until: Until): Promise<Single[]> {
  await mustBeReady(session, until);
  const found: Single[] = [];
  for (const name of names) found.push(await readSingle(session, name, until));
  return found;
}

async function readSingle(session: Session, name: string, until: Until): Promise<Single> {
  const { kind, path } = splitName(name);
  if (kind === 'pool') return { kind, path, found: await session.find(getPool(path), until) };
  if (kind === 'node') return { kind, path, found: await session.find(getNode(path), until) };
  return readFolderSingle(session, name, until);
}
