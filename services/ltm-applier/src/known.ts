/** What is on the BIG-IP: as it was read, brought forward by our own acknowledged writes. Indexed, so that a change costs what it touches. */
import type { Change } from '@berth/reconcile';
import { KnownNodes } from './known-nodes.ts';
import { type MemberMark, readMemberMark } from './member-mark.ts';
import {
  keyOf,
  type LtmObject,
  type MemberObject,
  memberId,
  type PartitionObject,
  type PoolObject,
  type RecordObject,
  type RuleObject,
  type VirtualObject,
} from './objects.ts';

/** ours: it carries our mark. foreign: it doesn't, and is never touched. */
export type Owner = 'ours' | 'foreign';

/** A member, with our mark if it carries one. */
export type KnownMember = { readonly object: MemberObject; readonly mark: MemberMark | undefined };

export type KnownPool = { readonly object: PoolObject; readonly owner: Owner; readonly members: ReadonlyMap<string, KnownMember> };
export type KnownDataGroup = {
  readonly path: string;
  readonly owner: Owner;
  readonly description: string;
  readonly records: ReadonlyMap<string, RecordObject>;
};
export type KnownRule = { readonly object: RuleObject; readonly owner: Owner };
export type KnownVirtual = { readonly object: VirtualObject; readonly owner: Owner };

type Mutable<T extends { members?: unknown; records?: unknown }> = {
  -readonly [K in keyof T]: T[K] extends ReadonlyMap<infer A, infer B> ? Map<A, B> : T[K];
};

const nothing: ReadonlyMap<string, never> = new Map<string, never>();

export class Known {
  readonly installation: string;
  /** The partition's default route domain. */
  routeDomain = 0;
  partition: PartitionObject | undefined;
  readonly rules = new Map<string, KnownRule>();
  readonly virtuals = new Map<string, KnownVirtual>();
  readonly nodes = new KnownNodes();
  readonly #pools = new Map<string, Mutable<KnownPool>>();
  readonly #dataGroups = new Map<string, Mutable<KnownDataGroup>>();
  readonly #membersAt = new Map<string, Map<string, MemberObject>>();
  readonly #recordsOf = new Map<string, Map<string, RecordObject>>();
  #owned = { pools: 0, members: 0, records: 0 };

  constructor(installation: string) {
    this.installation = installation;
  }

