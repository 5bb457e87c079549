/** Reads what is on the BIG-IP: everything in our partition, or single objects. */
import {
  type DataGroup,
  getDataGroup,
  getNode,
  getPartition,
  getPool,
  getReady,
  getRule,
  getVirtual,
  IControlError,
  listDataGroups,
  listNodes,
  listPools,
  listRules,
  listVirtualAddresses,
  listVirtuals,
  type Node,
  type Partition,
  type Pool,
  type Rule,
  readAll,
  type Session,
  type Until,
  type Virtual,
  type VirtualAddress,
} from '@berth/icontrol';

/** By full path. */
export type Whole = {
  /** Undefined when it isn't there; then nothing else is. */
  readonly partition: Partition | undefined;
  readonly pools: ReadonlyMap<string, Pool>;
  readonly dataGroups: ReadonlyMap<string, DataGroup>;
  readonly rules: ReadonlyMap<string, Rule>;
  readonly virtuals: ReadonlyMap<string, Virtual>;
  readonly addresses: ReadonlyMap<string, VirtualAddress>;
  /** Those that our partition may use: its own and Common's. */
  readonly nodes: readonly Node[];
};

/** One object as it is now; undefined when it isn't there. */
export type Single =
  | { readonly kind: 'pool'; readonly path: string; readonly found: Pool | undefined }
  | { readonly kind: 'data group'; readonly path: string; readonly found: DataGroup | undefined }
  | { readonly kind: 'rule'; readonly path: string; readonly found: Rule | undefined }
  | { readonly kind: 'virtual'; readonly path: string; readonly found: Virtual | undefined }
  | { readonly kind: 'node'; readonly path: string; readonly found: Node | undefined }
  | { readonly kind: 'partition'; readonly path: string; readonly found: Partition | undefined };

/** Whole or not at all: a BIG-IP that starts shows only part of its configuration. */
export async function readWhole(session: Session, name: string, until: Until): Promise<Whole> {
  await mustBeReady(session, until);
  const partition = await session.find(getPartition(name), until);
  const common = await readAll(session, listNodes('Common'), until);
  if (partition === undefined) {
    const none = new Map<string, never>();
    return { partition, pools: none, dataGroups: none, rules: none, virtuals: none, addresses: none, nodes: [...common.values()] };
  }
  const whole = {
    partition,
    pools: await readAll(session, listPools(name), until),
    dataGroups: await readAll(session, listDataGroups(name), until),
    rules: await readAll(session, listRules(name), until),
    virtuals: await readAll(session, listVirtuals(name), until),
    addresses: await readAll(session, listVirtualAddresses(name), until),
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
  const slash = name.indexOf('/');
  const kind = name.slice(0, slash - 1) as Single['kind'];
  const path = name.slice(slash);
  switch (kind) {
    case 'pool':
      return { kind, path, found: await session.find(getPool(path), until) };
    case 'data group':
      return { kind, path, found: await session.find(getDataGroup(path), until) };
    case 'rule':
      return { kind, path, found: await session.find(getRule(path), until) };
    case 'virtual':
      return { kind, path, found: await session.find(getVirtual(path), until) };
    case 'node':
      return { kind, path, found: await session.find(getNode(path), until) };
    case 'partition':
      return { kind, path, found: await session.find(getPartition(path.slice(1)), until) };
    default:
      kind satisfies never;
      throw new RangeError(`"${name}" names no object`);
  }
}

/** Versions before 13.1 can't say. */
async function mustBeReady(session: Session, until: Until): Promise<void> {
  const ready = await session.find(getReady(), until);
  if (ready === 'starting')
    throw new IControlError('busy', `reading ${session.unit}`, 'it is starting: its configuration is not loaded yet');
}
