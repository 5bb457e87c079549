/** What is known to be in the folder: as it was read, brought forward by our own acknowledged writes. */
import type { Change } from '../diff.ts';
import { markOf } from '../mark.ts';
import type {
  DnsProfileObject,
  FolderObject,
  HttpProfileObject,
  PartitionObject,
  RecordObject,
  RuleObject,
  VirtualObject,
} from './objects.ts';
import { frontedPool } from './virtual.ts';

/** ours: it carries our mark. foreign: it doesn't, and is never touched. */
export type Owner = 'ours' | 'foreign';

export type KnownDataGroup = {
  readonly path: string;
  readonly owner: Owner;
  readonly description: string;
  readonly records: ReadonlyMap<string, RecordObject>;
};
export type KnownObject<T> = { readonly object: T; readonly owner: Owner };

type MutableDataGroup = Omit<KnownDataGroup, 'description' | 'records'> & {
  description: string;
  readonly records: Map<string, RecordObject>;
};

const nothing: ReadonlyMap<string, never> = new Map<string, never>();

export type KnownFolderOptions = {
  readonly installation: string;
  /** The applier's kind: what services share is marked with it, since other appliers keep such objects beside ours. */
  readonly kind: string;
  /** Told of each record of ours that comes and goes. */
  readonly onRecord?: (record: RecordObject, what: 'added' | 'removed') => void;
};

/** Objects by full path. */
export class KnownFolder {
  readonly installation: string;
  /** The mark of what services share. */
  readonly mark: string;
  /** The partition's default route domain. */
  routeDomain = 0;
  partition: PartitionObject | undefined;
  readonly rules = new Map<string, KnownObject<RuleObject>>();
  readonly dnsProfiles = new Map<string, KnownObject<DnsProfileObject>>();
  readonly httpProfiles = new Map<string, KnownObject<HttpProfileObject>>();
  /** What other appliers of this installation keep beside ours, named as in `Step.paths`: it isn't ours to touch. */
  readonly siblings = new Set<string>();
  readonly #dataGroups = new Map<string, MutableDataGroup>();
  readonly #virtuals = new Map<string, KnownObject<VirtualObject>>();
  readonly #virtualsOf = new Map<string, Map<string, VirtualObject>>();
  readonly #onRecord: NonNullable<KnownFolderOptions['onRecord']>;
  #records = 0;

  constructor({ installation, kind, onRecord = () => undefined }: KnownFolderOptions) {
    this.installation = installation;
    this.mark = markOf(installation, kind);
    this.#onRecord = onRecord;
  }

  /** How many records of ours there are. */
  get records(): number {
    return this.#records;
  }

  get dataGroups(): ReadonlyMap<string, KnownDataGroup> {
    return this.#dataGroups;
  }

  /** Whether anything carries this installation's mark. */
  get holdsOurs(): boolean {
    if (this.siblings.size > 0) return true;
    return [this.#dataGroups, this.rules, this.dnsProfiles, this.httpProfiles, this.#virtuals].some((objects) =>
      objects.values().some(({ owner }) => owner === 'ours'),
    );
  }

  get virtuals(): ReadonlyMap<string, KnownObject<VirtualObject>> {
    return this.#virtuals;
  }

  /** Virtual servers of ours that were made for this pool, by full path. */
  virtualsOf(pool: string): ReadonlyMap<string, VirtualObject> {
    return this.#virtualsOf.get(pool) ?? nothing;
  }

  /** Pools for which there are such virtual servers. */
  frontedPools(): Iterable<string> {
    return this.#virtualsOf.keys();
  }

  setVirtual(object: VirtualObject, owner: Owner): void {
    this.removeVirtual(object.path);
    this.#virtuals.set(object.path, { object, owner });
    const pool = owner === 'ours' ? frontedPool(object) : undefined;
    if (pool === undefined) return;
    const virtuals = this.#virtualsOf.get(pool) ?? new Map<string, VirtualObject>();
    this.#virtualsOf.set(pool, virtuals.set(object.path, object));
  }

  removeVirtual(path: string): void {
    const found = this.#virtuals.get(path);
    this.#virtuals.delete(path);
    const pool = found && frontedPool(found.object);
    const virtuals = pool === undefined ? undefined : this.#virtualsOf.get(pool);
    if (virtuals?.delete(path) && virtuals.size === 0 && pool !== undefined) this.#virtualsOf.delete(pool);
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
    this.#records += 1;
    this.#onRecord(record, 'added');
  }

  removeRecord({ dataGroup, name }: Pick<RecordObject, 'dataGroup' | 'name'>): void {
    const group = this.#dataGroups.get(dataGroup);
    const record = group?.records.get(name);
    if (group === undefined || record === undefined) return;
    group.records.delete(name);
    if (group.owner === 'foreign') return;
    this.#records -= 1;
    this.#onRecord(record, 'removed');
  }

  /** One of our changes was acknowledged. */
  apply(change: Change<FolderObject>): void {
    if (change.kind === 'delete') this.remove(change.observed);
    else this.set(change.desired);
  }

  /** It was made or changed by us, as was acknowledged. */
  set(object: FolderObject): void {
    switch (object.kind) {
      case 'record':
        this.setRecord(object);
        break;
      case 'data group':
        this.setDataGroup(object.path, object.description, 'ours');
        break;
      case 'rule':
        this.rules.set(object.path, { object, owner: 'ours' });
        break;
      case 'dns profile':
        this.dnsProfiles.set(object.path, { object, owner: 'ours' });
        break;
      case 'http profile':
        this.httpProfiles.set(object.path, { object, owner: 'ours' });
        break;
      case 'virtual':
        this.setVirtual(object, 'ours');
        break;
      case 'partition':
        this.partition = object;
        break;
      default:
        object satisfies never;
    }
  }

  /** It was removed by us, as was acknowledged. */
  remove(object: FolderObject): void {
    switch (object.kind) {
      case 'record':
        this.removeRecord(object);
        break;
      case 'data group':
        this.removeDataGroup(object.path);
        break;
      case 'rule':
        this.rules.delete(object.path);
        break;
      case 'dns profile':
        this.dnsProfiles.delete(object.path);
        break;
      case 'http profile':
        this.httpProfiles.delete(object.path);
        break;
      case 'virtual':
        this.removeVirtual(object.path);
        break;
      case 'partition':
        this.partition = undefined;
        break;
      default:
        object satisfies never;
    }
  }
}
