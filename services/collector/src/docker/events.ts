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
  | { readonly kind: 'networks' }
  /** Nothing that a document holds. */
  | { readonly kind: 'other' }
  /** Not understood: anything may have changed. */
  | { readonly kind: 'unknown'; readonly line: string };

/**
 * What counts. `stop` and `restart` don't: `die` and `start` said it before. Podman says `remove` for `destroy`, and may know of a death only
 * at `cleanup`.
 */
const actions: ReadonlyMap<string, readonly string[]> = new Map([
  ['container', ['create', 'start', 'kill', 'die', 'cleanup', 'pause', 'unpause', 'rename', 'health_status', 'destroy', 'remove']],
  ['network', ['create', 'connect', 'disconnect', 'destroy']],
]);

/** The same for the engine, so that health checks, which write three `exec_*` events a run, cost nothing. */
export const eventFilters = { type: [...actions.keys()], event: [...new Set([...actions.values()].flat())] };

const Line = z.object({
  Type: z.string(),
  Action: z.string(),
  Actor: z.object({ ID: z.string(), Attributes: z.record(z.string(), z.string()).nullish() }),
});

/** Never throws: an event that can't be read asks for a look at everything. */
export function readEvent(line: string): DockerEvent {
  const parsed = Line.safeParse(jsonOf(line));
  if (!parsed.success) return { kind: 'unknown', line };
  const { Type, Action, Actor } = parsed.data;
  // More may follow, as in `health_status: healthy` and `exec_start: sh -c …`.
  const [action = ''] = Action.split(':');
  if (actions.get(Type)?.includes(action) !== true) return { kind: 'other' };
  if (Type === 'network' && (action === 'create' || action === 'destroy')) return { kind: 'networks' };
  const at = timeOf(line);
  // Podman names the container itself, where Docker names the network.
  const id = ContainerId.safeParse((Type === 'network' ? Actor.Attributes?.['container'] : undefined) ?? Actor.ID);
  if (at === undefined || !id.success) return { kind: 'unknown', line };
  if (action !== 'kill') return { kind: 'container', id: id.data, at };
  return { kind: 'kill', id: id.data, at, signal: Number(Actor.Attributes?.['signal']) };
}

/** Nanoseconds since 1970 don't fit a number, so they are cut to microseconds as text. Inside of a label the quotes would be escaped. */
function timeOf(line: string): number | undefined {
  const micros = /"timeNano":(\d+)\d{3}\D/.exec(line)?.[1];
  return micros === undefined ? undefined : Number(micros) / 1000;
}

function jsonOf(line: string): unknown {
  try {
    return JSON.parse(line);
  } catch {
    return undefined; // refused by the schema
  }
}
