/** What a publisher knows of one key, and what is to be done about it. Pure. */
import { sameContent } from './same-content.ts';
import type { Cause } from './tracer.ts';

/** What is stored under a key. `revision` is what the next write of it must name: 0 when it was never written. */
export type Known<T> =
  | { readonly kind: 'absent'; readonly revision: number }
  /** `document`: with its epoch where it was read. `late`: written under an older epoch than ours although we had begun; a reader may ignore it whatever it says. */
  | { readonly kind: 'document'; readonly revision: number; readonly document: T | Omit<T, 'epoch'>; readonly late: boolean }
  | { readonly kind: 'unreadable'; readonly revision: number };

export type Wanted<T> =
  | { readonly kind: 'document'; readonly document: Omit<T, 'epoch'>; readonly cause?: Cause | undefined }
  | { readonly kind: 'absent' };

/** How something else had changed a key, so that it must be written again. */
export type Disturbance = 'deleted' | 'made again' | 'changed' | 'written late' | 'made unreadable';

/** A look without any other news is written at most this often, ms. */
const listedAtStep = 60_000;

export class PublishedKey<T extends object> {
  readonly key: string;
  /** What is stored, as far as is known. */
  stored: Known<T> = { kind: 'absent', revision: 0 };
  /** Whether it must be read before anything else is done. */
  doubtful: boolean = false;
  /** A request about it is under way. */
  busy: boolean = false;
  /** Not to be touched before, as ms on `performance.now()`'s clock. */
  notBefore: number = Number.NEGATIVE_INFINITY;
  /** Revision of our newest acknowledged write. */
  acknowledged: number | undefined;
  #wanted: Wanted<T> | undefined;
  #version = 0;
  #settled = 0;
  /** The write under way, or one whose outcome isn't known. */
  #sent: { readonly wanted: Wanted<T>; readonly version: number } | undefined;
  #seen = 0;
  #givenUp: boolean = false;

  constructor(key: string) {
    this.key = key;
  }

  want(wanted: Wanted<T>, version: number): void {
    this.#wanted = wanted;
    this.#version = version;
    this.#givenUp = false;
    this.#settleIfDone();
  }

  /** What is to be written; undefined when nothing is, or it isn't known. */
  get due(): Wanted<T> | undefined {
    const { stored } = this;
    const wanted = this.#wanted;
    if (wanted === undefined || this.#givenUp || this.doubtful) return undefined;
    if (wanted.kind === 'absent') return stored.kind === 'absent' ? undefined : wanted;
    if (stored.kind !== 'document' || stored.late) return wanted;
    return sameContent(stored.document, wanted.document) && !listedMuchLater(wanted.document, stored.document) ? undefined : wanted;
  }

  /** What is wanted is to be written for another reason than it came to be wanted for. Without a trace it stays so. */
  blame(cause: Cause | undefined): void {
    if (this.#wanted?.kind === 'document' && this.#wanted.cause !== undefined) this.#wanted = { ...this.#wanted, cause };
  }

  /** Whether it should not be there, and isn't. */
  get isGone(): boolean {
    return this.#wanted?.kind === 'absent' && this.stored.kind === 'absent' && !this.doubtful && !this.busy;
  }

  /** Whether what was wanted at `version`, or something newer, is stored. */
  settledAt(version: number): boolean {
    return this.#settled >= Math.min(version, this.#version);
  }

  /** The watch delivered a write of this key. */
  saw(revision: number): void {
    this.#seen = Math.max(this.#seen, revision);
    // An echo of our own may come before its answer.
    if (!this.busy) this.#doubtNews();
  }

  /** A write begins. */
  sending(wanted: Wanted<T>): void {
    this.#sent = { wanted, version: this.#version };
  }

  /** It was acknowledged. */
  written(stored: Known<T>): void {
    this.stored = stored;
    this.#ours();
    this.#doubtNews();
    this.#settleIfDone();
  }

  /** It was refused, so something else is stored. */
  refused(): void {
    this.#sent = undefined;
    this.doubtful = true;
  }

  /** What is wanted can't be written, until something else is wanted. */
  giveUp(): void {
    this.#givenUp = true;
    this.#sent = undefined;
    this.#settleIfDone();
  }

  /** Its outcome isn't known, or what is stored may be another bucket's. */
  doubt(): void {
    this.doubtful = true;
  }

  /** This is what was found. Returns how something else had changed it, if it must be written again for that. */
  found(stored: Known<T>): Disturbance | undefined {
    const before = this.stored;
    this.stored = stored;
    this.doubtful = false;
    const isOurs = this.#sent !== undefined && isSame(stored, this.#sent.wanted);
    if (isOurs) this.#ours();
    this.#sent = undefined;
    this.#doubtNews();
    this.#settleIfDone();
    if (isOurs || this.due === undefined || (before.revision === stored.revision && before.kind === stored.kind)) return undefined;
    return disturbanceOf(stored, { before, wanted: this.#wanted });
  }

  #ours(): void {
    this.acknowledged = this.stored.revision;
    this.#settled = Math.max(this.#settled, this.#sent?.version ?? 0);
    this.#sent = undefined;
  }

  #doubtNews(): void {
    if (this.#seen > this.stored.revision) this.doubtful = true;
  }

  /** Another bucket counts its revisions anew. */
  forgetSeen(): void {
    this.#seen = 0;
  }

  #settleIfDone(): void {
    if (!this.doubtful && this.due === undefined) this.#settled = this.#version;
  }
}

function disturbanceOf<T>(
  stored: Known<T>,
  { before, wanted }: { readonly before: Known<T>; readonly wanted: Wanted<T> | undefined },
): Disturbance | undefined {
  switch (stored.kind) {
    case 'absent':
      return before.kind === 'absent' ? undefined : 'deleted';
    case 'unreadable':
      return 'made unreadable';
    case 'document':
      if (wanted?.kind === 'absent') return 'made again';
      return stored.late ? 'written late' : 'changed';
    default:
      return stored satisfies never;
  }
}

function isSame<T>(stored: Known<T>, wanted: Wanted<T>): boolean {
  if (wanted.kind === 'absent') return stored.kind === 'absent';
  return stored.kind === 'document' && sameContent(stored.document, wanted.document);
}

function listedMuchLater(wanted: object, stored: object): boolean {
  return listedAt(wanted) - listedAt(stored) >= listedAtStep;
}

function listedAt(document: object): number {
  return 'listedAt' in document && typeof document.listedAt === 'number' ? document.listedAt : 0;
}
