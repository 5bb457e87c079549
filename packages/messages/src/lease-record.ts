/** `berth-leases`: who is the one writer of something. */
import { z } from 'zod';
import { encodeToken } from './tokens.ts';

/** Who holds a lease. The record's life is the bucket's TTL; it is renewed by writing it again. */
export const LeaseRecord = z.object({
  v: z.literal(1),
  /** Unique to one run of one program. */
  instance: z.string().min(1),
  program: z.string(),
  /** Revision at which it was won; absent in the record that wins it, whose own revision it is. */
  won: z.int().optional(),
});
export type LeaseRecord = z.infer<typeof LeaseRecord>;

/** Key of a lease such as `planner.east`: its parts are encoded one by one. `=span` stays as it is. */
export function leaseKey(...parts: readonly string[]): string {
  return parts.map((part) => (/^=[a-z]+$/.test(part) ? part : encodeToken(part))).join('.');
}
