/** Which problems are told of each engine: so many at a time and so many anew, so that nobody drowns those of others in his own. */
import { Pace } from '@berth/bus';
import { limits } from '@berth/convention';
import type { EngineName } from '@berth/messages';
import type { PlanProblem } from './problems.ts';

type Share = { readonly told: Set<string>; readonly untold: Map<string, PlanProblem>; readonly pace: Pace };

/** A problem that was told leaves a trace in NATS, even when it is solved: so many are told at once, and then one in ten seconds. */
const anew = { share: 100, burst: limits.engineProblems * 1_000 } as const;
const work = 1_000;

/** Those that are told stay so until they are solved; then who waits longest is told. `now` as of `performance.now()`. */
export class ProblemShares {
  readonly #shares = new Map<EngineName, Share>();

  /** It is open. Whether it is to be told. */
  add(problem: PlanProblem, now: number): 'told' | 'untold' {
    const { engine, subject } = problem;
    if (engine === undefined) return 'told';
    const { told, untold, pace } = this.#shareOf(engine);
    if (told.has(subject)) return 'told';
    if (told.size >= limits.engineProblems || pace.wait(now) > 0) {
      untold.set(subject, problem);
      return 'untold';
    }
    pace.spend(work, now);
    untold.delete(subject);
    told.add(subject);
    return 'told';
  }

  /** It is solved. Whether it was told. */
  remove({ engine, subject }: PlanProblem): 'told' | 'untold' {
    if (engine === undefined) return 'told';
    const { told, untold } = this.#shareOf(engine);
    if (untold.delete(subject)) return 'untold';
    told.delete(subject);
    return 'told';
  }

  /** Those that are to be told by now instead of others. */
  takeNext(now: number): PlanProblem[] {
    return [...this.#shares.values()].flatMap(({ untold }) => {
      const next: PlanProblem[] = [];
      for (const problem of untold.values()) {
        if (this.add(problem, now) === 'untold') break;
        next.push(problem);
      }
      return next;
    });
  }

  /** How many are open and not told. */
  untold(engine: EngineName): number {
    return this.#shares.get(engine)?.untold.size ?? 0;
  }

  #shareOf(engine: EngineName): Share {
    const share = this.#shares.get(engine) ?? { told: new Set(), untold: new Map(), pace: new Pace(anew) };
    this.#shares.set(engine, share);
    return share;
  }
}
