/** Pure: which networks share addresses. Two of them are either apart, or one lies in the other. */
import type { Subnet } from './subnets.ts';

/** One network that somebody has. `owner`: networks of the same owner don't get into each other's way. */
export type Held = { readonly subnet: Subnet; readonly owner: string; readonly name: string };

/** For each network that overlaps with another owner's, one such other. */
export function findOverlaps(all: readonly Held[]): ReadonlyMap<Held, Held> {
  const found = new Map<Held, Held>();
  const groups = Map.groupBy(all, ({ subnet }) => `${subnet.family} ${subnet.routeDomain}`);
  for (const group of groups.values()) {
    // The ones that the next one may lie in, the widest first.
    let around: Held[] = [];
    for (const held of group.toSorted(byFirst)) {
      around = around.filter(({ subnet }) => subnet.last >= held.subnet.first);
      for (const other of around) {
        if (other.owner === held.owner) continue;
        if (!found.has(held)) found.set(held, other);
        if (!found.has(other)) found.set(other, held);
      }
      around.push(held);
    }
  }
  return found;
}

function byFirst({ subnet: a }: Held, { subnet: b }: Held): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.length - b.length;
}
