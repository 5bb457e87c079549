/** Which of a container's addresses was taken for a member, and why: for people. */
import { z } from 'zod';

export const Reach = z.object({
  /** container: its own address. published: a port of its engine. host: it is in its engine's own network. */
  by: z.enum(['container', 'published', 'host']),
  /** Docker's, of the address where it is the container's own. */
  network: z.string().optional(),
  why: z.string(),
  /** The others that there were, `172.19.0.2 in back` or `192.0.2.11:8080`, each with what is against it. */
  turnedDown: z.array(z.object({ at: z.string(), why: z.string() })),
});
export type Reach = z.infer<typeof Reach>;
