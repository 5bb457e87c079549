/** Which engines plans name, told as one gauge: several plans name the same engine, and each comes and goes by itself. */
import type { Plan } from '@berth/messages';
import type { Gauge } from 'prom-client';

/** What a plan says of engines. */
export type PlannedEngines = Pick<Plan, 'engines' | 'stale'>;

export class ToldEngines {
  readonly #gauge: Gauge<'engine'>;
  /** In how many plans an engine is, and in how many of them as stale. */
  readonly #counts = new Map<string, { named: number; stale: number }>();

  constructor(gauge: Gauge<'engine'>) {
    this.#gauge = gauge;
  }

  /** A plan says this from now on, and no longer what it said `before`. */
  replace(before: PlannedEngines, after: PlannedEngines): void {
    this.#count(after, 1);
    this.#count(before, -1);
    for (const engine of new Set([...namesIn(before), ...namesIn(after)])) {
      const count = this.#counts.get(engine);
      if (count !== undefined && count.named > 0) this.#gauge.set({ engine }, count.stale > 0 ? 1 : 0);
      else {
        this.#counts.delete(engine);
        this.#gauge.remove({ engine });
      }
    }
  }

  #count(plan: PlannedEngines, by: 1 | -1): void {
    for (const engine of namesIn(plan)) {
      const { named, stale } = this.#counts.get(engine) ?? { named: 0, stale: 0 };
      this.#counts.set(engine, { named: named + by, stale: stale + (engine in plan.stale ? by : 0) });
    }
  }
}

function namesIn({ engines, stale }: PlannedEngines): Set<string> {
  return new Set([...Object.keys(engines), ...Object.keys(stale)]);
}
