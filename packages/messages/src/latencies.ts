/** Which event of a container a write to a BIG-IP answers, and how long after it. Mutable: it remembers events. */
import type { Audit } from './audit.ts';
import type { ContainerChange } from './container-change.ts';
import { compareEpochs, type Epoch } from './epoch.ts';

type Event = {
  readonly at: number;
  /** By BIG-IP, when the first write that answers it was acknowledged. */
  readonly answered: Map<string, number>;
};

/** One change may take several requests, one after the other; whatever comes later has another reason than the event. */
const sameChange = 10_000;
const eventsKept = 4;
const containersKept = 20_000;

export class Latencies {
  /** By the beginning of the container's id, which is all that a mark tells; the newest event last. */
  readonly #events = new Map<string, readonly Event[]>();
  /** By the plan's key. */
  readonly #planners = new Map<string, Epoch>();

  note(change: ContainerChange): void {
    if (!canMatter(change)) return;
    const key = keyOf(change.engine, change.change === 'went' ? change.before.id : change.after.id);
    const events = this.#events.get(key) ?? [];
    this.#events.delete(key);
    this.#events.set(key, [...events, { at: change.at, answered: new Map<string, number>() }].slice(-eventsKept));
    for (const oldest of this.#events.keys()) {
      if (this.#events.size <= containersKept) break;
      this.#events.delete(oldest);
    }
  }

  /** A plan was read. Another planner than before may have another configuration: from now on, writes may have other reasons. */
  notePlan(key: string, epoch: Epoch): void {
    const before = this.#planners.get(key);
    this.#planners.set(key, epoch);
    if (before !== undefined && (before.lease !== epoch.lease || compareEpochs(before, epoch) !== 0)) this.#events.clear();
  }

  /** From the event to the BIG-IP's answer, ms; undefined when no event explains the write. */
  latency({ bigip, at, took }: Pick<Audit, 'bigip' | 'at' | 'took'>, { cause, origin }: Audit['changes'][number]): number | undefined {
    if (cause === 'drift' || origin?.engine === undefined || origin.container === undefined) return undefined;
    const events = this.#events.get(keyOf(origin.engine, origin.container)) ?? [];
    // What happened after the request was sent can't be why.
    const event = events.findLast((candidate) => candidate.at <= at - took);
    const newest = events.at(-1);
    if (event === undefined || newest === undefined) return undefined;
    const first = event.answered.get(bigip) ?? at;
    event.answered.set(bigip, first);
    if (event === newest) return at - first <= sameChange ? at - event.at : undefined;
    // The newest came while the request was under way; or the engine's clock is ahead, and the write is for that one.
    return first === at && newest.at - event.at <= sameChange ? at - event.at : undefined;
  }
}

/** Whether it may change what a BIG-IP should hold: a container that does not run is nobody's endpoint. */
function canMatter(change: ContainerChange): boolean {
  switch (change.change) {
    case 'appeared':
      return change.after.state !== 'exited';
    case 'went':
      return change.before.state !== 'exited';
    case 'changed':
      return change.before.state !== 'exited' || change.after.state !== 'exited';
    default:
      return change satisfies never;
  }
}

function keyOf(engine: string, container: string): string {
  return `${engine} ${container.slice(0, 12)}`;
}
