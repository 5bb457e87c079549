/** Makes the loop's resources of an applier's kinds: what all appliers do alike with what they read, are told, plan and have written. */
import type { Session, Until } from '@berth/icontrol';
import type { Status, StatusException } from '@berth/messages';
import type { PartChange } from './documents.ts';
import { Drift } from './folder/drift.ts';
import { type PartPlanning, planParts } from './folder/plan-parts.ts';
import type { NamedChange } from './folder/step.ts';
import type { Kinds } from './kinds.ts';
import { inOrder } from './parts.ts';
import type { Quarantine } from './quarantine.ts';
import type { Reading, Resources, Step } from './resources.ts';

export class Frame<T> implements Resources {
  readonly #kinds: Kinds<T>;
  readonly #drift: Drift<T>;
  /** By part. */
  readonly #exceptions = new Map<string, readonly StatusException[]>();
  #orphans: 'keep' | 'remove' = 'keep';
  #read: boolean = false;

  constructor(kinds: Kinds<T>) {
    this.#kinds = kinds;
    this.#drift = new Drift(kinds.naming);
  }

  async readAll(session: Session, how: 'first' | 'again', until: Until): Promise<Reading> {
    const take = await this.#kinds.readAll(session, until);
    return {
      take: (written) => {
        this.#drift.clear();
        take(how, { written, onDrift: how === 'first' ? () => undefined : this.#drift.note });
        this.#read = true;
        return this.#allParts();
      },
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<Reading> {
    return { take: await this.#kinds.readSome(session, paths, until) };
  }

  holdsOurs(): boolean | undefined {
    return this.#read ? this.#kinds.holdsOurs() : undefined;
  }

  obstacle(): string | undefined {
    return this.#kinds.obstacle();
  }

  update(changes: readonly PartChange[]): Iterable<string> {
    return this.#kinds.update(changes);
  }

  reset(): Iterable<string> {
    this.#kinds.reset();
    this.#exceptions.clear();
    return this.#kinds.allParts();
  }

  judgeOrphans(verdict: 'keep' | 'remove'): Iterable<string> {
    if (this.#orphans === verdict) return [];
    this.#orphans = verdict;
    return this.#kinds.orphanParts();
  }

  plan(parts: readonly string[], aside: Quarantine, now: number): readonly Step[] {
    const kinds = this.#kinds;
    const { naming } = kinds;
    const planning: PartPlanning<T> = {
      naming,
      drift: this.#drift,
      exceptions: this.#exceptions,
      aside,
      now,
      plan: (part, surroundings) => kinds.planPart(part, { ...surroundings, orphans: this.#orphans }),
    };
    const changes = planParts(inOrder(parts), planning);
    return kinds.stepsFor(changes, { naming, alone: (key) => aside.alone(key), acknowledge: this.#acknowledge });
  }

  owned(): Status['owned'] {
    return this.#kinds.owned();
  }

  exceptions(): StatusException[] {
    return [...this.#exceptions.values()].flat().concat([...this.#drift.exceptions()]);
  }

  exceptionsOf(part: string): readonly StatusException[] {
    return this.#exceptions.get(part) ?? [];
  }

  /** What was told of a part that is none any more, since its objects went by hand, is told no longer. */
  #allParts(): Iterable<string> {
    const parts = new Set(this.#kinds.allParts());
    for (const part of this.#exceptions.keys()) if (!parts.has(part)) this.#exceptions.delete(part);
    return parts;
  }

  readonly #acknowledge = (changes: readonly NamedChange<T>[]): Iterable<string> => {
    const parts = new Set<string>();
    let unlocked = false;
    for (const { change, told } of changes) {
      this.#drift.repaired(told.key);
      const next = this.#kinds.apply(change);
      if (next === 'all') unlocked = true;
      else for (const part of next) parts.add(part);
    }
    return unlocked ? this.#kinds.allParts() : parts;
  };
}
