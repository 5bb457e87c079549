/** The order in which pools, and the members of a pool, are offered to a client. */

import { createHash } from 'node:crypto';
import ipaddr from 'ipaddr.js';

export type Candidate = { readonly name: string; readonly order: number; readonly ratio: number };

export type Turn = {
  /** How often was chosen here before. */
  readonly count: number;
  /** The client, as far as it counts for persistence. */
  readonly client: string;
};

/**
 * The candidates, the chosen one first. Modes that measure something, and topology, for which there are no records, take turns.
 */
export function inTurn<T extends Candidate>(candidates: readonly T[], mode: string, { count, client }: Turn): readonly T[] {
  const ordered = candidates.toSorted((a, b) => a.order - b.order || (a.name < b.name ? -1 : 1));
  switch (mode) {
    case 'global-availability':
      return ordered;
    case 'ratio':
      return ratioOrder(ordered, count);
    case 'static-persistence':
      return rotated(ordered, createHash('sha256').update(client).digest().readUInt32BE(0));
    default:
      return rotated(ordered, count);
  }
}

function rotated<T>(list: readonly T[], by: number): readonly T[] {
  if (list.length === 0) return list;
  const at = by % list.length;
  return [...list.slice(at), ...list.slice(0, at)];
}

/** In as many turns as all ratios together, each comes first as often as its own says, spread out; one with 0 never does. */
function ratioOrder<T extends Candidate>(ordered: readonly T[], count: number): readonly T[] {
  const total = ordered.reduce((sum, { ratio }) => sum + ratio, 0);
  if (total === 0) return [];
  const weighted = ordered.filter(({ ratio }) => ratio > 0);
  let place = ((count % total) * strideOf(total)) % total;
  const first = weighted.findIndex(({ ratio }) => {
    place -= ratio;
    return place < 0;
  });
  return rotated(weighted, first);
}

/** Steps of it come by every number below `total` once, far from each other. */
function strideOf(total: number): number {
  let stride = Math.max(1, Math.round(total * 0.618));
  while (commonDivisor(stride, total) !== 1) stride += 1;
  return stride;
}

function commonDivisor(a: number, b: number): number {
  return b === 0 ? a : commonDivisor(b, a % b);
}

/** The network of a client: persistence doesn't tell those in it apart. */
export function networkOf(client: string, prefixes: { readonly ipv4: number; readonly ipv6: number }): string {
  const address = ipaddr.process(client);
  const prefix = address.kind() === 'ipv4' ? prefixes.ipv4 : prefixes.ipv6;
  const bytes = address.toByteArray().map((byte, at) => byte & (0xff00 >> Math.min(8, Math.max(0, prefix - at * 8))) & 0xff);
  return ipaddr.fromByteArray(bytes).toString();
}
