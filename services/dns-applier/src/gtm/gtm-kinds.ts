/** GTM's kinds plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import { memberAt, type Session, type Until } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import {
  basePart,
  type Change,
  type Kinds,
  type NamedChange,
  type PartChange,
  type PartSurroundings,
  type PlannedPart,
  type Step,
  type StepContext,
  serviceOf,
  type TakeWhole,
} from '@berth/reconcile';
import { KnownGtm } from './known-gtm.ts';
import type { GroupMark } from './mark.ts';
import { type GtmObject, gtmNaming } from './objects.ts';
import { planGone, planKept, planServing } from './plan-gtm.ts';
import { readGtm, readGtmSingle } from './read-gtm.ts';
import { stepsFor } from './steps.ts';
import { takeGtm, takeGtmSingle } from './take-gtm.ts';
import { type WantedPart, wantedBy } from './wanted-gtm.ts';

export type GtmTarget = GroupMark & {
  /** Ours on the BIG-IP, where the other appliers keep their objects. */
  readonly partition: string;
};

const notProvisioned = 'GTM is not provisioned on this BIG-IP, so it has no wide IPs; provision it (sys provision gtm), and they follow';

export class GtmKinds implements Kinds<GtmObject> {
  readonly naming = gtmNaming;
  readonly #target: GtmTarget;
  readonly #known: KnownGtm;
  /** By service; under `=base` what services share. */
  readonly #wanted = new Map<string, WantedPart>();
  /** The virtual servers that the group is to have of its own: as members name them → key. */
  readonly #ownServers = new Map<string, string>();

  constructor(target: GtmTarget) {
    this.#target = target;
    this.#known = new KnownGtm(target);
  }

  async readAll(session: Session, until: Until): Promise<TakeWhole<GtmObject>> {
    const whole = await readGtm(session, this.#target.partition, until);
    return (_how, options) => takeGtm(this.#known, whole, options);
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<() => Iterable<string>> {
    const singles = await Promise.all([...paths].map(async (path) => [path, await readGtmSingle(session, path, until)] as const));
    return () => {
      for (const [path, objects] of singles) takeGtmSingle(this.#known, path, objects);
      return this.allParts();
    };
  }

  holdsOurs(): boolean {
    return this.#known.holdsOurs;
  }

  obstacle(): string | undefined {
    return this.#known.provisioned === 'not provisioned' ? notProvisioned : undefined;
  }

  update(changes: readonly PartChange[]): string[] {
    for (const change of changes) {
      const wanted = wantedBy(change, this.#target);
      if (wanted === undefined) this.#wanted.delete(change.part);
      else this.#wanted.set(change.part, wanted);
      if (change.part === basePart) this.#noteOwnServers();
    }
    return changes.map(({ part }) => part);
  }

  reset(): void {
    this.#wanted.clear();
    this.#ownServers.clear();
  }

  allParts(): Iterable<string> {
    return new Set([basePart, ...this.#wanted.keys(), ...this.#known.services()]);
  }

  orphanParts(): Iterable<string> {
    return this.#known.services().filter((service) => !this.#wanted.has(service));
  }

  planPart(part: string, { orphans, isHeld }: PartSurroundings<GtmObject>): PlannedPart<GtmObject> {
    const service = serviceOf(part);
    const context = { known: this.#known, service, isHeld, isAwaited: (path: string) => this.#isAwaited(path) };
    const wanted = this.#wanted.get(part);
    if (wanted === undefined)
      return orphans === 'remove' && service !== undefined
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

  stepsFor(changes: readonly NamedChange<GtmObject>[], context: StepContext<GtmObject>): Step[] {
    return stepsFor(changes, context);
  }

  /** What leads to a virtual server could not be planned before it was there. */
  apply(change: Change<GtmObject>): Iterable<string> | 'all' {
    this.#known.apply(change);
    return change.kind === 'create' && change.desired.kind === 'virtual server' ? 'all' : [];
  }

  owned(): Status['owned'] {
    return { pools: this.#known.count('gtm pool'), members: this.#known.count('gtm member'), records: this.#known.count('wide ip') };
  }

  #noteOwnServers(): void {
    const base = this.#wanted.get(basePart);
    this.#ownServers.clear();
    for (const object of base?.kind === 'serving' ? base.objects : [])
      if (object.kind === 'virtual server') this.#ownServers.set(memberAt(object.server, object.name), gtmNaming.keyOf(object));
  }

  /** Whether a virtual server, as members name it, is still to be made. */
  #isAwaited(path: string): boolean {
    const key = this.#ownServers.get(path);
    return key !== undefined && this.#known.get(key) === undefined;
  }
}
