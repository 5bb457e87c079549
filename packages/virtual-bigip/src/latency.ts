/** How long answers take: always the same, or drawn from a distribution. */

import { z } from 'zod';

const Milliseconds = z.number().nonnegative();

export const Latency = z.union([
  Milliseconds,
  z.strictObject({ kind: z.literal('uniform'), from: Milliseconds, to: Milliseconds }),
  z.strictObject({ kind: z.literal('normal'), mean: Milliseconds, deviation: Milliseconds }),
  z.strictObject({ kind: z.literal('exponential'), mean: Milliseconds }),
]);
export type Latency = z.infer<typeof Latency>;

/** Draws one delay in milliseconds after the other, never below 0. */
export function latencies(latency: Latency, seed: number): () => number {
  if (typeof latency === 'number') return () => latency;
  const random = generator(seed);
  return () => Math.max(0, draw(latency, random));
}

function draw(latency: Exclude<Latency, number>, random: () => number): number {
  switch (latency.kind) {
    case 'uniform':
      return latency.from + (latency.to - latency.from) * random();
    case 'normal':
      return latency.mean + latency.deviation * Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
    case 'exponential':
      return -latency.mean * Math.log(1 - random());
    default:
      return latency satisfies never;
  }
}

/** Mulberry32: from 0 up to 1. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}
