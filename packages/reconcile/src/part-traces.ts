/** The traces of an applier's work: each document's, until the BIG-IP is as it asks, with all requests that it took. */
import type { Clock, Span, Tracer } from '@berth/bus';
import type { IControlError } from '@berth/icontrol';
import {
  cut,
  desiredBaseKey,
  desiredServiceKey,
  documents,
  readTraceparent,
  type StatusException,
  spanWithin,
  type Traceparent,
} from '@berth/messages';
import type { PartChange } from './documents.ts';
import { basePart } from './parts.ts';
import { toldOfStep, toldOfTarget } from './request-span.ts';
import type { Step } from './resources.ts';
import type { Target } from './target.ts';

export type PartTracesOptions = { readonly target: Target; readonly tracer: Tracer; readonly clock: Clock };

/** A document that the BIG-IP isn't known to be as it asks for. */
type Open = {
  readonly trace: Traceparent;
  readonly parent: Traceparent;
  /** The document's; the one with the greatest is the newest. */
  readonly revision: number;
  readonly began: number;
  readonly part: string;
  /** Documents that were replaced by this one before they were applied. */
  readonly links: readonly Traceparent[];
  /** Why it was told that it can't be written. */
  readonly held: Set<string>;
};

/** What was sent for no document that just came: after a takeover, against drift, or because something is tried again. */
type Own = { readonly trace: Traceparent; readonly began: number; readonly causes: Set<string> };

/** A request, of which this took ms on this unit. */
export type Sent = { readonly unit: string; readonly took: number; readonly failure: IControlError | undefined };

const mostLinks = 32;
const longestReason = 500;
/** Reasons that are told of one document. */
const mostReasons = 10;

export class PartTraces {
  readonly #options: PartTracesOptions;
  readonly #open = new Map<string, Open>();
  /** By part, what wrote its document. */
  readonly #documents = new Map<string, Traceparent>();
  /** Why nothing could be written last, and the parts of which that isn't told yet. */
  #held: string | undefined;
  readonly #fresh = new Set<string>();
  #own: Own | undefined;
  #requests = 0;

  constructor(options: PartTracesOptions) {
    this.#options = options;
  }

  /** It was there before us: what is done for it is told as ours, with a link to it. */
  recall({ part, state }: PartChange): void {
    const parent = state.kind === 'document' ? state.document.traceparent : undefined;
    if (parent === undefined) this.#documents.delete(part);
    else this.#documents.set(part, parent);
  }

  /** It came just now: what is done for it goes on with its trace. */
  follow(change: PartChange): void {
    const { target, clock } = this.#options;
    const { part, revision } = change;
    this.recall(change);
    const parent = this.#documents.get(part);
    if (parent === undefined) return;
    const replaced = this.#open.get(part);
    if (replaced !== undefined) this.#end(replaced, { 'berth.outcome': 'replaced' });
    const trace = spanWithin(parent, `apply ${target.unit ?? ''}`);
    const links = replaced === undefined ? [] : [replaced.trace, ...replaced.links].slice(0, mostLinks);
    this.#open.set(part, { trace, parent, revision, began: clock.now(), part, links, held: new Set() });
    this.#fresh.add(part);
  }

