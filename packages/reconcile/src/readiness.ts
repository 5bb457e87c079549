/** Whether there are documents enough to write, and whether what none of them names may go. */
import { compareEpochs, type Epoch } from '@berth/messages';
import type { DesiredDocuments } from './documents.ts';
import type { Circumstances } from './standing.ts';

export type ReadinessOptions = {
  /** Without every document that the plan counts, what is there is taken after this time, ms. */
  readonly documents: number;
  readonly orphanAge: number;
  /** The engines of the site. */
  readonly engines: readonly string[];
};

/** All times are values of one clock of the caller's, ms. */
export class Readiness {
  readonly #options: ReadinessOptions;
  /** When all documents were asked for; undefined until a first answer came. */
  #asked: number | undefined;
  #epoch: { readonly epoch: Epoch; readonly seen: number } | undefined;

  constructor(options: ReadinessOptions) {
    this.#options = options;
  }

  /** A batch of documents was taken in; `all`: what was known before is forgotten. */
  note(kind: 'all' | 'some', { plan }: DesiredDocuments, now: number): void {
    if (kind === 'all') this.#asked = now;
    if (kind === 'all') this.#epoch = undefined;
    if (plan !== undefined && (this.#epoch === undefined || !isSame(this.#epoch.epoch, plan.epoch)))
      this.#epoch = { epoch: plan.epoch, seen: now };
  }

  documents(documents: DesiredDocuments, now: number): Circumstances['documents'] {
    if (this.#asked === undefined) return { kind: 'missing', reason: 'the documents have not been read' };
    if (documents.plan === undefined) return { kind: 'missing', reason: 'there is no plan' };
    if (!documents.hasBase) return { kind: 'missing', reason: 'the document about what services share is missing' };
    if (documents.complete || now >= this.#asked + this.#options.documents) return { kind: 'ready' };
    return { kind: 'missing', reason: `of ${documents.plan.count} documents that the plan counts some are missing` };
  }

  /** Only a plan that is complete, not new, and knows every engine, tells that an object is nobody's. */
  orphans(documents: DesiredDocuments, now: number): 'keep' | 'remove' {
    const { plan } = documents;
    if (plan === undefined || this.#epoch === undefined || !documents.complete || documents.partial) return 'keep';
    if (!this.#options.engines.every((engine) => plan.engines[engine] !== undefined)) return 'keep';
    return now >= this.#epoch.seen + this.#options.orphanAge ? 'remove' : 'keep';
  }

  /** When something may change just because time passes. */
  due(now: number): number {
    const times = [
      (this.#asked ?? Number.POSITIVE_INFINITY) + this.#options.documents,
      (this.#epoch?.seen ?? Number.POSITIVE_INFINITY) + this.#options.orphanAge,
    ];
    return Math.min(...times.filter((time) => time > now));
  }
}

function isSame(a: Epoch, b: Epoch): boolean {
  return a.lease === b.lease && compareEpochs(a, b) === 0;
}
