/** The LTM kinds plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { EngineName, Status, StatusException } from '@berth/messages';
import {
  basePart,
  type Cause,
  Drift,
  folderObstacle,
  frontedPool,
  type NamedChange,
  type PartChange,
  type PartPlanning,
  planBase,
  planParts,
  type Quarantine,
  type Reading,
  type Resources,
  type Step,
} from '@berth/reconcile';
import { Known } from './known.ts';
import { type LtmObject, ltmNaming } from './objects.ts';
import { planGone, planNodes, planOrphan } from './plan-gone.ts';
import { type PlanContext, type PlannedPart, planServing } from './plan-service.ts';
import { readSingles, readWhole, type Single } from './read.ts';
import { stepsFor } from './steps.ts';
import { takeSingles, takeWhole } from './take.ts';
import { pathOf, Wanted } from './wanted.ts';

export type LtmTarget = {
  readonly installation: string;
  readonly partition: string;
  /** The engines that the configuration names. */
  readonly engines: readonly EngineName[];
};

const orphanPrefix = 'orphan ';
/** Nodes that no member uses any more are planned by themselves. */
const nodesPart = '=nodes';
const firstTake = { earlier: 'unknown', onDrift: () => undefined } as const;
const nothing: PlannedPart = { changes: [], exceptions: [] };

export class LtmResources implements Resources {
  readonly #target: LtmTarget;
  readonly #known: Known;
  readonly #wanted: Wanted;
  readonly #exceptions = new Map<string, readonly StatusException[]>();
  readonly #drift = new Drift<LtmObject>(ltmNaming);
  #orphans: 'keep' | 'remove' = 'keep';
  #read: boolean = false;

  constructor(target: LtmTarget) {
    this.#target = target;
    this.#known = new Known(target.installation);
    this.#wanted = new Wanted(target.installation);
  }

