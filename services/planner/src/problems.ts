/** The parts that could not be planned: what a problem says, and which are open. */

import { createHash } from 'node:crypto';
import type { Log } from '@berth/bus';
import { limits } from '@berth/convention';
import { compareText, cut, type Documents, type EngineName, encodeToken, type Origin, problemKey } from '@berth/messages';
import { ProblemShares } from './problem-shares.ts';

type Stored = Documents['berth-problems'];

/** A problem as data; `subject` is unique under the planner's source. */
export type PlanProblem = Pick<Stored, 'subject' | 'severity' | 'what' | 'where' | 'hint'> & {
  /** Whose containers have it, where it is one engine's: of each only so many are told. */
  readonly engine?: EngineName;
};

/** Whose problem it is that these containers have: of several engines', that of the first by name. */
export function havingIt(origins: readonly Origin[]): Pick<PlanProblem, 'engine'> {
  const [engine] = origins.map((origin) => origin.engine).toSorted(compareText);
  return engine === undefined ? {} : { engine };
}

/** Some of what they tell is somebody's own text, of any length. `subject`: as a token, and what is left of one that is longer. */
const longest = { subject: { token: 300, kept: 60 }, text: 1_000 } as const;

/** The same, no longer than it may be; two different subjects stay two. */
function bounded({ subject, what, where, hint, severity, engine }: PlanProblem): PlanProblem {
  return {
    ...(engine !== undefined && { engine }),
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
export type Report = (found: Pick<PlanProblem, 'subject' | 'what' | 'hint'>) => void;

/** Where open problems go: the part of a publisher that is needed. */
export type ProblemSink = {
  set(key: string, document: Omit<Stored, 'epoch'>): void;
  delete(key: string): void;
};

export type OpenProblemsOptions = {
  /** Under which they are published. */
  readonly source: string;
  readonly sink: ProblemSink;
  readonly log: Log;
  /** As of `performance.now()`. */
  readonly now?: () => number;
};

/** Keeps what is published equal to the problems that each owner (a container, a service, a name, an engine) has now. */
export class OpenProblems {
  readonly #source: string;
  readonly #sink: ProblemSink;
  readonly #log: Log;
  readonly #byOwner = new Map<string, readonly PlanProblem[]>();
  readonly #shares = new ProblemShares();
  /** Keys of those that are published. */
  readonly #told = new Set<string>();
  readonly #now: () => number;

  constructor({ source, sink, log, now = () => performance.now() }: OpenProblemsOptions) {
    this.#now = now;
    this.#source = source;
    this.#sink = sink;
    this.#log = log;
  }

  /** These are all the problems that `owner` has. */
  replace(owner: string, found: readonly PlanProblem[]): void {
    const problems = boundedIn(found);
    const before = this.#byOwner.get(owner) ?? [];
    if (before.length === 0 && problems.length === 0) return;
    if (problems.length === 0) this.#byOwner.delete(owner);
    else this.#byOwner.set(owner, problems);
    const now = new Map(problems.map((problem) => [problem.subject, problem]));
    for (const problem of before)
      if (now.get(problem.subject)?.engine !== problem.engine || !now.has(problem.subject)) this.#solve(problem);
    for (const problem of problems) {
      if (this.#shares.add(problem, this.#now()) === 'untold') continue;
      this.#tell(problem, before.some(({ subject, what }) => subject === problem.subject && what === problem.what) ? 'known' : 'new');
    }
    for (const engine of new Set([...before, ...problems].map((problem) => problem.engine))) this.#countUntold(engine);
  }

  /** Tells what had to wait, where its turn has come. */
  tellWaiting(): void {
    for (const problem of this.#shares.takeNext(this.#now())) {
      this.#tell(problem, 'new');
      this.#countUntold(problem.engine);
    }
  }

  /** Deletes what an earlier holder of the lease reported and is solved by now. */
  deleteOthers(stored: Iterable<string>): void {
    for (const key of stored) if (!this.#told.has(key)) this.#sink.delete(key);
  }

  #tell({ engine: _, ...told }: PlanProblem, news: 'new' | 'known'): void {
    const { what, where, hint } = told;
    this.#set(told);
    if (news === 'new') this.#log.warn({ what, where, hint }, 'found a problem');
  }

  #solve(problem: PlanProblem): void {
    if (this.#shares.remove(problem) === 'untold') return;
    this.#delete(problem.subject);
    this.#log.info({ what: problem.what }, 'solved a problem');
  }

  #countUntold(engine: EngineName | undefined): void {
    if (engine === undefined) return;
    const count = this.#shares.untold(engine);
    const subject = `engine-${engine}-problems`;
    if (count === 0) this.#delete(subject);
    else
      this.#set({
        subject,
        severity: 'warning',
        what: `engine ${engine}: its containers have ${count} more ${count === 1 ? 'problem, which is' : 'problems, of which none is'} told`,
        where: `engine ${engine}`,
        hint: 'solve those that are told first',
      });
  }

  #set(told: Omit<PlanProblem, 'engine'>): void {
    const key = problemKey(this.#source, told.subject);
    this.#told.add(key);
    this.#sink.set(key, { v: 1, source: this.#source, ...told });
  }

  #delete(subject: string): void {
    const key = problemKey(this.#source, subject);
    if (this.#told.delete(key)) this.#sink.delete(key);
  }
}
