/** Which engines no collector sees, by the heartbeats. */
import type { EngineName } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

/** ms after which an engine that is heard again is well, though its document may be as old as before. */
const patience = 3000;

/** Silence counts only while we would hear: `pass` is told the time that passed while connected. */
export class StaleEngines {
  readonly #limit: number;
  readonly #silent: Map<EngineName, number>;
  readonly #since: Map<EngineName, number>;
  readonly #heard = new Set<EngineName>();
  /** Stale ones that are heard again, and for how many ms: what is known of them is from before, until it is listed anew. */
  readonly #back = new Map<EngineName, number>();
  #told: ReadonlySet<EngineName> = new Set();

  /** `since`: engines that an earlier holder of the lease found stale, which they are until they are heard. */
  constructor(engines: Iterable<EngineName>, limit: number, since: ReadonlyMap<EngineName, number> = new Map()) {
    this.#limit = limit;
    this.#silent = new Map([...engines].map((engine) => [engine, 0]));
    this.#since = new Map([...since].filter(([engine]) => this.#silent.has(engine)));
  }

  /** A collector named these as engines whose events it hears. */
  heard(engines: Iterable<EngineName>): void {
    for (const engine of engines) {
      if (!this.#silent.has(engine)) continue;
      this.#silent.set(engine, 0);
      if (this.#since.has(engine) && !this.#back.has(engine)) this.#back.set(engine, 0);
      this.#heard.add(engine);
    }
  }

  /** Its document is of a list that was read at `at`, ms since 1970. */
  listed(engine: EngineName, at: number): void {
    if (this.#back.has(engine) && at > (this.#since.get(engine) ?? at)) this.#takeForWell(engine);
  }

  /** `ms` have passed until `now`, ms since 1970. */
  pass(ms: number, now: number): void {
    for (const [engine, before] of this.#silent) {
      const silent = before + ms;
      this.#silent.set(engine, silent);
      if (silent <= this.#limit) continue;
      this.#back.delete(engine);
      if (!this.#since.has(engine)) this.#since.set(engine, Math.round(now - silent));
    }
    for (const [engine, heard] of this.#back) {
      if (heard + ms >= patience) this.#takeForWell(engine);
      else this.#back.set(engine, heard + ms);
    }
  }

  #takeForWell(engine: EngineName): void {
    this.#since.delete(engine);
    this.#back.delete(engine);
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
