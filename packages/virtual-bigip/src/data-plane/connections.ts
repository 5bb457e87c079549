/** The open connections to each member: counted, and ended with their member. */

export type MemberName = { readonly pool: string; readonly name: string };

export function keyOf({ pool, name }: MemberName): string {
  return `${pool} ${name}`;
}

/** `reset`: at once; `reselect`: as soon as the client can have another member. */
export type Ending = 'reset' | 'reselect';
type Counted = { readonly open: Set<(ending: Ending) => void>; total: number };

export class Connections {
  readonly #pools = new Map<string, Map<string, Counted>>();

  /** Counts a connection until the result is called. `end` is called when the member takes no part any more. */
  add({ pool, name }: MemberName, end: (ending: Ending) => void): () => void {
    const members = this.#pools.get(pool) ?? new Map<string, Counted>();
    this.#pools.set(pool, members);
    const counted = members.get(name) ?? { open: new Set(), total: 0 };
    members.set(name, counted);
    counted.open.add(end);
    counted.total += 1;
    return () => counted.open.delete(end);
  }

  counted(pool: string, name: string): { readonly current: number; readonly total: number } {
    const counted = this.#pools.get(pool)?.get(name);
    return { current: counted?.open.size ?? 0, total: counted?.total ?? 0 };
  }

  /** Ends what is open to a member. */
  end({ pool, name }: MemberName, ending: Ending): void {
    for (const end of this.#pools.get(pool)?.get(name)?.open ?? []) end(ending);
  }

  /** To be called after each change of a pool, with the members that it has now. */
  followPool(path: string, members: ReadonlyMap<string, unknown> | undefined): void {
    const known = this.#pools.get(path);
    for (const [name, { open }] of known ?? []) {
      if (members?.has(name) === true) continue;
      known?.delete(name);
      for (const end of open) end('reset');
    }
    if (known?.size === 0) this.#pools.delete(path);
  }
}
