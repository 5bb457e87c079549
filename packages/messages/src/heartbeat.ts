/**
 * Plain subject `berth.heartbeat.<program>.<instance>`, every 2 s; a collector's ends with the engine that it is about, as NATS may let it
 * speak of that one only.
 */
import { z } from 'zod';
import { EngineName } from './names.ts';
import { encodeToken } from './tokens.ts';

export const Heartbeat = z.object({
  v: z.literal(1),
  program: z.string().min(1),
  instance: z.string().min(1),
  /** That it belongs to; former versions don't tell. Another installation on the same NATS is a problem. */
  installation: z.string().optional(),
  /** That it holds; for a collector: the engine's, if it does. */
  leases: z.array(z.string()),
  /** For a collector: the engine, if its event stream is open. */
  engines: z.array(EngineName),
  /** Hash of the whole configuration: programs on different ones are a problem. */
  configuration: z.string(),
  /** What is wrong with a newer configuration, which therefore isn't in force; empty when nothing is. */
  refused: z.array(z.string()).default([]),
  /** Files that its work needs and that it can't read, each with the reason; also while it waits for a lease. */
  unreadable: z.array(z.string()).default([]),
});
export type Heartbeat = z.infer<typeof Heartbeat>;

/** `engine`: for a collector that has any. */
export function heartbeatSubject(program: string, instance: string, engine?: string): string {
  return ['berth.heartbeat', ...[program, instance, ...(engine === undefined ? [] : [engine])].map(encodeToken)].join('.');
}

/** All of a program's, but for those of a collector about an engine. */
export function heartbeats(program: string): string {
  return `berth.heartbeat.${encodeToken(program)}.*`;
}

/** Those about one engine, or about any. */
export function engineHeartbeats(engine?: string): string {
  return `berth.heartbeat.collector.*.${engine === undefined ? '*' : encodeToken(engine)}`;
}

/** What was sent, if it is from whom its subject says and about no other engine: more may not be known of a sender. */
export function heartbeatIn({ subject, value }: { readonly subject: string; readonly value: unknown }): Heartbeat | undefined {
  const { data: heartbeat } = Heartbeat.safeParse(value);
  if (heartbeat === undefined) return undefined;
  const { program, instance, engines } = heartbeat;
  const own = heartbeatSubject(program, instance);
  if (engines.length === 0 && subject === own) return heartbeat;
  const about = subject.startsWith(`${own}.`) ? subject.slice(own.length + 1) : undefined;
  return about !== undefined && engines.every((engine) => encodeToken(engine) === about) ? heartbeat : undefined;
}
