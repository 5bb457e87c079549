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

  count(kind: GtmObject['kind']): number {
    return [...this.#parts.values()].reduce((sum, keys) => sum + [...keys].filter((key) => key.startsWith(`${kind} `)).length, 0);
  }

  set(object: GtmObject): void {
    const key = gtmNaming.keyOf(object);
    this.remove(object);
    const { description } = object.settings;
    const mark = readGtmMark(this.whose, description);
    this.#objects.set(key, { object, mark });
    if (mark !== undefined) add(this.#parts, mark.service, key);
    else if (parseMark(description)?.installation === this.whose.installation) this.#siblings.add(key);
    const parent = parentOf(object);
    if (parent !== undefined) add(this.#children, parent, key);
  }

  remove(object: GtmObject): void {
    const key = gtmNaming.keyOf(object);
    const found = this.#objects.get(key);
    if (found === undefined) return;
    this.#objects.delete(key);
    this.#siblings.delete(key);
    if (found.mark !== undefined) drop(this.#parts, found.mark.service, key);
    const parent = parentOf(object);
    if (parent !== undefined) drop(this.#children, parent, key);
  }

  /** BIG-IP has acknowledged it. What lies in an object goes with it. */
  apply(change: Change<GtmObject>): void {
    if (change.kind !== 'delete') this.set(change.desired);
    else {
      for (const { object } of this.children(change.observed)) this.remove(object);
      this.remove(change.observed);
    }
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
