/** Stream `berth-audit`: the outcome of every write to a BIG-IP. */
import { z } from 'zod';
import type { TargetKind } from './desired.ts';
import { Origin } from './origin.ts';
import { encodeToken } from './tokens.ts';
import { traceparent } from './trace.ts';

/** What one request to a BIG-IP did. Subject `berth.audit.<kind>.<bigip>`. */
export const Audit = z.object({
  v: z.literal(1),
  traceparent,
  bigip: z.string(),
  at: z.number(),
  /** How long the BIG-IP took, ms. */
  took: z.number(),
  request: z.string(),
  outcome: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('done') }),
    z.object({ kind: z.literal('failed'), reason: z.string() }),
  ]),
  changes: z.array(
    z.object({
      change: z.enum(['create', 'update', 'delete']),
      /** As in `StatusException.object`. */
      object: z.string(),
      cause: z.string(),
      origin: Origin.partial().optional(),
    }),
  ),
});
export type Audit = z.infer<typeof Audit>;

export function auditSubject(kind: TargetKind, bigip: string): string {
  return `berth.audit.${kind}.${encodeToken(bigip)}`;
}
