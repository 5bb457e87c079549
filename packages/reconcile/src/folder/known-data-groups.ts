/** The data groups that are known to be in the folder, with their records. */
import type { Owner, RecordObject } from './objects.ts';

export type KnownDataGroup = {
  readonly path: string;
  readonly owner: Owner;
  readonly description: string;
  readonly records: ReadonlyMap<string, RecordObject>;
};

type MutableDataGroup = Omit<KnownDataGroup, 'description' | 'records'> & {
  description: string;
  readonly records: Map<string, RecordObject>;
};

/** Told of each record of ours that comes and goes. */
export type OnRecord = (record: RecordObject, what: 'added' | 'removed') => void;

/** By full path. */
export class KnownDataGroups {
  readonly #groups = new Map<string, MutableDataGroup>();
  readonly #onRecord: OnRecord;
  #records = 0;

  constructor(onRecord: OnRecord) {
    this.#onRecord = onRecord;
  }

  /** How many records of ours there are. */
  get records(): number {
    return this.#records;
  }

  get(path: string): KnownDataGroup | undefined {
    return this.#groups.get(path);
  }

  keys(): MapIterator<string> {
    return this.#groups.keys();
  }

  values(): MapIterator<KnownDataGroup> {
    return this.#groups.values();
  }

  set(path: string, description: string, owner: Owner): void {
    const group = this.#groups.get(path);
    if (group !== undefined && group.owner === owner) group.description = description;
    else {
      this.remove(path);
      this.#groups.set(path, { path, owner, description, records: new Map() });
    }
  }

  /** With its records. */
  remove(path: string): void {
    const group = this.#groups.get(path);
    if (group === undefined) return;
    for (const record of [...group.records.values()]) this.removeRecord(record);
    this.#groups.delete(path);
  }

  setRecord(record: RecordObject): void {
    const group = this.#groups.get(record.dataGroup);
    if (group === undefined) return;
    this.removeRecord(record);
    group.records.set(record.name, record);
    if (group.owner === 'foreign') return;
    this.#records += 1;
    this.#onRecord(record, 'added');
  }

  removeRecord({ dataGroup, name }: Pick<RecordObject, 'dataGroup' | 'name'>): void {
    const group = this.#groups.get(dataGroup);
    const record = group?.records.get(name);
    if (group === undefined || record === undefined) return;
    group.records.delete(name);
    if (group.owner === 'foreign') return;
    this.#records -= 1;
    this.#onRecord(record, 'removed');
  }
}
