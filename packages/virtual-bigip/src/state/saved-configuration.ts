/** What `save sys config` wrote: it survives a restart, the running configuration doesn't. */

import { z } from 'zod';
import { partitionOf } from '../configuration/names.ts';
import type { Store } from '../configuration/store.ts';
import { readIfThere, writeAtomically } from './atomic-file.ts';
import { restore, StoredObject, store } from './stored-object.ts';

const File = z.strictObject({ v: z.literal(1), objects: z.array(StoredObject).readonly() });

export class SavedConfiguration {
  readonly #path: string | undefined;
  #objects: readonly StoredObject[] | undefined;

  /** Without a path it is kept in memory, as long as the unit runs. */
  constructor(path: string | undefined) {
    this.#path = path;
    const text = path === undefined ? undefined : readIfThere(path);
    this.#objects = text === undefined ? undefined : File.parse(JSON.parse(text)).objects;
  }

  /** Saves everything, or only these partitions. */
  save(configuration: Store, partitions: readonly string[] | undefined): void {
    const running = [...objectsOf(configuration)].map(lasting);
    const kept = partitions === undefined ? [] : (this.#objects ?? []).filter((object) => !partitions.includes(belongsTo(object)));
    const saved = partitions === undefined ? running : running.filter((object) => partitions.includes(belongsTo(object)));
    this.#objects = [...kept, ...saved];
    if (this.#path !== undefined)
      writeAtomically(this.#path, JSON.stringify({ v: 1, objects: this.#objects } satisfies z.infer<typeof File>));
  }

  /** Makes the running configuration what was saved; nothing if nothing ever was. */
  load(configuration: Store, builtIn: () => void): void {
    const objects = this.#objects;
    configuration.change(() => {
      for (const resource of configuration.resources()) {
        for (const entity of [...configuration.table(resource.path).values()]) configuration.remove(entity);
      }
      builtIn();
      for (const object of objects ?? []) put(configuration, object);
    });
  }

  get isEmpty(): boolean {
    return this.#objects === undefined;
  }
}

export function put(configuration: Store, object: StoredObject): void {
  const entity = restore(configuration, object);
  if (entity !== undefined) configuration.put(entity);
}

/** All objects, parents before what is in them. */
export function* objectsOf(configuration: Store): Generator<StoredObject> {
  for (const resource of configuration.resources()) {
    for (const entity of configuration.table(resource.path).values()) yield store(entity);
  }
}

/** The object without the metadata that must not persist. */
function lasting(object: StoredObject): StoredObject {
  const { metadata, ...rest } = object.properties;
  if (!Array.isArray(metadata)) return object;
  const kept = (metadata as readonly { readonly persist: string }[]).filter(({ persist }) => persist !== 'false');
  return { ...object, properties: kept.length === 0 ? rest : { ...rest, metadata: kept } };
}

/** The partition in whose file an object is; a partition is in its own. */
function belongsTo({ resource, key, parent }: StoredObject): string {
  if (resource === 'auth/partition') return key;
  return partitionOf(parent ?? key) ?? 'Common';
}
