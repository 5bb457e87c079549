/** Plain subject `berth.heartbeat.<program>.<instance>`, every 2 s. */
import { z } from 'zod';
import { EngineName } from './names.ts';
import { encodeToken } from './tokens.ts';

export const Heartbeat = z.object({
  v: z.literal(1),
  program: z.string(),
  instance: z.string(),
  leases: z.array(z.string()),
  /** For a collector: engines whose event stream is open. */
  engines: z.array(EngineName),
  /** Hash of the whole configuration: programs on different ones are a problem. */
  configuration: z.string(),
  /** What is wrong with a newer configuration, which therefore isn't in force; empty when nothing is. */
  refused: z.array(z.string()).default([]),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

export function heartbeatSubject(program: string, instance: string): string {
  return `berth.heartbeat.${encodeToken(program)}.${encodeToken(instance)}`;
}
