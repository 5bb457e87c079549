/** Routes plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { DesiredBase, Status } from '@berth/messages';
import {
  basePart,
  type Change,
  folderObstacle,
  heldIfUnknown,
  isShared,
  type Kinds,
  makesRoom,
  markOf,
  mustBeReady,
  type NamedChange,
  nothingPlanned,
  type PartChange,
  type PartSurroundings,
  type PlannedPart,
  planBase,
  type Step,
  type StepContext,
  sharedSteps,
  straysPart,
  type TakeWhole,
  takeFolder,
} from '@berth/reconcile';
import { advise } from './advice.ts';
import { KnownRoutes } from './known-routes.ts';
import { type AdvisedObject, naming } from './objects.ts';
import { isInScope, type PlanContext, planEngine, planStrays } from './plan-routes.ts';
import { readSingle, readWhole } from './read-routes.ts';
import { folderSteps, routeSteps } from './route-steps.ts';
import { WantedRoutes } from './wanted-routes.ts';

export type RouteTarget = {
  readonly installation: string;
  readonly partition: string;
  /** advise: it is told what would be written, and nothing is. */
  readonly mode: 'apply' | 'advise';
  /**
   * shared: routes lie in the partition, for all units. local: in a folder that isn't synchronised, for each unit its own. elsewhere: in that
   * folder too, which others keep.
   */
  readonly routes: 'shared' | 'local' | 'elsewhere';
  /** Whether what is synchronised is kept too, the partition and what forwards: through the active unit only. */
  readonly synchronised: 'kept' | 'left';
};

export class RouteKinds implements Kinds<AdvisedObject> {
  readonly naming = naming;
  readonly #target: RouteTarget;
  readonly #localFolder: string | undefined;
  readonly #known: KnownRoutes;
  readonly #wanted = new WantedRoutes();

  constructor(target: RouteTarget) {
    this.#target = target;
    this.#localFolder = target.routes === 'shared' ? undefined : `/${target.partition}/berth_per_unit`;
    this.#known = new KnownRoutes(target);
  }

  async readAll(session: Session, until: Until): Promise<TakeWhole<AdvisedObject>> {
    const whole = await readWhole(session, { partition: this.#target.partition, localFolder: this.#localFolder }, until);
    return (_how, options) => {
      takeFolder(this.#known.folder, whole.folder, options);
      this.#known.selfIps = whole.selfIps;
      this.#known.localFolder = whole.localFolder;
      this.#known.takeRoutes(whole.routes, options);
      this.#known.takeForwardings(whole.forwardings, options);
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<() => Iterable<string>> {
    await mustBeReady(session, until);
    const singles = await Promise.all([...paths].map((path) => readSingle(session, path, until)));
    return () => {
      for (const single of singles) this.#known.takeSingle(single);
      return this.allParts();
    };
  }

  holdsOurs(): boolean {
    return this.#known.holdsOurs;
  }

  obstacle(): string | undefined {
    const { partition, synchronised } = this.#target;
    const obstacle = folderObstacle(this.#known.folder, partition, this.#wanted.base);
    if (obstacle !== undefined || synchronised === 'kept' || this.#known.folder.partition !== undefined) return obstacle;
    return `the partition ${partition} is not on this unit yet: it comes when the device group is synchronised`;
  }

  update(changes: readonly PartChange[]): Set<string> {
    const touched = new Set<string>([straysPart]);
    for (const change of changes) {
      touched.add(change.part);
      for (const engine of this.#wanted.update(change)) touched.add(engine);
    }
    return touched;
  }

  reset(): void {
    this.#wanted.reset();
  }

  allParts(): Iterable<string> {
    return [basePart, ...this.#wanted.engines(), straysPart];
  }

  orphanParts(): Iterable<string> {
    return [straysPart];
  }

  planPart(part: string, surroundings: PartSurroundings<AdvisedObject>): PlannedPart<AdvisedObject> {
    const { base } = this.#wanted;
    if (base === undefined) return nothingPlanned;
    switch (this.#target.mode) {
      case 'apply':
        return part === basePart ? this.#planPlaces(base, surroundings) : this.#planInPlace(part, base, surroundings);
      case 'advise':
        // Without a partition of ours, what it would hold is advised all the same.
        return part === basePart ? nothingPlanned : advise(this.#planRoutes(part, base, surroundings), part);
    }
  }

  stepsFor(changes: readonly NamedChange<AdvisedObject>[], context: StepContext<AdvisedObject>): Step[] {
    const { first, last } = sharedSteps(changes.filter(isShared), context);
    return [...first, ...folderSteps(changes, context), ...routeSteps(changes, context), ...last];
  }

  apply(change: Change<AdvisedObject>): Iterable<string> | 'all' {
    this.#known.apply(change);
    return makesRoom(change) ? 'all' : [];
  }

  owned(): Status['owned'] {
    const scope = { ...this.#target, localFolder: this.#localFolder };
    return {
      pools: 0,
      members: 0,
      records: 0,
      routes: [...this.#known.ours()].filter((object) => object.kind === 'route' && isInScope(object, scope)).length,
    };
  }

  /** The partition, and then the folder in it. */
  #planPlaces(base: DesiredBase, { isHeld }: PartSurroundings<AdvisedObject>): PlannedPart<AdvisedObject> {
    const { routes, synchronised } = this.#target;
    const planned = synchronised === 'left' ? nothingPlanned : planBase(base, this.#known.folder, isHeld);
    if (this.#known.folder.partition === undefined || this.#localFolder === undefined || routes === 'elsewhere') return planned;
    switch (localFolderState(this.#localFolder, this.#known)) {
      case 'ready':
        return planned;
      case 'missing': {
        const desired = { kind: 'folder', path: this.#localFolder, description: markOf(this.#target.installation, 'route') } as const;
        const change = { kind: 'create', desired } as const;
        return isHeld(change) ? planned : { ...planned, changes: [...planned.changes, { change }] };
      }
      case 'synchronised': {
        const reason = 'it is synchronised, so routes of one unit alone can not lie in it';
        return { ...planned, exceptions: [...planned.exceptions, { kind: 'conflicting', object: this.#localFolder, reason }] };
      }
    }
  }

  #planInPlace(part: string, base: DesiredBase, surroundings: PartSurroundings<AdvisedObject>): PlannedPart<AdvisedObject> {
    const needed = this.#target.routes === 'local' ? this.#localFolder : undefined;
    const isThere = this.#known.folder.partition !== undefined && localFolderState(needed, this.#known) === 'ready';
    return isThere ? this.#planRoutes(part, base, surroundings) : nothingPlanned;
  }

  #planRoutes(part: string, base: DesiredBase, { orphans, ...surroundings }: PartSurroundings<AdvisedObject>): PlannedPart<AdvisedObject> {
    const { routes, synchronised } = this.#target;
    const context: PlanContext = {
      ...surroundings,
      known: this.#known,
      wanted: this.#wanted,
      base,
      localFolder: this.#localFolder,
      routes,
      synchronised,
    };
    if (part === straysPart) return planStrays(orphans, context);
    return heldIfUnknown(planEngine(part, context), { part, folder: base.folder, state: this.#wanted.state(part) });
  }
}

function localFolderState(path: string | undefined, { localFolder }: KnownRoutes): 'ready' | 'missing' | 'synchronised' {
  if (path === undefined) return 'ready';
  if (localFolder === undefined) return 'missing';
  return localFolder.deviceGroup === 'none' ? 'ready' : 'synchronised';
}
