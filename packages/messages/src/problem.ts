/** `berth-problems`: what is open, with cause and hint; deleted when solved. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { encodeToken } from './tokens.ts';

/** One open problem. Topic `berth.problem.<source>.<subject>`, or `berth.problem.<applier>.<bigip>.<subject>`. Deleted when solved. */
export const Problem = z.object({
  v: z.literal(1),
  epoch: Epoch,
  /** Who found it: `collector-docker1`, `planner-east`, `ltm-edge`. */
  source: z.string(),
  /** A stable name for it, unique under its source, or under its source and BIG-IP: `container-3f2a…-port`. */
  subject: z.string(),
  severity: z.enum(['error', 'warning']),
  /** One sentence: what is wrong, on what. */
  what: z.string(),
  /** Where: an engine and container, a configuration path, a key. */
  where: z.string(),
  /** What to do about it. */
  hint: z.string(),
});
export type Problem = z.infer<typeof Problem>;

/** `bigip`: for what an applier finds, all of which is about a BIG-IP. */
export function problemKey(source: string, subject: string, bigip?: string): string {
  return `${problemPrefix(source, bigip)}.${encodeToken(subject)}`;
}

/** Subject of the problem that says that some containers of an engine are left out, for all of them together are too much. */
export function beyondSubject(engine: string): string {
  return `engine-${engine}-limits`;
}

/** Subject of a collector's problem that says that its engine's document has no room for all containers. */
export const roomSubject = 'room';

/** Filter for all problems of one source, or for those that it found about one BIG-IP. */
export function problemFilter(source: string, bigip?: string): string {
  return `${problemPrefix(source, bigip)}.>`;
}

function problemPrefix(source: string, bigip: string | undefined): string {
  return [source, ...(bigip === undefined ? [] : [bigip])].map(encodeToken).join('.');
}
