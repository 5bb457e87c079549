/** Routes plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { DesiredBase, Status, StatusException } from '@berth/messages';
import {
  basePart,
  Drift,
  folderObstacle,
  isShared,
  markOf,
  mustBeReady,
  type NamedChange,
  type PartChange,
  type PlannedPart,
  type PlanSurroundings,
  planBase,
  planParts,
  type Quarantine,
  type Reading,
  type Resources,
  type Step,
  sharedSteps,
  takeFolder,
  takeFolderSingle,
} from '@berth/reconcile';
import { advice } from './advice.ts';
import { KnownRoutes } from './known-routes.ts';
import { type AdvisedObject, naming } from './objects.ts';
import { planEngine, planStrays } from './plan-routes.ts';
import { readSingle, readWhole } from './read-routes.ts';
import { folderSteps, routeSteps } from './route-steps.ts';
import { WantedRoutes } from './wanted-routes.ts';

export type RouteTarget = {
  readonly installation: string;
  readonly partition: string;
  /** advise: it is told what would be written, and nothing is. */
  readonly mode: 'apply' | 'advise';
  /** shared: routes lie in the partition, for all units. local: in a folder that isn't synchronised, for each unit its own. */
  readonly routes: 'shared' | 'local';
  /** Whether forwarding virtual servers are kept through this unit: they are synchronised. */
  readonly forwarding: 'kept' | 'left';
};

/** Objects that no document asks for are planned by themselves, after all others. */
const straysPart = '=strays';
const nothing: PlannedPart<AdvisedObject> = { changes: [], exceptions: [] };

export class RouteResources implements Resources {
  readonly #target: RouteTarget;
  readonly #localFolder: string | undefined;
  readonly #known: KnownRoutes;
  readonly #wanted = new WantedRoutes();
  readonly #exceptions = new Map<string, readonly StatusException[]>();
  /** What would be written, by part. */
  readonly #advised = new Map<string, readonly StatusException[]>();
  readonly #drift = new Drift<AdvisedObject>(naming);
  #orphans: 'keep' | 'remove' = 'keep';
  #read: boolean = false;

  constructor(target: RouteTarget) {
    this.#target = target;
    this.#localFolder = target.routes === 'local' ? `/${target.partition}/berth_per_unit` : undefined;
    this.#known = new KnownRoutes(target);
  }

