/** Objects that BIG-IP refuses: set aside, tried again with backoff and when what is wanted of them changes. */
import type { Origin, StatusException } from '@berth/messages';
import { backoff } from './backoff.ts';
import type { ObjectChange } from './resources.ts';

type Refusal = { readonly reason: string; readonly tries: number; readonly until: number };

/** What is remembered of an object. */
type Suspect = {
  readonly change: ObjectChange;
  /** How often a request came to something else than what was known. */
  readonly doubts: number;
  /** It was among several of which one was refused, so it goes in a request of its own. */
  readonly alone: boolean;
  readonly refusal: Refusal | undefined;
};

/** The clock of `now`, ms, and a number in [0, 1). */
export type When = { readonly now: number; readonly random: number };

const pauses = { first: 5000, longest: 300_000 };
const mostDoubts = 2;

/** Suspect objects by key. */
export class Quarantine {
  readonly #suspects = new Map<string, Suspect>();

  /** Whether a change must wait. One that wants something else than what was refused need not. */
  holds(key: string, want: () => string, now: number): boolean {
    const suspect = this.#suspects.get(key);
    return suspect?.refusal !== undefined && now < suspect.refusal.until && suspect.change.want === want();
  }

  /** Whether a change must go in a request of its own. */
  alone(key: string): boolean {
    return this.#suspects.get(key)?.alone ?? false;
  }

  /** BIG-IP refused a request. One change is set aside; of several it isn't known which one it was, so each is tried alone. */
  refuse(changes: readonly ObjectChange[], reason: string, { now, random }: When): void {
    for (const change of changes) {
      const before = this.#suspect(change);
      const tries = before.refusal === undefined ? 0 : before.refusal.tries + 1;
      const refusal = { reason, tries, until: now + backoff(tries, { ...pauses, random }) };
      this.#suspects.set(change.key, changes.length > 1 ? { ...before, alone: true } : { ...before, refusal });
    }
  }

  /** What became of a request was a surprise. Looking again is enough, unless the same change surprises again and again. */
  doubt(changes: readonly ObjectChange[], reason: string, when: When): void {
    const doubts = 1 + Math.max(0, ...changes.map((change) => this.#suspect(change).doubts));
    for (const change of changes) this.#suspects.set(change.key, { ...this.#suspect(change), doubts });
    if (doubts > mostDoubts) this.refuse(changes, reason, when);
  }

  /** BIG-IP took them. */
  accept(changes: readonly ObjectChange[]): void {
    if (this.#suspects.size > 0) for (const { key } of changes) this.#suspects.delete(key);
  }

  /** These parts were planned: what is remembered of them and `needed` by no change any more is forgotten. */
  keepOnly(needed: ReadonlySet<string>, parts: ReadonlySet<string>): void {
    for (const [key, { change }] of this.#suspects) if (parts.has(change.part) && !needed.has(key)) this.#suspects.delete(key);
  }

  /** The parts whose time to be tried again has come, and when the next one's comes. */
  due(now: number): { readonly parts: ReadonlySet<string>; readonly next: number } {
    const parts = new Set<string>();
    let next = Number.POSITIVE_INFINITY;
    for (const { change, refusal } of this.#suspects.values()) {
      if (refusal === undefined) continue;
      if (refusal.until <= now) parts.add(change.part);
      else next = Math.min(next, refusal.until);
    }
    return { parts, next };
  }

  exceptions(): StatusException[] {
    return [...this.#suspects.values()].flatMap(refusalOf);
  }

  exceptionsOf(part: string): StatusException[] {
    return [...this.#suspects.values()].filter(({ change }) => change.part === part).flatMap(refusalOf);
  }

  /** As it is remembered; anew if something else was wanted then. */
  #suspect(change: ObjectChange): Suspect {
    const found = this.#suspects.get(change.key);
    return found !== undefined && found.change.want === change.want ? found : { change, doubts: 0, alone: false, refusal: undefined };
  }
}

function refusalOf({ change: { object, service, origin }, refusal }: Suspect): StatusException[] {
  if (refusal === undefined) return [];
  const whose = { ...(service !== undefined && { service }), ...(isWhole(origin) && { origin }) };
  return [{ kind: 'refused', object, reason: refusal.reason, ...whose }];
}

function isWhole(origin: ObjectChange['origin']): origin is Origin {
  return origin?.engine !== undefined && origin.container !== undefined && origin.name !== undefined;
}
