/** Epochs: which holder of a lease wrote a document, and who came later. */
import { z } from 'zod';

/** The pair (creation time of `berth-leases` in ms, revision at which the lease was won) under the name of its lease. */
export const Epoch = z.object({ lease: z.string().min(1), created: z.number().nonnegative(), revision: z.int().nonnegative() });
export type Epoch = z.infer<typeof Epoch>;

/** The epoch of a program that runs without NATS (`--stdio`). */
export function zeroEpoch(lease: string): Epoch {
  return { lease, created: 0, revision: 0 };
}

/** Negative when `a` is older than `b`. Epochs of different leases are never compared: a RangeError. */
export function compareEpochs(a: Epoch, b: Epoch): number {
  if (a.lease !== b.lease) throw new RangeError(`epochs of different leases (${a.lease}, ${b.lease}) have no order`);
  return a.created - b.created || a.revision - b.revision;
}
