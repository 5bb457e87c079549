/** What is known to be in GTM: as it was read, brought forward by our own acknowledged writes. */
import { type Change, parseMark } from '@berth/reconcile';
import { type GroupMark, type GtmMark, readGtmMark } from './mark.ts';
import { type GtmObject, gtmNaming, parentOf } from './objects.ts';

export type KnownObject = {
  readonly object: GtmObject;
  /** Undefined for what isn't ours, which is never touched. */
  readonly mark: GtmMark | undefined;
};

/** By service; what services share is under `undefined`. */
type Part = string | undefined;

export class KnownGtm {
  readonly whose: GroupMark;
  /** Whether the BIG-IP has GTM at all; undefined until it was read. */
  provisioned: 'provisioned' | 'not provisioned' | undefined;
  /** Whether our partition is there, which shows that this installation isn't new here. */
  partition: 'ours' | 'none' = 'none';
  readonly #objects = new Map<string, KnownObject>();
  /** Keys of our objects. */
  readonly #parts = new Map<Part, Set<string>>();
  /** Keys of what lies in a server or pool. */
  readonly #children = new Map<string, Set<string>>();
  /** Keys of what other groups of this installation keep. */
  readonly #siblings = new Set<string>();
  /** How many of our objects there are of a kind. */
  readonly #counts = new Map<GtmObject['kind'], number>();

  constructor(whose: GroupMark) {
    this.whose = whose;
  }

  get holdsOurs(): boolean {
    return this.partition === 'ours' || this.#parts.size > 0 || this.#siblings.size > 0;
  }

  get(key: string): KnownObject | undefined {
    return this.#objects.get(key);
  }

  all(): IterableIterator<KnownObject> {
    return this.#objects.values();
  }

  /** Services of which something is there. */
  services(): string[] {
    return [...this.#parts.keys()].filter((part) => part !== undefined);
  }

  /** Our objects for a service, or those that services share. */
  ours(part: Part): KnownObject[] {
    return [...(this.#parts.get(part) ?? [])].flatMap((key) => this.#objects.get(key) ?? []);
  }

  /** What lies in a server or pool. */
  children(object: GtmObject): KnownObject[] {
    return [...(this.#children.get(gtmNaming.keyOf(object)) ?? [])].flatMap((key) => this.#objects.get(key) ?? []);
  }

  /** How many objects of ours there are of a kind. */
  count(kind: GtmObject['kind']): number {
    return this.#counts.get(kind) ?? 0;
  }

  set(object: GtmObject): void {
    const key = gtmNaming.keyOf(object);
    this.remove(object);
    const { description } = object.settings;
    const mark = readGtmMark(this.whose, description);
    this.#objects.set(key, { object, mark });
    if (mark !== undefined) {
      add(this.#parts, mark.service, key);
      this.#counts.set(object.kind, this.count(object.kind) + 1);
    } else if (parseMark(description)?.installation === this.whose.installation) this.#siblings.add(key);
    const parent = parentOf(object);
    if (parent !== undefined) add(this.#children, parent, key);
  }

  remove(object: GtmObject): void {
    const key = gtmNaming.keyOf(object);
    const found = this.#objects.get(key);
    if (found === undefined) return;
    this.#objects.delete(key);
    this.#siblings.delete(key);
    if (found.mark !== undefined) {
      drop(this.#parts, found.mark.service, key);
      this.#counts.set(object.kind, this.count(object.kind) - 1);
    }
    const parent = parentOf(object);
    if (parent !== undefined) drop(this.#children, parent, key);
  }

  /** What has this key, and all that lies in it. */
  removeWhole(key: string): void {
    const within = [...(this.#children.get(key) ?? [])];
    for (const each of [...within, key]) {
      const found = this.#objects.get(each);
      if (found !== undefined) this.remove(found.object);
    }
  }

  /** BIG-IP has acknowledged it. What lies in an object goes with it. */
  apply(change: Change<GtmObject>): void {
    if (change.kind === 'delete') this.removeWhole(gtmNaming.keyOf(change.observed));
    else this.set(change.desired);
  }
}

function add<K>(index: Map<K, Set<string>>, under: K, key: string): void {
  const keys = index.get(under);
  if (keys === undefined) index.set(under, new Set([key]));
  else keys.add(key);
}

function drop<K>(index: Map<K, Set<string>>, under: K, key: string): void {
  const keys = index.get(under);
  keys?.delete(key);
  if (keys?.size === 0) index.delete(under);
}
