/** The LTM kinds plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import {
  basePart,
  type Change,
  causeFor,
  type FolderTarget,
  folderObstacle,
  frontedPool,
  type Kinds,
  makesRoom,
  type NamedChange,
  nothingPlanned,
  type PartChange,
  type PartSurroundings,
  planBase,
  type Step,
  type StepContext,
  serviceOf,
  type TakeWhole,
} from '@berth/reconcile';
import { Known } from './known.ts';
import { type LtmObject, ltmNaming } from './objects.ts';
import { planGone, planNodes, planOrphan } from './plan-gone.ts';
import { type PlanContext, type PlannedPart, planServing } from './plan-service.ts';
import { readSingles, readWhole, type Single } from './read.ts';
import { stepsFor } from './steps.ts';
import { takeSingles, takeWhole } from './take.ts';
import { pathOf, Wanted } from './wanted.ts';

/** A pool that no document names is planned by itself, under its path after this. */
const orphanPrefix = '=orphan ';
/** Nodes that no member uses any more are planned by themselves. */
const nodesPart = '=nodes';

export class LtmKinds implements Kinds<LtmObject> {
  readonly naming = ltmNaming;
  readonly #target: FolderTarget;
  readonly #known: Known;
  readonly #wanted: Wanted;

  constructor(target: FolderTarget) {
    this.#target = target;
    this.#known = new Known(target.installation);
    this.#wanted = new Wanted(target.installation);
  }

  async readAll(session: Session, until: Until): Promise<TakeWhole<LtmObject>> {
    const whole = await readWhole(session, this.#target.partition, until);
    return (how, options) => {
      takeWhole(this.#known, whole, { ...options, earlier: how === 'first' ? 'unknown' : 'none' });
      this.#wanted.setRouteDomain(this.#known.folder.routeDomain);
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<() => Iterable<string>> {
    const singles = await readSingles(session, paths, until);
    return () => {
      takeSingles(this.#known, singles);
      return this.#withNodes(singles.map((single) => this.#partOf(single)));
    };
  }

  holdsOurs(): boolean {
    return this.#known.holdsOurs;
  }

  obstacle(): string | undefined {
    return folderObstacle(this.#known.folder, this.#target.partition, this.#wanted.base);
  }

  update(changes: readonly PartChange[]): Iterable<string> {
    const touched = new Set<string>();
    for (const change of changes) {
      touched.add(change.part);
      const before = pathOf(this.#wanted.service(change.part));
      for (const service of this.#wanted.update(change)) touched.add(service);
      const wanted = this.#wanted.service(change.part);
      const after = pathOf(wanted);
      // A pool that loses its document becomes an orphan, one that finds its own is none any more.
      if (before !== after)
        for (const path of [before, after]) if (path !== undefined && this.#known.knows(path)) touched.add(orphanPrefix + path);
      // An orphan's member gives way to the container that has its address now.
      if (wanted?.kind === 'serving')
        for (const { address } of wanted.members.values())
          for (const { pool } of this.#known.membersAt(address).values())
            if (this.#wanted.serviceOf(pool) === undefined) touched.add(orphanPrefix + pool);
    }
    return this.#withNodes(touched);
  }

  reset(): void {
    this.#wanted.reset();
  }

  allParts(): Iterable<string> {
    return [basePart, ...this.#wanted.services.keys(), ...this.orphanParts(), nodesPart];
  }

  /** Pools of ours, what records name and what virtual servers are for, without a document. */
  orphanParts(): Set<string> {
    const paths = new Set<string>();
    for (const { object, owner } of this.#known.pools.values()) if (owner === 'ours') paths.add(object.path);
    for (const path of this.#known.recordedPools()) paths.add(path);
    for (const path of this.#known.folder.virtuals.pools()) paths.add(path);
    return new Set([...paths].filter((path) => this.#wanted.serviceOf(path) === undefined).map((path) => orphanPrefix + path));
  }

  planPart(part: string, { orphans, ...surroundings }: PartSurroundings<LtmObject>): PlannedPart {
    const { base } = this.#wanted;
    if (base === undefined) return nothingPlanned;
    if (part === basePart) return planBase(base, this.#known.folder, surroundings.isHeld);
    // Everything else lies in the partition.
    if (this.#known.folder.partition === undefined) return nothingPlanned;
    const causeOf = (engine: string | undefined) => causeFor(this.#target.engines, engine);
    const context: PlanContext = { known: this.#known, wanted: this.#wanted, causeFor: causeOf, ...surroundings };
    if (part === nodesPart) return planNodes(context);
    if (serviceOf(part) === undefined) {
      const path = part.slice(orphanPrefix.length);
      if (this.#wanted.serviceOf(path) !== undefined) return nothingPlanned;
      return orphans === 'remove' ? planGone(path, 'orphan', context) : planOrphan(path, context);
    }
    const wanted = this.#wanted.service(part);
    if (wanted === undefined) return nothingPlanned;
    if (wanted.kind === 'unknown')
      return { changes: [], exceptions: [{ kind: 'held', object: wanted.path, service: part, reason: wanted.reason }] };
    return wanted.kind === 'gone' ? planGone(wanted.path, wanted.cause, context) : planServing(wanted, context);
  }

  stepsFor(changes: readonly NamedChange<LtmObject>[], context: StepContext<LtmObject>): Step[] {
    return stepsFor(changes, this.#known.folder, context);
  }

  apply(change: Change<LtmObject>): Iterable<string> | 'all' {
    this.#known.apply(change);
    if (makesRoom(change)) return 'all';
    const isFreed = change.kind === 'delete' && change.observed.kind === 'virtual';
    return this.#withNodes(isFreed ? this.#wanted.waitingFor(change.observed) : []);
  }

  owned(): Status['owned'] {
    return this.#known.owned;
  }

  /** A node goes when the last member at its address did, or will not come after all. */
  #withNodes(parts: Iterable<string>): Iterable<string> {
    return this.#known.nodes.idle.size === 0 ? parts : [...parts, nodesPart];
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
}