  /** Nothing may be written now. Told once for each reason; that a number in it is another makes no other reason. */
  hold(reason: string): void {
    const { tracer, clock, target } = this.#options;
    const held = reason.replace(/\d+/g, '0');
    const parts = [...(held === this.#held ? this.#fresh : this.#open.keys())];
    this.#held = held;
    this.#fresh.clear();
    for (const { trace: parent, part, held: told } of parts.flatMap((each) => this.#open.get(each) ?? [])) {
      if (told.has(held) || told.size >= mostReasons) continue;
      told.add(held);
      const now = clock.now();
      const attributes = { ...toldOfTarget(target), [subjectOf(target)]: part, 'berth.reason': cut(reason, longestReason) };
      tracer.tell({
        trace: spanWithin(parent, `held ${held}`),
        parent,
        kind: 'internal',
        name: 'held',
        began: now,
        ended: now,
        attributes,
      });
    }
  }

  /** Tells a request with its outcome. Returns its span, for whoever else tells of it; undefined where no trace may begin. */
  sent(step: Step, { unit, took, failure }: Sent): Traceparent | undefined {
    const { target, tracer, clock } = this.#options;
    const ended = clock.now();
    const [newest, ...others] = this.#openFor(step);
    const parent = newest?.trace ?? this.#ownTrace(step, ended - took);
    if (parent === undefined) return undefined;
    const trace = spanWithin(parent, `request ${++this.#requests}`);
    // A step may have thousands of changes.
    if (!readTraceparent(trace).sampled) return trace;
    const links = newest === undefined ? this.#linksTo(step) : others.slice(0, mostLinks).map((other) => other.trace);
    const error = failure && { failure: cut(failure.detail, longestReason) };
    tracer.tell({ trace, parent, links, began: ended - took, ended, ...toldOfStep(step, { target, unit, failure }), ...error });
    return trace;
  }

  /** These parts are as their documents ask for, but for the exceptions, which are asked for only where it matters. */
  done(parts: readonly string[], exceptionsOf: (part: string) => readonly StatusException[]): void {
    for (const open of parts.flatMap((part) => this.#open.get(part) ?? [])) {
      this.#open.delete(open.part);
      this.#fresh.delete(open.part);
      const known = readTraceparent(open.trace).sampled ? exceptionsOf(open.part) : [];
      const left = known.filter(({ kind }) => kind !== 'orphaned');
      const told = left.slice(0, 10).map(({ kind, object, reason }) => cut(`${kind} ${object}: ${reason}`, longestReason));
      const [failure] = told;
      if (failure === undefined) this.#end(open, { 'berth.outcome': 'applied' });
      else this.#end(open, { 'berth.outcome': 'exceptions', 'berth.exceptions': told.join('; ') }, failure);
    }
  }

  /** A pass is over: what it did for a reason of ours is told. */
  passed(): void {
    const { target, tracer, clock } = this.#options;
    const own = this.#own;
    if (own === undefined) return;
    this.#own = undefined;
    const attributes = { ...toldOfTarget(target), 'berth.cause': [...own.causes].join(', ') };
    tracer.tell({ trace: own.trace, kind: 'internal', name: 'reconcile', began: own.began, ended: clock.now(), attributes });
  }

  #openFor({ changes }: Step): Open[] {
    const parts = new Set(changes.map(({ part }) => part));
    return [...parts].flatMap((part) => this.#open.get(part) ?? []).sort((a, b) => b.revision - a.revision);
  }

  #ownTrace({ changes }: Step, began: number): Traceparent | undefined {
    if (this.#own === undefined) {
      const trace = this.#options.tracer.begin();
      if (trace === undefined) return undefined;
      this.#own = { trace, began, causes: new Set() };
    }
    for (const { cause } of changes) this.#own.causes.add(cause);
    return this.#own.trace;
  }

  #linksTo({ changes }: Step): Traceparent[] {
    const parts = new Set(changes.map(({ part }) => part));
    return [...parts].flatMap((part) => this.#documents.get(part) ?? []).slice(0, mostLinks);
  }

  #end({ trace, parent, links, began, part }: Open, outcome: Span['attributes'], failure?: string): void {
    const { target, tracer, clock } = this.#options;
    const attributes = {
      'messaging.system': 'nats',
      'messaging.operation.type': 'process',
      'messaging.operation.name': 'apply',
      'messaging.destination.name': `${documents['berth-desired'].topic}.${keyOf(target, part)}`,
      ...toldOfTarget(target),
      [subjectOf(target)]: part,
      ...outcome,
    };
    tracer.tell({ trace, parent, links, kind: 'consumer', name: 'apply', began, ended: clock.now(), attributes, failure });
  }
}

/** What a part is the part of. */
function subjectOf({ kind }: Target): 'berth.engine' | 'berth.service' {
  return kind === 'route' ? 'berth.engine' : 'berth.service';
}

function keyOf({ kind, name }: Target, part: string): string {
  return part === basePart ? desiredBaseKey(kind, name) : desiredServiceKey(kind, name, part);
}
