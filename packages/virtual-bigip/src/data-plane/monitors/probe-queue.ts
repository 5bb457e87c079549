/** Lets only so many probes run at a time, however many members there are. */
import type { TrafficMonitor } from '../../traffic.ts';
import type { Reachable } from '../reach.ts';
import { probe, type Target } from './probe.ts';
import type { Verdict } from './response.ts';

type Waiting = {
  readonly monitor: TrafficMonitor;
  readonly target: Target;
  /** Of what is down already nobody hopes for an answer. */
  readonly urgent: boolean;
  readonly signal: AbortSignal;
  readonly begun: () => void;
  readonly ended: (verdict: Verdict) => void;
};

const AT_ONCE = 1_000;

export class ProbeQueue {
  readonly #urgent = new Set<Waiting>();
  readonly #rest = new Set<Waiting>();
  readonly #reachable: Reachable;
  #running = 0;

  constructor(reachable: Reachable) {
    this.#reachable = reachable;
  }

  add(waiting: Waiting): void {
    (waiting.urgent ? this.#urgent : this.#rest).add(waiting);
    this.#next();
  }

  #next(): void {
    while (this.#running < AT_ONCE) {
      const queue = this.#urgent.size > 0 ? this.#urgent : this.#rest;
      const [next] = queue;
      if (next === undefined) return;
      queue.delete(next);
      if (next.signal.aborted) continue;
      next.begun();
      const { address } = next.target;
      if (!this.#reachable.includes(address)) {
        next.ended({ kind: 'failed', reason: `only the default route leads to ${address}` });
        continue;
      }
      this.#running += 1;
      const signal = AbortSignal.any([next.signal, AbortSignal.timeout(next.monitor.timeout * 1000)]);
      void probe(next.monitor, next.target, signal).then((verdict) => {
        this.#running -= 1;
        next.ended(verdict);
        this.#next();
      });
    }
  }
}
