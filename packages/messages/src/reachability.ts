/** What the preflight tells about the way between a BIG-IP and the containers of one engine. */
import { z } from 'zod';

/** fails: it is known not to work. unknown: it can't be told from here, and isn't taken for either. */
export const Way = z.enum(['works', 'fails', 'unknown']);
export type Way = z.infer<typeof Way>;

/** One thing that stands in the way, or may. */
export const Finding = z.object({
  /**
   * direct: the engine drops what is routed to container addresses. forwarding: its host forwards nothing. masquerading: its containers show
   * its host's address instead of theirs. overlap: the network is also somewhere else. gateway: the BIG-IP can't reach the engine's address.
   * back: answers don't lead back through the BIG-IP. silent: containers are well, and the BIG-IP's monitors get no answer. names: whom the containers ask for names.
   */
  kind: z.enum(['direct', 'forwarding', 'masquerading', 'overlap', 'gateway', 'back', 'silent', 'names']),
  /** unknown: it can't be told whether it is so. */
  severity: z.enum(['error', 'warning', 'unknown']),
  /** The Docker network that it is about; absent: the whole engine. */
  network: z.string().optional(),
  /** One sentence: what is so, and what comes of it. */
  cause: z.string(),
  /** What to do, in words. */
  fix: z.string(),
  /** Commands that do it on the engine's host, in order. */
  commands: z.array(z.string()),
  /** How it was told. */
  told: z.string(),
});
export type Finding = z.infer<typeof Finding>;

/** Whether packets find their way, and what stands in it. */
export const Reachability = z.object({
  /** Sorted by name: whether packets that are routed to container addresses arrive. */
  networks: z.array(z.object({ network: z.string(), direct: Way })),
  /** Whether answers to addresses beyond the engine's own networks come back through the BIG-IP. */
  back: Way,
  findings: z.array(Finding),
});
export type Reachability = z.infer<typeof Reachability>;
