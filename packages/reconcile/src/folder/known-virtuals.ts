/** The virtual servers that are known to be in the folder, indexed by the pool that they were made for. */
import type { KnownObject, Owner, VirtualObject } from './objects.ts';
import { frontedPool } from './virtual.ts';

const nothing: ReadonlyMap<string, never> = new Map<string, never>();

/** By full path. */
export class KnownVirtuals {
  readonly #virtuals = new Map<string, KnownObject<VirtualObject>>();
  readonly #byPool = new Map<string, Map<string, VirtualObject>>();

  get(path: string): KnownObject<VirtualObject> | undefined {
    return this.#virtuals.get(path);
  }

  keys(): MapIterator<string> {
    return this.#virtuals.keys();
  }

  values(): MapIterator<KnownObject<VirtualObject>> {
    return this.#virtuals.values();
  }

  /** Those of ours that were made for this pool, by full path. */
  of(pool: string): ReadonlyMap<string, VirtualObject> {
    return this.#byPool.get(pool) ?? nothing;
  }

  /** Pools for which there are such. */
  pools(): Iterable<string> {
    return this.#byPool.keys();
  }

  set(object: VirtualObject, owner: Owner): void {
    this.remove(object.path);
    this.#virtuals.set(object.path, { object, owner });
    const pool = owner === 'ours' ? frontedPool(object) : undefined;
    if (pool === undefined) return;
    const virtuals = this.#byPool.get(pool) ?? new Map<string, VirtualObject>();
    this.#byPool.set(pool, virtuals.set(object.path, object));
  }

  remove(path: string): void {
    const found = this.#virtuals.get(path);
    this.#virtuals.delete(path);
    const pool = found && frontedPool(found.object);
    const virtuals = pool === undefined ? undefined : this.#byPool.get(pool);
    if (virtuals?.delete(path) && virtuals.size === 0 && pool !== undefined) this.#byPool.delete(pool);
  }
}