  async readAll(session: Session, how: 'first' | 'again', until: Until): Promise<Reading> {
    const whole = await readWhole(session, { partition: this.#target.partition, localFolder: this.#localFolder }, until);
    return {
      take: (written) => {
        this.#drift.clear();
        const options = { written, onDrift: how === 'first' ? () => undefined : this.#drift.note };
        takeFolder(this.#known.folder, whole.folder, options);
        this.#known.selfIps = whole.selfIps;
        this.#known.localFolder = whole.localFolder;
        this.#known.takeRoutes(whole.routes, options);
        this.#known.takeForwardings(whole.forwardings, options);
        this.#read = true;
        return this.#allParts();
      },
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<Reading> {
    await mustBeReady(session, until);
    const singles = await Promise.all([...paths].map((path) => readSingle(session, path, until)));
    return {
      take: () => {
        const options = { onDrift: () => undefined };
        for (const single of singles) {
          if (single.kind === 'shared') takeFolderSingle(this.#known.folder, single.single);
          else if (single.kind === 'folder') this.#known.localFolder = single.found;
          else if (single.kind === 'route') {
            if (single.found === undefined) this.#known.routes.delete(single.path);
            else this.#known.takeRoute(single.found, options);
          } else if (single.found === undefined) this.#known.forwardings.delete(single.path);
          else this.#known.takeForwarding(single.found, options);
        }
        return this.#allParts();
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
    const touched = new Set<string>([straysPart]);
    for (const change of changes) {
      touched.add(change.part);
      for (const engine of this.#wanted.update(change)) touched.add(engine);
    }
    return touched;
  }

  reset(): Iterable<string> {
    this.#wanted.reset();
    this.#exceptions.clear();
    this.#advised.clear();
    return this.#allParts();
  }

  judgeOrphans(verdict: 'keep' | 'remove'): Iterable<string> {
    if (this.#orphans === verdict) return [];
    this.#orphans = verdict;
    return [straysPart];
  }

  plan(parts: readonly string[], aside: Quarantine, now: number): Step[] {
    const sorted = parts.toSorted((a, b) => rank(a) - rank(b));
    const planning = {
      naming,
      drift: this.#drift,
      exceptions: this.#exceptions,
      plan: (part: string, surroundings: PlanSurroundings<AdvisedObject>) => this.#planPart(part, surroundings),
      serviceOf: (part: string) => (rank(part) === 1 ? part : undefined),
    };
    const changes = planParts(sorted, planning, aside, now);
    if (this.#target.mode === 'advise') return this.#advise(sorted, changes);
    const context = { naming, alone: (key: string) => aside.alone(key), acknowledge: this.#acknowledge };
    const { first, last } = sharedSteps(changes.filter(isShared), context);
    return [...first, ...folderSteps(changes, context), ...routeSteps(changes, context), ...last];
  }

  owned(): Status['owned'] {
    return { pools: 0, members: 0, records: 0, routes: [...this.#known.ours()].filter(({ kind }) => kind === 'route').length };
  }

  exceptions(): StatusException[] {
    return [...this.#exceptions.values(), ...this.#advised.values()].flat().concat([...this.#drift.exceptions()]);
  }

  /** Without a partition of ours, what it would hold is advised all the same. */
  #planPart(part: string, surroundings: PlanSurroundings<AdvisedObject>): PlannedPart<AdvisedObject> {
    const { base } = this.#wanted;
    if (base === undefined) return nothing;
    const isAdvice = this.#target.mode === 'advise';
    if (part === basePart) return isAdvice ? nothing : this.#planPlaces(base, surroundings);
    const local = localFolderState(this.#localFolder, this.#known);
    if ((this.#known.folder.partition === undefined || local !== 'ready') && !isAdvice) return nothing;
    const { forwarding } = this.#target;
    const routeFolder = this.#localFolder ?? base.folder;
    const context = { ...surroundings, known: this.#known, wanted: this.#wanted, base, routeFolder, forwarding };
    if (part === straysPart) return planStrays(this.#orphans, context);
    const planned = planEngine(part, context);
    const state = this.#wanted.state(part);
    if (state?.kind !== 'unknown') return planned;
    const exception = { kind: 'held', object: `${base.folder} ${part}`, service: part, reason: state.reason } as const;
    return { ...planned, exceptions: [...planned.exceptions, exception] };
  }

  /** The partition, and then the folder in it. */
  #planPlaces(base: DesiredBase, { isHeld }: PlanSurroundings<AdvisedObject>): PlannedPart<AdvisedObject> {
    const planned = planBase(base, this.#known.folder, isHeld);
    if (this.#known.folder.partition === undefined || this.#localFolder === undefined) return planned;
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

  #advise(parts: readonly string[], changes: readonly NamedChange<AdvisedObject>[]): Step[] {
    for (const part of parts) {
      const told = changes.filter((change) => change.told.part === part).map(advice);
      if (told.length === 0) this.#advised.delete(part);
      else this.#advised.set(part, told);
    }
    return [];
  }

  readonly #acknowledge = (changes: readonly NamedChange<AdvisedObject>[]): Iterable<string> => {
    let unlocks = false;
    for (const { change, told } of changes) {
      if (change.kind === 'delete') this.#known.remove(change.observed);
      else this.#known.set(change.desired);
      this.#drift.repaired(told.key);
      // What lies in it could not be planned before.
      unlocks ||= change.kind === 'create' && (change.desired.kind === 'partition' || change.desired.kind === 'folder');
    }
    return unlocks ? this.#allParts() : [];
  };

  #allParts(): string[] {
    return [basePart, ...this.#wanted.engines(), straysPart];
  }
}

function rank(part: string): 0 | 1 | 2 {
  return part === basePart ? 0 : part === straysPart ? 2 : 1;
}

function localFolderState(path: string | undefined, { localFolder }: KnownRoutes): 'ready' | 'missing' | 'synchronised' {
  if (path === undefined) return 'ready';
  if (localFolder === undefined) return 'missing';
  return localFolder.deviceGroup === 'none' ? 'ready' : 'synchronised';
}
