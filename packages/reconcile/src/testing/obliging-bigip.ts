/** For tests of laws: an applier's resources on a BIG-IP that takes everything, without a wire. */
import { expect } from 'vitest';
import type { PartDocument } from '../documents.ts';
import { rehearse } from '../rehearse.ts';
import type { Resources } from '../resources.ts';
import { documentChange, partOf } from './document-change.ts';

/** Called after each request with the keys of what is there. */
export type AfterStep = (keys: ReadonlySet<string>) => void;

export class ObligingBigip {
  /** What is there: key → content. */
  readonly objects = new Map<string, string>();
  readonly #resources: Resources;
  readonly #afterStep: AfterStep;
  #revision = 0;

  constructor(resources: Resources, afterStep: AfterStep = () => undefined) {
    this.#resources = resources;
    this.#afterStep = afterStep;
  }

  /** Takes a document in, does what follows from it, and returns how many requests that took. */
  apply(document: PartDocument): number {
    this.#revision += 1;
    let requests = 0;
    for (const step of rehearse(this.#resources, this.#resources.update([documentChange(document, this.#revision)]))) {
      requests += step.requests.length;
      for (const { change, key, want } of step.changes) {
        if (change === 'delete') expect(this.objects.delete(key)).toBe(true);
        else this.objects.set(key, want);
      }
      this.#afterStep(new Set(this.objects.keys()));
    }
    return requests;
  }
}

/** Follows every document; told a second time, none of them may ask for anything. */
export function followed(bigip: ObligingBigip, history: readonly PartDocument[]): ObligingBigip {
  for (const document of history) {
    bigip.apply(document);
    expect(bigip.apply(document)).toBe(0);
  }
  return bigip;
}

/** Follows only the last document of each part. */
export function fromLast(bigip: ObligingBigip, history: readonly PartDocument[]): ObligingBigip {
  for (const document of new Map(history.map((each) => [partOf(each), each])).values()) bigip.apply(document);
  return bigip;
}
