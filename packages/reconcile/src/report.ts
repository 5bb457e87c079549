/** Tells what was done and how far it is: audit and status. Nothing waits for either. */

import type { Clock, Log, Store } from '@berth/bus';
import type { IControlError } from '@berth/icontrol';
import { nameOf } from '@berth/icontrol';
import {
  type Audit,
  auditSubject,
  compareText,
  readTraceparent,
  type Status,
  type StatusException,
  type TargetKind,
  type Traceparent,
} from '@berth/messages';
import type { ObjectChange, Step } from './resources.ts';

/** Changes told in one message: NATS limits its size. */
const mostChanges = 500;
/** Exceptions told in the status, for the same reason: BIG-IP's words about each may be 2,000 characters. */
const mostExceptions = 300;

export type AuditorOptions = {
  readonly kind: TargetKind;
  /** What the documents are for. */
  readonly name: string;
  readonly bigip: string;
  readonly store: Store;
  readonly clock: Clock;
  readonly log: Log;
};

/** What came of a write. */
type Told = {
  /** ms */
  readonly took: number;
  /** Without one it was done. */
  readonly failure: IControlError | undefined;
  /** Its span, where it has one. */
  readonly trace: Traceparent | undefined;
};

/** Publishes and logs the outcome of each write. */
export class Auditor {
  readonly #options: AuditorOptions;
  readonly #subject: string;

  constructor(options: AuditorOptions) {
    this.#options = options;
    this.#subject = auditSubject(options.kind, options.name);
  }

  tell({ requests, changes }: Step, { took, failure, trace }: Told): void {
    const { bigip, clock, store, log } = this.#options;
    const request = requests.length === 1 ? requests.map(nameOf).join() : `transaction of ${requests.length}`;
    const outcome: Audit['outcome'] = failure === undefined ? { kind: 'done' } : { kind: 'failed', reason: failure.detail };
    const common = { v: 1, bigip, at: clock.now(), took, request, outcome, ...(trace && { traceparent: trace }) } as const;
    for (let from = 0; from < changes.length; from += mostChanges) {
      const told = changes.slice(from, from + mostChanges).map(tellable);
      store.publish(this.#subject, { ...common, changes: told } satisfies Audit);
    }
    const [first] = changes;
    const fields = {
      bigip,
      object: first?.object,
      change: first?.change,
      cause: first?.cause,
      changes: changes.length,
      took: Math.round(took * 10) / 10,
      ...(trace && traceFields(trace)),
    };
    if (failure === undefined) log.info(fields, 'wrote to the BIG-IP');
    else log.warn({ ...fields, request, reason: failure.detail, kind: failure.kind }, 'the BIG-IP did not take a request');
  }
}

/** OpenTelemetry's names, by which logs and traces are brought together; nothing where there is no such trace. */
function traceFields(traceparent: Traceparent): object {
  const { trace, span, sampled } = readTraceparent(traceparent);
  return sampled ? { trace_id: trace, span_id: span } : {};
}

function tellable({ change, object, cause, origin }: ObjectChange): Audit['changes'][number] {
  return { change, object, cause, ...(origin !== undefined && { origin }) };
}

/** Sorted, so that the same state gives the same bytes. What was only repaired gives way to what is still wrong. */
export function listedExceptions(exceptions: readonly StatusException[]): StatusException[] {
  const rank = ({ kind }: StatusException) => (kind === 'drifted' ? 1 : 0);
  const order = (a: StatusException, b: StatusException) => compareText(a.object, b.object) || compareText(a.kind, b.kind);
  const kept = exceptions.length <= mostExceptions ? exceptions : exceptions.toSorted((a, b) => rank(a) - rank(b)).slice(0, mostExceptions);
  return kept.toSorted(order);
}

/** At least this long between two writes of the status, ms. */
const statusPause = 1000;

/** Publishes the status at once, then at most once a second. */
export class StatusReporter implements Disposable {
  readonly #publish: (status: Omit<Status, 'epoch'>) => void;
  readonly #compose: () => Omit<Status, 'epoch'>;
  #last = Number.NEGATIVE_INFINITY;
  #timer: NodeJS.Timeout | undefined;

  constructor(publish: (status: Omit<Status, 'epoch'>) => void, compose: () => Omit<Status, 'epoch'>) {
    this.#publish = publish;
    this.#compose = compose;
  }

  /** Something that the status tells may have changed. */
  touch(): void {
    if (this.#timer !== undefined) return;
    const wait = this.#last + statusPause - performance.now();
    if (wait <= 0) this.#write();
    else this.#timer = setTimeout(() => this.#write(), wait);
  }

  /** Writes what is still to be written. */
  [Symbol.dispose](): void {
    if (this.#timer !== undefined) this.#write();
  }

  #write(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#last = performance.now();
    this.#publish(this.#compose());
  }
}
