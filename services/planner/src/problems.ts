/** The parts that could not be planned: what a problem says, and which are open. */

import { createHash } from 'node:crypto';
import type { Log } from '@berth/bus';
import { limits } from '@berth/convention';
import { cut, type Documents, encodeToken, problemKey } from '@berth/messages';

type Stored = Documents['berth-problems'];

/** A problem as data; `subject` is unique under the planner's source. */
export type PlanProblem = Pick<Stored, 'subject' | 'severity' | 'what' | 'where' | 'hint'>;

/** Some of what they tell is somebody's own text, of any length. `subject`: as a token, and what is left of one that is longer. */
const longest = { subject: { token: 300, kept: 60 }, text: 1_000 } as const;

/** The same, no longer than it may be; two different subjects stay two. */
function bounded({ subject, what, where, hint, severity }: PlanProblem): PlanProblem {
  return {
    subject: boundedSubject(subject),
    severity,
    what: cut(what, longest.text),
    where: cut(where, longest.text),
    hint: cut(hint, longest.text),
  };
}

function boundedSubject(subject: string): string {
  const { token, kept } = longest.subject;
  if (subject.length <= token && encodeToken(subject).length <= token) return subject;
  return `${subject.slice(0, kept)}-${createHash('sha256').update(subject).digest('hex').slice(0, 12)}`;
}

/** The first of them, and that there are more. */
function boundedIn(problems: readonly PlanProblem[]): readonly PlanProblem[] {
  const told = problems.slice(0, limits.problems).map(bounded);
  const [first] = told;
  const left = problems.length - told.length;
  if (first === undefined || left === 0) return told;
  const more = `${left} more problems, of which none is told`;
  return [
    ...told,
    { ...first, subject: `${first.subject}-more`, what: `${first.where}: ${more}`, hint: 'solve those that are told first' },
  ];
}

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
  replace(owner: string, found: readonly PlanProblem[]): void {
    const problems = boundedIn(found);
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
