/** Which engines no collector sees, by the heartbeats. */
import type { EngineName } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

/** Silence counts only while we would hear: `pass` is told the time that passed while connected. */
export class StaleEngines {
  readonly #limit: number;
  readonly #silent: Map<EngineName, number>;
  #stale: ReadonlySet<EngineName> = new Set();

  constructor(engines: Iterable<EngineName>, limit: number) {
    this.#limit = limit;
    this.#silent = new Map([...engines].map((engine) => [engine, 0]));
  }

  /** A collector named these as engines whose events it hears. */
  heard(engines: Iterable<EngineName>): void {
    for (const engine of engines) if (this.#silent.has(engine)) this.#silent.set(engine, 0);
  }

  pass(ms: number): void {
    for (const [engine, silent] of this.#silent) this.#silent.set(engine, silent + ms);
  }

  /** The engines that became stale, or well again, since this was last asked. */
  changes(): ReadonlyMap<EngineName, readonly PlanProblem[]> {
    const stale = new Set([...this.#silent].filter(([, silent]) => silent > this.#limit).map(([engine]) => engine));
    const changed = stale.symmetricDifference(this.#stale);
    this.#stale = stale;
    return new Map([...changed].map((engine) => [engine, stale.has(engine) ? [problemOf(engine)] : []]));
  }
}

function problemOf(engine: EngineName): PlanProblem {
  return {
    subject: `engine-${engine}-stale`,
    severity: 'error',
    what: `engine ${engine}: no collector sees it, so what runs there counts as it was last seen`,
    where: `sites, engine ${engine}`,
    hint: 'see that a collector runs for it, and that Docker answers it',
  };
}
