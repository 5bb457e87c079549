/** Which engines no collector sees, by the heartbeats. */
import type { EngineName } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

/** Silence counts only while we would hear: `pass` is told the time that passed while connected. */
export class StaleEngines {
  readonly #limit: number;
  readonly #silent: Map<EngineName, number>;
  readonly #since: Map<EngineName, number>;
  readonly #heard = new Set<EngineName>();
  #told: ReadonlySet<EngineName> = new Set();

  /** `since`: engines that an earlier holder of the lease found stale, which they are until they are heard. */
  constructor(engines: Iterable<EngineName>, limit: number, since: ReadonlyMap<EngineName, number> = new Map()) {
    this.#limit = limit;
    this.#silent = new Map([...engines].map((engine) => [engine, 0]));
    this.#since = new Map([...since].filter(([engine]) => this.#silent.has(engine)));
  }

  /** A collector named these as engines whose events it hears. Returns those of them that were stale until now. */
  heard(engines: Iterable<EngineName>): EngineName[] {
    const back: EngineName[] = [];
    for (const engine of engines) {
      if (!this.#silent.has(engine)) continue;
      this.#silent.set(engine, 0);
      if (this.#since.delete(engine)) back.push(engine);
      this.#heard.add(engine);
    }
    return back;
  }

  /** `ms` have passed until `now`, ms since 1970. */
  pass(ms: number, now: number): void {
    for (const [engine, before] of this.#silent) {
      const silent = before + ms;
      this.#silent.set(engine, silent);
      if (silent > this.#limit && !this.#since.has(engine)) this.#since.set(engine, Math.round(now - silent));
    }
  }

  /** The stale ones, and when each was heard last, ms since 1970. */
  get since(): ReadonlyMap<EngineName, number> {
    return this.#since;
  }

  /** Whether it was heard, and is not stale. */
  isWell(engine: EngineName): boolean {
    return this.#heard.has(engine) && !this.#since.has(engine);
  }

  /** The engines that became stale, or well again, since this was last asked. */
  changes(): ReadonlyMap<EngineName, readonly PlanProblem[]> {
    const stale = new Set(this.#since.keys());
    const changed = stale.symmetricDifference(this.#told);
    this.#told = stale;
    return new Map([...changed].map((engine) => [engine, stale.has(engine) ? [problemOf(engine)] : []]));
  }
}

function problemOf(engine: EngineName): PlanProblem {
  return {
    subject: `engine-${engine}-stale`,
    severity: 'error',
    what: `engine ${engine}: no collector sees it, so what runs there counts as it was last seen`,
    where: `sites, engine ${engine}`,
    hint: `see that a collector runs for it, and that Docker answers it; if it is gone for good: berth forget ${engine}`,
  };
}
