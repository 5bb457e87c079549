/** What is on the BIG-IP: as it was read, brought forward by our own acknowledged writes. Indexed, so that a change costs what it touches. */
import { type Change, KnownFolder, type MemberMark, type Owner, type RecordObject, readMemberMark } from '@berth/reconcile';
import { KnownNodes } from './known-nodes.ts';
import { keyOf, type LtmObject, type MemberObject, memberId, type PoolObject } from './objects.ts';

/** A member, with our mark if it carries one. */
export type KnownMember = { readonly object: MemberObject; readonly mark: MemberMark | undefined };

export type KnownPool = { readonly object: PoolObject; readonly owner: Owner; readonly members: ReadonlyMap<string, KnownMember> };

type MutablePool = Omit<KnownPool, 'members'> & { readonly members: Map<string, KnownMember> };

const nothing: ReadonlyMap<string, never> = new Map<string, never>();

export class Known {
  readonly folder: KnownFolder;
  readonly nodes = new KnownNodes();
  readonly #pools = new Map<string, MutablePool>();
  readonly #membersAt = new Map<string, Map<string, MemberObject>>();
  readonly #recordsOf = new Map<string, Map<string, RecordObject>>();
  #owned = { pools: 0, members: 0 };

  constructor(installation: string) {
    this.folder = new KnownFolder({
      installation,
      kind: 'ltm',
      onRecord: (record, what) => {
        if (what === 'added') within(this.#recordsOf, poolOf(record)).set(keyOf(record), record);
        else without(this.#recordsOf, poolOf(record), keyOf(record));
      },
    });
  }

  get owned(): { readonly pools: number; readonly members: number; readonly records: number } {
    return { ...this.#owned, records: this.folder.dataGroups.records };
  }

  /** Whether anything carries our mark. */
  get holdsOurs(): boolean {
    return this.folder.holdsOurs || this.#pools.values().some(({ owner }) => owner === 'ours');
  }

  get pools(): ReadonlyMap<string, KnownPool> {
    return this.#pools;
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

  /** Whether there is a pool of this path, or anything that leads to it. */
  knows(path: string): boolean {
    return this.#pools.has(path) || this.recordsOf(path).size > 0 || this.folder.virtuals.of(path).size > 0;
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
    const mark = readMemberMark(this.folder.installation, object.settings.description);
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
        break;
      case 'node':
        this.nodes.paths.set(object.address, object.path);
        break;
      default:
        this.folder.set(object);
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
      case 'node':
        this.nodes.forget(object.address);
        break;
      default:
        this.folder.remove(object);
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
