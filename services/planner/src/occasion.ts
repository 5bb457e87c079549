/** On what occasion something is planned: the traces that go on with the documents. Planning itself knows nothing of it. */
import type { Batch, Cause, Clock, Span, Tracer } from '@berth/bus';
import { documents, type Engine, engineKey, spanWithin, type Traceparent } from '@berth/messages';

export type OccasionOptions = {
  readonly tracer: Tracer;
  readonly clock: Clock;
  /** What is planned, such as `site east`: two that plan from the same document are two spans of its trace. */
  readonly what: string;
};

/** A document of an engine that leads to planning. */
type Told = { readonly engine: string; readonly revision: number; readonly trace: Traceparent };

/** Links told at most. */
const mostLinks = 32;

export class Occasion {
  readonly #options: OccasionOptions;
  /** By key, the trace of each engine's document. */
  readonly #traces = new Map<string, Traceparent>();
  /** Told by documents that nothing was planned from yet. */
  #news: Told[] = [];
  #cause: Cause | undefined;

  constructor(options: OccasionOptions) {
    this.#options = options;
  }

  /** Why that is written which is planned now; undefined when no trace is to be told. */
  get cause(): Cause | undefined {
    return this.#cause;
  }

  /** Takes note of what documents of engines tell; `work` reads them. */
  read(batch: Batch<Engine>, work: () => void): void {
    this.#note(batch);
    work();
  }

  /** `work` plans what these documents of engines ask for: on the trace of the newest, with links to the others'. */
  follow(batch: Batch<Engine>, work: () => void): void {
    this.#note(batch);
    const [newest, ...others] = this.#takeNews();
    if (newest === undefined) this.begin('document', work);
    else this.#during(this.#planned(newest, others), work);
  }

  /** `work` plans everything there is, after all was read: on a trace of its own. Where none may begin, it goes on with what was read. */
  takeOver(work: () => void): void {
    const news = this.#takeNews();
    const [newest, ...others] = news;
    const own = this.#own('takeover', news);
    if (own !== undefined) this.#during(own, work);
    else if (newest !== undefined) this.#during(this.#planned(newest, others), work);
    else work();
  }

  /** `work` plans for a reason of ours: on a trace of its own. */
  begin(why: string, work: () => void): void {
    const own = this.#own(why, []);
    if (own === undefined) work();
    else this.#during(own, work);
  }

  #note({ kind, entries }: Batch<Engine>): void {
    if (kind === 'snapshot') this.#news = [];
    for (const { key, revision, value } of entries) {
      const trace = value.kind === 'document' ? value.document.traceparent : undefined;
      if (value.kind !== 'document' || trace === undefined || this.#traces.get(key) === trace) continue;
      this.#traces.set(key, trace);
      this.#news.push({ engine: value.document.name, revision, trace });
    }
  }

  /** The newest first. */
  #takeNews(): readonly Told[] {
    const news = this.#news.toSorted((a, b) => b.revision - a.revision);
    this.#news = [];
    return news;
  }

  #planned(newest: Told, others: readonly Told[]): Planned {
    return {
      trace: spanWithin(newest.trace, `plan ${this.#options.what}`),
      parent: newest.trace,
      links: others.slice(0, mostLinks).map(({ trace }) => trace),
      kind: 'consumer',
      attributes: {
        'messaging.system': 'nats',
        'messaging.operation.type': 'process',
        'messaging.operation.name': 'plan',
        'messaging.destination.name': `${documents['berth-engines'].topic}.${engineKey(newest.engine)}`,
        ...this.#attributes,
        'berth.engine': [newest, ...others].map(({ engine }) => engine).join(', '),
      },
    };
  }

  #own(why: string, news: readonly Told[]): Planned | undefined {
    const trace = this.#options.tracer.begin();
    if (trace === undefined) return undefined;
    const links = news.slice(0, mostLinks).map((told) => told.trace);
    return { trace, links, kind: 'internal', attributes: { ...this.#attributes, 'berth.why': why } };
  }

  get #attributes(): Span['attributes'] {
    return { 'berth.planner': this.#options.what };
  }

  /** Told once, and only if a document is written because of it. */
  #during(planned: Planned, work: () => void): void {
    const { tracer, clock } = this.#options;
    const began = clock.now();
    let ended: number | undefined;
    let told: boolean = false;
    const onWritten = () => {
      if (told) return;
      told = true;
      tracer.tell({ ...planned, name: 'plan', began, ended: ended ?? clock.now() });
    };
    const before = this.#cause;
    this.#cause = { trace: planned.trace, onWritten };
    try {
      work();
    } finally {
      this.#cause = before;
      ended = clock.now();
    }
  }
}

type Planned = Omit<Span, 'name' | 'began' | 'ended'>;
