/** Which problems are told of each engine: so many at a time, so that nobody drowns those of others in his own. */
import { limits } from '@berth/convention';
import type { EngineName } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

type Share = { readonly told: Set<string>; readonly untold: Map<string, PlanProblem> };

/** Those that are told stay so until they are solved; then who waits longest is told. */
export class ProblemShares {
  readonly #shares = new Map<EngineName, Share>();

  /** It is open. Whether it is to be told. */
  add(problem: PlanProblem): 'told' | 'untold' {
    const { engine, subject } = problem;
    if (engine === undefined) return 'told';
    const { told, untold } = this.#shareOf(engine);
    if (!told.has(subject) && told.size >= limits.engineProblems) {
      untold.set(subject, problem);
      return 'untold';
    }
    told.add(subject);
    return 'told';
  }

  /** It is solved. Whether it was told, and which is told instead. */
  remove({ engine, subject }: PlanProblem): { readonly was: 'told' | 'untold'; readonly next: PlanProblem | undefined } {
    if (engine === undefined) return { was: 'told', next: undefined };
    const { told, untold } = this.#shareOf(engine);
    if (untold.delete(subject)) return { was: 'untold', next: undefined };
    told.delete(subject);
    const [next] = untold.values();
    if (next !== undefined) untold.delete(next.subject);
    if (told.size === 0 && next === undefined) this.#shares.delete(engine);
    return { was: 'told', next };
  }

  /** How many are open and not told. */
  untold(engine: EngineName): number {
    return this.#shares.get(engine)?.untold.size ?? 0;
  }

  #shareOf(engine: EngineName): Share {
    const share = this.#shares.get(engine) ?? { told: new Set(), untold: new Map() };
    this.#shares.set(engine, share);
    return share;
  }
}