  get owned(): { readonly pools: number; readonly members: number; readonly records: number } {
    return { ...this.#owned };
  }

  /** Whether anything carries our mark. */
  get holdsOurs(): boolean {
    return [this.#pools, this.#dataGroups, this.rules, this.virtuals].some((objects) =>
      objects.values().some(({ owner }) => owner === 'ours'),
    );
  }

  get pools(): ReadonlyMap<string, KnownPool> {
    return this.#pools;
  }

  get dataGroups(): ReadonlyMap<string, KnownDataGroup> {
    return this.#dataGroups;
  }

  /** Members of any pool in our partition at an address. */
  membersAt(address: string): ReadonlyMap<string, MemberObject> {
    return this.#membersAt.get(address) ?? nothing;
  }

  /** Records of our data groups that name this pool. */
  recordsOf(pool: string): ReadonlyMap<string, RecordObject> {
    return this.#recordsOf.get(pool) ?? nothing;
  }

  /** Pools that records name. */
  recordedPools(): Iterable<string> {
    return this.#recordsOf.keys();
  }

  member({ pool, address, port }: Pick<MemberObject, 'pool' | 'address' | 'port'>): KnownMember | undefined {
    return this.#pools.get(pool)?.members.get(memberId(address, port));
  }

  setPool(object: PoolObject, owner: Owner): void {
    const pool = this.#pools.get(object.path);
    if (pool !== undefined && pool.owner === owner) this.#pools.set(object.path, { ...pool, object });
    else {
      this.removePool(object.path);
      this.#pools.set(object.path, { object, owner, members: new Map() });
      if (owner === 'ours') this.#owned.pools += 1;
    }
  }

  removePool(path: string): void {
    const pool = this.#pools.get(path);
    if (pool === undefined) return;
    for (const { object } of [...pool.members.values()]) this.removeMember(object);
    this.#pools.delete(path);
    if (pool.owner === 'ours') this.#owned.pools -= 1;
  }

  setMember(object: MemberObject): void {
    const pool = this.#pools.get(object.pool);
    if (pool === undefined) return;
    this.removeMember(object);
    const mark = readMemberMark(this.installation, object.settings.description);
    pool.members.set(memberId(object.address, object.port), { object, mark });
    within(this.#membersAt, object.address).set(keyOf(object), object);
    if (mark !== undefined) this.#owned.members += 1;
    this.nodes.use(object.address, mark?.node);
  }

  removeMember({ pool: path, address, port }: Pick<MemberObject, 'pool' | 'address' | 'port'>): void {
    const pool = this.#pools.get(path);
    const id = memberId(address, port);
    const member = pool?.members.get(id);
    if (pool === undefined || member === undefined) return;
    pool.members.delete(id);
    without(this.#membersAt, address, keyOf(member.object));
    if (member.mark !== undefined) this.#owned.members -= 1;
    if (this.membersAt(address).size === 0) this.nodes.leave(address);
  }

  setDataGroup(path: string, description: string, owner: Owner): void {
    const group = this.#dataGroups.get(path);
    if (group !== undefined && group.owner === owner) group.description = description;
    else {
      this.removeDataGroup(path);
      this.#dataGroups.set(path, { path, owner, description, records: new Map() });
    }
  }

  removeDataGroup(path: string): void {
    const group = this.#dataGroups.get(path);
    if (group === undefined) return;
    for (const record of [...group.records.values()]) this.removeRecord(record);
    this.#dataGroups.delete(path);
  }

  setRecord(record: RecordObject): void {
    const group = this.#dataGroups.get(record.dataGroup);
    if (group === undefined) return;
    this.removeRecord(record);
    group.records.set(record.name, record);
    if (group.owner === 'foreign') return;
    within(this.#recordsOf, poolOf(record)).set(keyOf(record), record);
    this.#owned.records += 1;
  }

  removeRecord({ dataGroup, name }: Pick<RecordObject, 'dataGroup' | 'name'>): void {
    const group = this.#dataGroups.get(dataGroup);
    const record = group?.records.get(name);
    if (group === undefined || record === undefined) return;
    group.records.delete(name);
    if (group.owner === 'foreign') return;
    without(this.#recordsOf, poolOf(record), keyOf(record));
    this.#owned.records -= 1;
  }

  /** One of our changes was acknowledged. */
  apply(change: Change<LtmObject>): void {
    if (change.kind === 'delete') this.#remove(change.observed);
    else this.#set(change.desired);
  }

  #set(object: LtmObject): void {
    switch (object.kind) {
      case 'pool':
        this.setPool(object, 'ours');
        break;
      case 'member':
        this.setMember(object);
        this.nodes.paths.set(object.address, object.path.slice(0, object.path.length - String(object.port).length - 1));
        return;
      case 'record':
        this.setRecord(object);
        break;
      case 'data group':
        this.setDataGroup(object.path, object.description, 'ours');
        break;
      case 'rule':
        this.rules.set(object.path, { object, owner: 'ours' });
        return;
      case 'virtual':
        this.virtuals.set(object.path, { object, owner: 'ours' });
        return;
      case 'node':
        this.nodes.paths.set(object.address, object.path);
        return;
      case 'partition':
        this.partition = object;
        return;
      default:
        object satisfies never;
    }
  }

  #remove(object: LtmObject): void {
    switch (object.kind) {
      case 'pool':
        this.removePool(object.path);
        break;
      case 'member':
        this.removeMember(object);
        break;
      case 'record':
        this.removeRecord(object);
        break;
      case 'data group':
        this.removeDataGroup(object.path);
        break;
      case 'rule':
        this.rules.delete(object.path);
        return;
      case 'virtual':
        this.virtuals.delete(object.path);
        return;
      case 'node':
        this.nodes.forget(object.address);
        return;
      case 'partition':
        this.partition = undefined;
        return;
      default:
        object satisfies never;
    }
  }
}

/** The pool that a record's value begins with. */
function poolOf({ data }: RecordObject): string {
  return data.split(' ', 1)[0] ?? '';
}

function within<T>(index: Map<string, Map<string, T>>, key: string): Map<string, T> {
  const found = index.get(key) ?? new Map<string, T>();
  index.set(key, found);
  return found;
}

function without<T>(index: Map<string, Map<string, T>>, key: string, inner: string): void {
  const found = index.get(key);
  if (found?.delete(inner) && found.size === 0) index.delete(key);
}
