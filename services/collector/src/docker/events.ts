/** What an event of the engine asks for, read from one line of `GET /events`. */
import { ContainerId } from '@berth/messages';
import { z } from 'zod';

/** `at` is the engine's own time, ms since 1970 with a fraction. */
export type DockerEvent =
  /** Something about this container changed: look at it again. */
  | { readonly kind: 'container'; readonly id: ContainerId; readonly at: number }
  /** It was sent a signal. */
  | { readonly kind: 'kill'; readonly id: ContainerId; readonly at: number; readonly signal: number }
  /** Networks were made or removed. */
  | { readonly kind: 'networks'; readonly at: number }
  /** Not understood: anything may have changed. */
  | { readonly kind: 'unknown'; readonly line: string };

/**
 * Let through by the engine itself, so that health checks, which write three `exec_*` events a run, cost nothing.
 * `stop` and `restart` are left out: `die` and `start` said it before.
 */
export const eventFilters = {
  type: ['container', 'network'],
  event: ['create', 'start', 'kill', 'die', 'pause', 'unpause', 'rename', 'health_status', 'destroy', 'connect', 'disconnect'],
};

const Line = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
  timeNano: z.number(),
});

/** Never throws: an event that can't be read asks for a look at everything. */
export function readEvent(line: string): DockerEvent {
  const parsed = Line.safeParse(jsonOf(line));
  if (!parsed.success) return { kind: 'unknown', line };
  const { Type, Action, Actor, timeNano } = parsed.data;
  // timeNano doesn't fit a number; what is lost is less than the microsecond that is kept.
  const at = Math.round(timeNano / 1000) / 1000;
  if (Type === 'network' && Action !== 'connect' && Action !== 'disconnect') return { kind: 'networks', at };
  const id = ContainerId.safeParse(Type === 'network' ? Actor.Attributes?.['container'] : Actor.ID);
  if (!id.success) return { kind: 'unknown', line };
  if (Action !== 'kill') return { kind: 'container', id: id.data, at };
  return { kind: 'kill', id: id.data, at, signal: Number(Actor.Attributes?.['signal']) };
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // refused by the schema
  }
}
