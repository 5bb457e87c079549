/** GTM's kinds plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import { memberAt, type Session, type Until } from '@berth/icontrol';
import type { Status, StatusException } from '@berth/messages';
import {
  basePart,
  Drift,
  type NamedChange,
  type PartChange,
  type PartPlanning,
  type PlannedPart,
  planParts,
  type Quarantine,
  type Reading,
  type Resources,
  type Step,
} from '@berth/reconcile';
import { KnownGtm } from './known-gtm.ts';
import type { GroupMark } from './mark.ts';
import { type GtmObject, gtmNaming } from './objects.ts';
import { type PlanContext, planGone, planKept, planServing } from './plan-gtm.ts';
import { readGtm, readGtmSingle } from './read-gtm.ts';
import { stepsFor } from './steps.ts';
import { takeGtm, takeGtmSingle } from './take-gtm.ts';
import { type WantedPart, wantedBy } from './wanted-gtm.ts';

export type GtmTarget = GroupMark & {
  /** Ours on the BIG-IP, where the other appliers keep their objects. */
  readonly partition: string;
};

const notProvisioned = 'GTM is not provisioned on this BIG-IP, so it has no wide IPs; provision it (sys provision gtm), and they follow';

export class GtmResources implements Resources {
  readonly #target: GtmTarget;
  readonly #known: KnownGtm;
  /** By service; under `=base` what services share. */
  readonly #wanted = new Map<string, WantedPart>();
  readonly #exceptions = new Map<string, readonly StatusException[]>();
  readonly #drift = new Drift<GtmObject>(gtmNaming);
  #orphans: 'keep' | 'remove' = 'keep';

  constructor(target: GtmTarget) {
    this.#target = target;
    this.#known = new KnownGtm(target);
  }

  async readAll(session: Session, how: 'first' | 'again', until: Until): Promise<Reading> {
    const whole = await readGtm(session, this.#target.partition, until);
    return {
      take: (written) => {
        this.#drift.clear();
        // What went with GTM itself was changed by nobody.
        const tells = how === 'again' && whole.objects !== undefined;
        takeGtm(this.#known, whole, { written, onDrift: tells ? this.#drift.note : () => undefined });
        return this.#allParts();
      },
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<Reading> {
    const singles = await Promise.all([...paths].map(async (path) => [path, await readGtmSingle(session, path, until)] as const));
    return {
      take: () => {
        for (const [path, objects] of singles) takeGtmSingle(this.#known, path, objects);
        return this.#allParts();
      },
    };
  }

  holdsOurs(): boolean | undefined {
    return this.#known.provisioned === undefined ? undefined : this.#known.holdsOurs;
  }

  obstacle(): string | undefined {
    return this.#known.provisioned === 'not provisioned' ? notProvisioned : undefined;
  }

  update(changes: readonly PartChange[]): string[] {
    for (const change of changes) {
      const wanted = wantedBy(change, this.#target);
      if (wanted === undefined) this.#wanted.delete(change.part);
      else this.#wanted.set(change.part, wanted);
    }
    return changes.map(({ part }) => part);
  }

  reset(): Iterable<string> {
    this.#wanted.clear();
    this.#exceptions.clear();
    return this.#allParts();
  }

  judgeOrphans(verdict: 'keep' | 'remove'): Iterable<string> {
    if (this.#orphans === verdict) return [];
    this.#orphans = verdict;
    return this.#known.services().filter((service) => !this.#wanted.has(service));
  }

  plan(parts: readonly string[], aside: Quarantine, now: number): Step[] {
    // Servers come before the pools that refer to them.
    const sorted = parts.toSorted((a, b) => Number(b === basePart) - Number(a === basePart));
    const awaited = this.#awaited();
    const planning: PartPlanning<GtmObject> = {
      naming: gtmNaming,
      drift: this.#drift,
      exceptions: this.#exceptions,
      plan: (part, { isHeld }) => {
        const service = part === basePart ? undefined : part;
        return this.#planPart(part, { known: this.#known, service, isHeld, isAwaited: (path) => awaited.has(path) });
      },
      serviceOf: (part) => (part === basePart ? undefined : part),
    };
    const changes = planParts(sorted, planning, aside, now);
    return stepsFor(changes, { naming: gtmNaming, alone: (key) => aside.alone(key), acknowledge: this.#acknowledge });
  }

  owned(): Status['owned'] {
    return { pools: this.#known.count('gtm pool'), members: this.#known.count('gtm member'), records: this.#known.count('wide ip') };
  }

  exceptions(): StatusException[] {
    return [...this.#exceptions.values()].flat().concat([...this.#drift.exceptions()]);
  }

  #planPart(part: string, context: PlanContext): PlannedPart<GtmObject> {
    const wanted = this.#wanted.get(part);
    if (wanted === undefined)
      return this.#orphans === 'remove' && part !== basePart
        ? planGone('orphan', context)
        : planKept('orphaned', 'no document names it', context);
    switch (wanted.kind) {
      case 'serving':
        return planServing(wanted.objects, context);
      case 'gone':
        return planGone(wanted.cause, context);
      case 'unknown':
        return planKept('held', wanted.reason, context);
      default:
        return wanted satisfies never;
    }
  }

  readonly #acknowledge = (changes: readonly NamedChange<GtmObject>[]): Iterable<string> => {
    let unlocks = false;
    for (const { change, told } of changes) {
      this.#known.apply(change);
      this.#drift.repaired(told.key);
      // What leads to it could not be planned before.
      unlocks ||= change.kind === 'create' && change.desired.kind === 'virtual server';
    }
    return unlocks ? this.#wanted.keys() : [];
  };

  /** Virtual servers that the group is to have of its own and that aren't there. */
  #awaited(): Set<string> {
    const base = this.#wanted.get(basePart);
    const all = base?.kind === 'serving' ? base.objects : [];
    const own = all.filter((object) => object.kind === 'virtual server');
    const missing = own.filter((object) => this.#known.get(gtmNaming.keyOf(object)) === undefined);
    return new Set(missing.map(({ server, name }) => memberAt(server, name)));
  }

  #allParts(): string[] {
    return [...new Set([basePart, ...this.#wanted.keys(), ...this.#known.services()])];
  }
}
