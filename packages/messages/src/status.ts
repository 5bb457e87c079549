/** `berth-status`: how far an applier is with one target, and what isn't as desired. */
import { z } from 'zod';
import type { TargetKind } from './desired.ts';
import { Epoch } from './epoch.ts';
import { Origin } from './origin.ts';
import { encodeToken } from './tokens.ts';

/**
 * One object that isn't as desired, with the reason in words for an operator.
 * refused: BIG-IP would not take it (its own words). held: waits for an operator, or for something that must go first. conflicting: something without our mark is there.
 * orphaned: ours, but no document names it. overridden: an operator's own member state, kept. drifted: was changed by hand and repaired.
 */
export const StatusException = z.object({
  kind: z.enum(['refused', 'held', 'conflicting', 'orphaned', 'overridden', 'drifted']),
  /** Full path on the BIG-IP, a member as `/berth/www 10.0.0.1:80`, a record as `/berth/berth_services www.apps.example.com`. */
  object: z.string(),
  service: z.string().optional(),
  reason: z.string(),
  origin: Origin.optional(),
});
export type StatusException = z.infer<typeof StatusException>;

/** How far an applier is with one target. Topic `berth.status.<kind>.<target>`, of one unit that is written to by itself `berth.status.<kind>.<target>.<unit>`. */
export const Status = z.object({
  v: z.literal(1),
  epoch: Epoch,
  target: z.string(),
  /** The BIG-IP that is written to, where that isn't the target itself. */
  bigip: z.string().optional(),
  /** Address of the unit that is written to, where the BIG-IP has several; absent while none may be. */
  unit: z.string().optional(),
  state: z.discriminatedUnion('kind', [
    /** Not everything needed has been read yet. */
    z.object({ kind: z.literal('waiting'), reason: z.string() }),
    z.object({ kind: z.literal('active') }),
    /** No writes until `berth thaw`. */
    z.object({ kind: z.literal('frozen'), reason: z.string() }),
    z.object({ kind: z.literal('unreachable'), reason: z.string(), since: z.number() }),
  ]),
  /** All documents up to this revision of `berth-desired` are on the BIG-IP, exceptions aside. */
  appliedTo: z.int(),
  /** Documents known but not yet applied. */
  behindBy: z.int(),
  /** Since when there are changes that a reboot would lose, ms since 1970. */
  unsavedSince: z.number().optional(),
  /**
   * Since when there are changes that the other units don't have, ms since 1970. `changes`: own when the group was in sync before the first of
   * them, else others, of which nothing is known. `reason`: why they are not synchronised, though it is time.
   */
  unsynchronised: z.object({ since: z.number(), changes: z.enum(['own', 'others']), reason: z.string().optional() }).optional(),
  /** What Berth holds on it. */
  owned: z.object({ pools: z.int(), members: z.int(), records: z.int(), routes: z.int().optional() }),
  exceptions: z.array(StatusException),
});
export type Status = z.infer<typeof Status>;

/** `unit`: one of several units that are each written to, other than the first. The lease for it has the same name. */
export function statusKey(kind: TargetKind, target: string, unit?: string): string {
  return [kind, target, ...(unit === undefined ? [] : [unit])].map(encodeToken).join('.');
}