  async readAll(session: Session, how: 'first' | 'again', until: Until): Promise<Reading> {
    const whole = await readWhole(session, this.#target.partition, until);
    return {
      take: (written) => {
        this.#drift.clear();
        const options = how === 'first' ? firstTake : ({ earlier: 'none', onDrift: this.#drift.note } as const);
        takeWhole(this.#known, whole, { written, ...options });
        this.#wanted.setRouteDomain(this.#known.folder.routeDomain);
        this.#read = true;
        return this.#allParts();
      },
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<Reading> {
    const singles = await readSingles(session, paths, until);
    return {
      take: () => {
        takeSingles(this.#known, singles);
        return singles.map((single) => this.#partOf(single));
      },
    };
  }

  holdsOurs(): boolean | undefined {
    return this.#read ? this.#known.holdsOurs : undefined;
  }

  obstacle(): string | undefined {
    return folderObstacle(this.#known.folder, this.#target.partition, this.#wanted.base);
  }

  update(changes: readonly PartChange[]): Set<string> {
    const touched = new Set<string>();
    for (const change of changes) {
      touched.add(change.part);
      const before = pathOf(this.#wanted.service(change.part));
      for (const service of this.#wanted.update(change)) touched.add(service);
      const wanted = this.#wanted.service(change.part);
      const after = pathOf(wanted);
      // A pool that loses its document becomes an orphan, one that finds its own is none any more.
      if (before !== undefined && before !== after) touched.add(orphanPrefix + before);
      if (after !== undefined) this.#exceptions.delete(orphanPrefix + after);
      // An orphan's member gives way to the container that has its address now.
      if (wanted?.kind === 'serving')
        for (const { address } of wanted.members.values())
          for (const { pool } of this.#known.membersAt(address).values())
            if (this.#wanted.serviceOf(pool) === undefined) touched.add(orphanPrefix + pool);
    }
    return touched;
  }

  reset(): Iterable<string> {
    this.#wanted.reset();
    this.#exceptions.clear();
    return this.#allParts();
  }

  judgeOrphans(verdict: 'keep' | 'remove'): Iterable<string> {
    if (this.#orphans === verdict) return [];
    this.#orphans = verdict;
    return this.#orphanParts();
  }

  plan(parts: readonly string[], aside: Quarantine, now: number): Step[] {
    // Data groups come before their records.
    const all = this.#known.nodes.idle.size === 0 ? parts : [...new Set([...parts, nodesPart])];
    const sorted = all.toSorted((a, b) => Number(b === basePart) - Number(a === basePart));
    const planning: PartPlanning<LtmObject> = {
      naming: ltmNaming,
      drift: this.#drift,
      exceptions: this.#exceptions,
      plan: (part, surroundings) => {
        return this.#planPart(part, { known: this.#known, wanted: this.#wanted, causeFor: this.#causeFor, ...surroundings });
      },
      serviceOf: (part) => this.#serviceOf(part),
    };
    const changes = planParts(sorted, planning, aside, now);
    return stepsFor(changes, this.#known.folder, { naming: ltmNaming, alone: (key) => aside.alone(key), acknowledge: this.#acknowledge });
  }

  owned(): Status['owned'] {
    return this.#known.owned;
  }

  exceptions(): StatusException[] {
    return [...this.#exceptions.values()].flat().concat([...this.#drift.exceptions()]);
  }

  #planPart(part: string, context: PlanContext): PlannedPart {
    const { base } = this.#wanted;
    if (base === undefined) return nothing;
    if (part === basePart) return planBase(base, this.#known.folder, context.isHeld);
    // Everything else lies in the partition.
    if (this.#known.folder.partition === undefined) return nothing;
    if (part === nodesPart) return planNodes(context);
    if (part.startsWith(orphanPrefix)) {
      const path = part.slice(orphanPrefix.length);
      if (this.#wanted.serviceOf(path) !== undefined) return nothing;
      return this.#orphans === 'remove' ? planGone(path, 'orphan', context) : planOrphan(path, context);
    }
    const wanted = this.#wanted.service(part);
    if (wanted === undefined) return nothing;
    if (wanted.kind === 'unknown')
      return { changes: [], exceptions: [{ kind: 'held', object: wanted.path, service: part, reason: wanted.reason }] };
    return wanted.kind === 'gone' ? planGone(wanted.path, wanted.cause, context) : planServing(wanted, context);
  }

  readonly #acknowledge = (changes: readonly NamedChange<LtmObject>[]): Iterable<string> => {
    let unlocks = false;
    const next = new Set<string>();
    for (const { change, told } of changes) {
      this.#known.apply(change);
      this.#drift.repaired(told.key);
      if (change.kind === 'delete' && change.observed.kind === 'virtual')
        for (const service of this.#wanted.waitingFor(change.observed)) next.add(service);
      // What lies in it could not be planned before.
      unlocks ||= change.kind === 'create' && (change.desired.kind === 'partition' || change.desired.kind === 'data group');
    }
    if (unlocks) return this.#allParts();
    if (this.#known.nodes.idle.size > 0) next.add(nodesPart);
    return next;
  };

  readonly #causeFor = (engine: string | undefined): Cause =>
    engine === undefined || this.#target.engines.some((name) => name === engine) ? 'stopped' : 'config';

  #serviceOf(part: string): string | undefined {
    return part === basePart || part === nodesPart || part.startsWith(orphanPrefix) ? undefined : part;
  }

  #partOf({ kind, path }: Pick<Single, 'kind' | 'path'>): string {
    if (kind === 'pool') return this.#partOfPool(path);
    const virtual = kind === 'virtual' ? this.#known.folder.virtuals.get(path) : undefined;
    const pool = virtual && frontedPool(virtual.object);
    return pool === undefined ? basePart : this.#partOfPool(pool);
  }

  #partOfPool(path: string): string {
    return this.#wanted.serviceOf(path) ?? orphanPrefix + path;
  }

  #allParts(): string[] {
    return [basePart, ...this.#wanted.services.keys(), ...this.#orphanParts()];
  }

  /** Pools of ours, what records name and what virtual servers are for, without a document. */
  #orphanParts(): Set<string> {
    const paths = new Set<string>();
    for (const { object, owner } of this.#known.pools.values()) if (owner === 'ours') paths.add(object.path);
    for (const path of this.#known.recordedPools()) paths.add(path);
    for (const path of this.#known.folder.frontedPools()) paths.add(path);
    return new Set([...paths].filter((path) => this.#wanted.serviceOf(path) === undefined).map((path) => orphanPrefix + path));
  }
}
