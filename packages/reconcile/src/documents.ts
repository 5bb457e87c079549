/** The desired documents of one target: which of them count, and whether there are enough to begin. */
import type { Batch, Entry } from '@berth/bus';
import { compareEpochs, type Desired, decodeToken, type Epoch, type Plan } from '@berth/messages';
import { basePart } from './parts.ts';

/** What is planned for a part. */
export type PartDocument = Exclude<Desired, Plan>;
/** That of one service, or of one engine's routes; the others are what those share. */
type ServiceDocument = Extract<PartDocument, { readonly want: unknown }>;

/** A part's document changed. `unknown`: it is there but says nothing that counts, so nothing may be concluded from it. */
export type PartChange = {
  readonly part: string;
  readonly revision: number;
  readonly state:
    | { readonly kind: 'document'; readonly document: PartDocument }
    | { readonly kind: 'unknown'; readonly reason: string }
    | { readonly kind: 'none' };
};

export type Taken = {
  /** `all`: forget what was known before. */
  readonly kind: 'all' | 'some';
  readonly changes: readonly PartChange[];
};

type Known = { readonly revision: number; readonly state: Exclude<PartChange['state'], { kind: 'none' }> };

/**
 * Judges documents by the plan they belong to. One whose epoch is older than the plan's counts only if it was written before
 * that epoch began: it is a late write otherwise, which the planner replaces.
 */
export class DesiredDocuments {
  readonly #known = new Map<string, Known>();
  #plan: { readonly document: Plan; readonly since: number } | undefined;
  readonly #partial = new Set<string>();
  /** Services of which a document counts. */
  readonly #services = new Set<string>();

  /** The plan that the documents belong to. Without one nothing may be written. */
  get plan(): Plan | undefined {
    return this.#plan?.document;
  }

  /** Whether every document that the plan counts is there, and what services share. */
  get complete(): boolean {
    return this.plan !== undefined && this.hasBase && this.#services.size >= this.plan.count;
  }

  get hasBase(): boolean {
    return this.#known.get(basePart)?.state.kind === 'document';
  }

  /** Whether a document says that it doesn't know what some engine has. */
  get partial(): boolean {
    return this.#partial.size > 0;
  }

  take({ kind, entries }: Batch<Desired>): Taken {
    if (kind === 'snapshot') {
      this.#known.clear();
      this.#partial.clear();
      this.#services.clear();
      this.#plan = undefined;
    }
    const before = this.#plan?.document.epoch;
    for (const entry of entries) if (partOf(entry.key) === planPart) this.#takePlan(entry);
    const changes = this.#plan !== undefined && !sameEpoch(before, this.#plan.document.epoch) ? this.#judgeAgain() : [];
    for (const entry of entries) {
      const part = partOf(entry.key);
      if (part !== planPart) changes.push(...this.#takeEntry(part, entry));
    }
    return { kind: kind === 'snapshot' ? 'all' : 'some', changes };
  }

  #takePlan({ revision, value }: Entry<Desired>): void {
    if (value.kind === 'deleted') this.#plan = undefined;
    // One that can't be read is unknown: the last one that could stays.
    if (value.kind !== 'document' || value.document.kind !== 'plan') return;
    // One of an epoch that is over came late.
    if (this.#plan !== undefined && isOlder(value.document.epoch, this.#plan.document.epoch)) return;
    this.#plan = { document: value.document, since: value.document.since ?? revision };
  }

  #takeEntry(part: string, { revision, value }: Entry<Desired>): PartChange[] {
    const known = this.#known.get(part);
    if (value.kind === 'deleted') {
      this.#known.delete(part);
      this.#partial.delete(part);
      this.#services.delete(part);
      return known === undefined ? [] : [{ part, revision, state: { kind: 'none' } }];
    }
    const state = stateOf(value);
    // A late write leaves what counted before it.
    if (state.kind === 'document' && this.#isLate(state.document.epoch, revision)) {
      return known?.state.kind === 'document' ? [] : this.#set(part, revision, late);
    }
    return this.#set(part, revision, state);
  }

  #set(part: string, revision: number, state: Known['state']): PartChange[] {
    this.#known.set(part, { revision, state });
    const service = state.kind === 'document' && isService(state.document) ? state.document : undefined;
    if (service === undefined) this.#services.delete(part);
    else this.#services.add(part);
    if (service !== undefined && isPartial(service)) this.#partial.add(part);
    else this.#partial.delete(part);
    return [{ part, revision, state }];
  }

  /** Under a newer plan, documents that came before it was seen may turn out to have been late. */
  #judgeAgain(): PartChange[] {
    const changes: PartChange[] = [];
    for (const [part, { revision, state }] of this.#known) {
      if (state.kind === 'document' && this.#isLate(state.document.epoch, revision)) changes.push(...this.#set(part, revision, late));
    }
    return changes;
  }

  #isLate(epoch: Epoch, revision: number): boolean {
    if (this.#plan === undefined || revision <= this.#plan.since) return false;
    const planned = this.#plan.document.epoch;
    return epoch.lease !== planned.lease || compareEpochs(epoch, planned) < 0;
  }
}

const planPart = '=plan';
const late = { kind: 'unknown', reason: 'it was written under an older epoch than the plan' } as const;

/** `ltm.edge.www` → `www` */
function partOf(key: string): string {
  return decodeToken(key.slice(key.lastIndexOf('.') + 1));
}

function stateOf(value: Exclude<Entry<Desired>['value'], { kind: 'deleted' }>): Known['state'] {
  if (value.kind === 'unreadable') return { kind: 'unknown', reason: value.reason };
  if (value.document.kind === 'plan') return { kind: 'unknown', reason: 'a plan is stored under the key of a document' };
  return { kind: 'document', document: value.document };
}

function isService(document: PartDocument): document is ServiceDocument {
  return 'want' in document;
}

function isPartial({ want }: ServiceDocument): boolean {
  return want.kind === 'serving' && want.partial.length > 0;
}

function isOlder(a: Epoch, b: Epoch): boolean {
  return a.lease === b.lease && compareEpochs(a, b) < 0;
}

function sameEpoch(a: Epoch | undefined, b: Epoch): boolean {
  return a !== undefined && a.lease === b.lease && compareEpochs(a, b) === 0;
}
