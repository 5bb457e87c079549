/** Pure: which of an engine's containers have room in its document, where not all have. */
import { type ContainerId, compareText, type Network } from '@berth/messages';

export type Candidate = {
  readonly id: ContainerId;
  /** That it takes in the document. */
  readonly bytes: number;
  readonly runs: boolean;
  /** Since when, ms; who runs longest comes first. */
  readonly since: number;
  /** What it took in the last document; undefined when it was not there. */
  readonly had: number | undefined;
};

/**
 * Who runs and was told stays, whoever comes: only its own growth can be what there is no room for. Who is new is told in the order in which
 * they began to run, up to the first for whom there is no room; a part is left free for the growth of those that are there, and `kept` for
 * those that are being started again. What doesn't run is told in what is left: it serves nothing, told or not. Undefined: those that were
 * told don't fit any more though they did not grow, so `most` is less than it was.
 */
export function whoFits(
  candidates: readonly Candidate[],
  { most, kept }: { readonly most: number; readonly kept: number },
): ReadonlySet<ContainerId> | undefined {
  const inTurn = candidates.toSorted((a, b) => a.since - b.since || compareText(a.id, b.id));
  const running = inTurn.filter(({ runs }) => runs);
  const fits = new Map(running.filter(({ had }) => had !== undefined).map((candidate) => [candidate.id, candidate]));
  let taken = [...fits.values()].reduce((sum, { bytes }) => sum + bytes, 0);
  for (const { id, bytes, had = bytes } of [...fits.values()].toReversed()) {
    if (taken <= most) break;
    if (bytes <= had) continue;
    fits.delete(id);
    taken -= bytes;
  }
  if (taken > most) return undefined;
  const free = withoutReserve(most) - kept;
  for (const candidate of running) {
    if (candidate.had !== undefined) continue;
    if (taken + candidate.bytes > free) break;
    fits.set(candidate.id, candidate);
    taken += candidate.bytes;
  }
  for (const candidate of inTurn) {
    if (candidate.runs || taken + candidate.bytes > free) continue;
    fits.set(candidate.id, candidate);
    taken += candidate.bytes;
  }
  return new Set(fits.keys());
}

/** Of so many bytes, those that whoever is new may take: the rest is for the growth of those that are there. */
export function withoutReserve(most: number): number {
  return (most * 15) / 16;
}

/** Bytes that all networks may take, so that containers have room. */
const mostForNetworks = 262_144;

/** Of an engine's networks those that have room: first those that were `known`; one that has none keeps no smaller one out. In the same order. */
export function withRoom(networks: readonly Network[], known: ReadonlySet<string>): readonly Network[] {
  let taken = 0;
  const inTurn = [...networks.filter(({ id }) => known.has(id)), ...networks.filter(({ id }) => !known.has(id))];
  const fits = new Set(
    inTurn.filter((network) => {
      const bytes = Buffer.byteLength(JSON.stringify(network)) + 1;
      if (taken + bytes > mostForNetworks) return false;
      taken += bytes;
      return true;
    }),
  );
  return networks.filter((network) => fits.has(network));
}
