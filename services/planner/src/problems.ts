/** The parts that could not be planned: what a problem says, and which are open. */
import type { Log } from '@berth/bus';
import { type Documents, problemKey } from '@berth/messages';

type Stored = Documents['berth-problems'];

/** A problem as data; `subject` is unique under the planner's source. */
export type PlanProblem = Pick<Stored, 'subject' | 'severity' | 'what' | 'where' | 'hint'>;

/** Tells a problem of one container. */
export type Report = (subject: string, what: string, hint: string) => void;

/** Where open problems go: the part of a publisher that is needed. */
export type ProblemSink = {
  set(key: string, document: Omit<Stored, 'epoch'>): void;
  delete(key: string): void;
};

/** Keeps what is published equal to the problems that each owner (a container, a service, a name, an engine) has now. */
export class OpenProblems {
  readonly #source: string;
  readonly #sink: ProblemSink;
  readonly #log: Log;
  readonly #byOwner = new Map<string, readonly PlanProblem[]>();

  constructor(source: string, sink: ProblemSink, log: Log) {
    this.#source = source;
    this.#sink = sink;
    this.#log = log;
  }

  /** These are all the problems that `owner` has. */
  replace(owner: string, problems: readonly PlanProblem[]): void {
    const before = this.#byOwner.get(owner);
    if (before === undefined && problems.length === 0) return;
    const subjects = new Set(problems.map(({ subject }) => subject));
    for (const { subject, what } of before ?? []) {
      if (subjects.has(subject)) continue;
      this.#sink.delete(problemKey(this.#source, subject));
      this.#log.info({ what }, 'solved a problem');
    }
    for (const problem of problems) {
      this.#sink.set(problemKey(this.#source, problem.subject), { v: 1, source: this.#source, ...problem });
      const { what, where, hint } = problem;
      if (!before?.some((known) => known.what === what)) this.#log.warn({ what, where, hint }, 'found a problem');
    }
    if (problems.length === 0) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, problems);
  }

  /** Deletes what an earlier holder of the lease reported and is solved by now. */
  deleteOthers(stored: Iterable<string>): void {
    const open = new Set([...this.#byOwner.values()].flat().map(({ subject }) => problemKey(this.#source, subject)));
    for (const key of stored) if (!open.has(key)) this.#sink.delete(key);
  }
}
