/** The open connections to each member: counted, and ended with their member. */

export type MemberName = { readonly pool: string; readonly name: string };
type Counted = { readonly open: Set<() => void>; total: number };

export class Connections {
  readonly #pools = new Map<string, Map<string, Counted>>();

  /** Counts a connection until the result is called. `reset` is called when the member is taken out of its pool. */
  add({ pool, name }: MemberName, reset: () => void): () => void {
    const members = this.#pools.get(pool) ?? new Map<string, Counted>();
    this.#pools.set(pool, members);
    const counted = members.get(name) ?? { open: new Set(), total: 0 };
    members.set(name, counted);
    counted.open.add(reset);
    counted.total += 1;
    return () => counted.open.delete(reset);
  }

  counted(pool: string, name: string): { readonly current: number; readonly total: number } {
    const counted = this.#pools.get(pool)?.get(name);
    return { current: counted?.open.size ?? 0, total: counted?.total ?? 0 };
  }

  /** To be called after each change of a pool, with the members that it has now. */
  followPool(path: string, members: ReadonlyMap<string, unknown> | undefined): void {
    const known = this.#pools.get(path);
    for (const [name, { open }] of known ?? []) {
      if (members?.has(name) === true) continue;
      known?.delete(name);
      for (const reset of open) reset();
    }
    if (known?.size === 0) this.#pools.delete(path);
  }
}
