/** What topics and documents tell, as happenings. Mutable: it knows what it was told before. */
import { isDeepStrictEqual } from 'node:util';
import type { Batch, Message } from '@berth/bus';
import {
  Audit,
  type Container,
  ContainerChange,
  Desired,
  isOfEngine,
  Latencies,
  type Problem,
  type Status,
  traceIdOf,
} from '@berth/messages';
import type { z } from 'zod';
import type { Happening, ToldState } from './happening.ts';
import { namesIn } from './name-places.ts';
import { isRepaired } from './standing.ts';
import { reportService, targetOf, unitOf } from './status-report.ts';
import { reportWideIp } from './wide-ip-report.ts';

export class Story {
  readonly #latencies = new Latencies();
  readonly #problems = new Known<Problem>();
  readonly #statuses = new Known<Status>();

  container(message: Message): Happening[] {
    return read(ContainerChange, message, (change) => {
      if (!isOfEngine(message.subject, change)) return [];
      this.#latencies.note(change);
      const { id, name } = change.change === 'went' ? change.before : change.after;
      return [
        {
          kind: 'container',
          at: change.at,
          trace: traceIdOf(change),
          change: change.change,
          origin: { engine: change.engine, container: id, name },
          before: change.change === 'appeared' ? undefined : stateOf(change.before),
          after: change.change === 'went' ? undefined : stateOf(change.after),
        },
      ];
    });
  }

  desired(message: Message): Happening[] {
    return read(Desired, message, (document) => {
      const key = message.subject.slice('berth.desired.'.length);
      if (document.kind === 'plan') this.#latencies.notePlan(key, document.epoch);
      return plannedBy(key, document);
    });
  }

  audit(message: Message): Happening[] {
    return read(Audit, message, (audit) => {
      const { at, bigip, took, outcome, changes } = audit;
      return changes.map((change) => ({
        kind: 'written',
        at,
        trace: traceIdOf(audit),
        bigip,
        took,
        outcome,
        latency: outcome.kind === 'done' ? this.#latencies.latency(audit, change) : undefined,
        ...change,
      }));
    });
  }

  problems(batch: Batch<Problem>): Happening[] {
    return this.#problems.take(batch).flatMap(({ before, after }): Happening[] => {
      if (after !== undefined) return [{ kind: 'problem', change: 'opened', problem: after }];
      return before === undefined ? [] : [{ kind: 'problem', change: 'solved', problem: before }];
    });
  }

  statuses(batch: Batch<Status>): Happening[] {
    return this.#statuses.take(batch).flatMap(({ key, before, after }) => {
      if (after === undefined) return [];
      const { kind: applier, target: bigip } = targetOf(key);
      const unit = unitOf(key);
      const isSame = isDeepStrictEqual(before?.state, after.state);
      const state: Happening[] = isSame ? [] : [{ kind: 'bigip', bigip, applier, unit, state: after.state }];
      return [...state, ...exceptionsBetween({ bigip, unit }, before?.exceptions ?? [], after.exceptions)];
    });
  }
}

/** Docker doesn't tell a container that never ran from one that has ended, but by when it started. */
function stateOf({ state, startedAt }: Container): ToldState {
  return state === 'exited' && startedAt === 0 ? 'created' : state;
}

function plannedBy(key: string, document: Desired): Happening[] {
  switch (document.kind) {
    case 'service':
      return reportService({ key, document }).map(({ bigip, service, state, offered, members }) => {
        return { kind: 'planned', bigip, service, state, offered, members };
      });
    case 'names': {
      const { bigip, service, want } = document;
      const names = want.kind === 'gone' ? [] : namesIn(want);
      const answered = names.filter(({ answers }) => answers.length > 0).length;
      const state = want.kind === 'gone' ? 'gone' : answered === 0 ? 'empty' : 'serving';
      return [{ kind: 'named', bigip, service, state, names: names.length, answered }];
    }
    case 'wide ip':
      return [{ kind: 'led', ...reportWideIp(document) }];
    default:
      return [];
  }
}

type Change<T> = { readonly key: string; readonly before: T | undefined; readonly after: T | undefined };

/** Documents of one bucket. What was there at first is no change. */
class Known<T> {
  readonly #documents = new Map<string, T>();
  #begun = false;

  take({ kind, entries }: Batch<T>): Change<T>[] {
    const changes = entries.flatMap(({ key, value }) => {
      // What can't be read is unknown, so the last one that could stays.
      if (value.kind === 'unreadable') return [];
      return [{ key, before: this.#documents.get(key), after: value.kind === 'document' ? value.document : undefined }];
    });
    if (kind === 'snapshot') {
      const there = new Set(entries.map(({ key }) => key));
      for (const [key, before] of this.#documents) if (!there.has(key)) changes.push({ key, before, after: undefined });
    }
    for (const { key, after } of changes) {
      if (after === undefined) this.#documents.delete(key);
      else this.#documents.set(key, after);
    }
    const first = !this.#begun;
    this.#begun = true;
    return first ? [] : changes.filter(({ before, after }) => !isDeepStrictEqual(before, after));
  }
}

type Whose = { readonly bigip: string; readonly unit: string | undefined };

function exceptionsBetween(whose: Whose, before: Status['exceptions'], after: Status['exceptions']): Happening[] {
  const nameOf = ({ kind, object, reason }: Status['exceptions'][number]) => `${kind} ${object} ${reason}`;
  const known = new Set(before.map(nameOf));
  const open = new Set(after.map(nameOf));
  const opened = after.filter((exception) => !known.has(nameOf(exception)));
  const solved = before.filter((exception) => !isRepaired(exception) && !open.has(nameOf(exception)));
  return [
    ...opened.map((exception) => ({ kind: 'exception', change: 'opened', ...whose, exception }) as const),
    ...solved.map((exception) => ({ kind: 'exception', change: 'solved', ...whose, exception }) as const),
  ];
}

function read<T>(schema: z.ZodType<T>, { subject, value, deleted }: Message, tell: (value: T) => Happening[]): Happening[] {
  if (deleted === true) return [];
  const parsed = schema.safeParse(value);
  if (parsed.success) return tell(parsed.data);
  const [issue] = parsed.error.issues;
  return [{ kind: 'unreadable', subject, reason: `${issue?.path.map(String).join('.') ?? ''}: ${issue?.message ?? parsed.error.message}` }];
}
