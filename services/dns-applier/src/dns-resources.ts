/** The DNS kinds plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { EngineName, Status, StatusException } from '@berth/messages';
import {
  basePart,
  type Cause,
  Drift,
  type FolderObject,
  folderNaming,
  folderObstacle,
  isOf,
  isShared,
  KnownFolder,
  mustBeReady,
  type NamedChange,
  type PartChange,
  type PartPlanning,
  type PlannedPart,
  planBase,
  planParts,
  type Quarantine,
  type Reading,
  type Resources,
  readFolder,
  readFolderSingle,
  recordSteps,
  type Step,
  sharedSteps,
  takeFolder,
  takeFolderSingle,
} from '@berth/reconcile';
import { type Licence, readLicence, withoutLicence } from './licence.ts';
import { type PlanContext, planService, planStrays, type StrayRecord } from './plan-names.ts';
import type { Stray } from './strays.ts';
import { WantedNames } from './wanted-names.ts';

export type DnsTarget = {
  readonly installation: string;
  readonly partition: string;
  /** The engines that the configuration names. */
  readonly engines: readonly EngineName[];
};

/** Records that no document asks for are planned by themselves. */
const straysPart = '=strays';
const nothing: PlannedPart<FolderObject> = { changes: [], exceptions: [] };

export class DnsResources implements Resources {
  readonly #target: DnsTarget;
  readonly #known: KnownFolder;
  readonly #wanted = new WantedNames();
  /** By name. */
  readonly #strays = new Map<string, Stray>();
  readonly #exceptions = new Map<string, readonly StatusException[]>();
  readonly #drift = new Drift<FolderObject>(folderNaming);
  #orphans: 'keep' | 'remove' = 'keep';
  #licence: Licence = 'unknown';
  #read: boolean = false;

  constructor(target: DnsTarget) {
    this.#target = target;
    this.#known = new KnownFolder({ installation: target.installation, kind: 'dns' });
  }

  async readAll(session: Session, how: 'first' | 'again', until: Until): Promise<Reading> {
    const whole = await readFolder(session, this.#target.partition, until);
    const licence = await readLicence(session, until);
    return {
      take: (written) => {
        this.#licence = licence;
        this.#drift.clear();
        takeFolder(this.#known, whole, { written, onDrift: how === 'first' ? () => undefined : this.#drift.note });
        this.#read = true;
        return this.#allParts();
      },
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<Reading> {
    await mustBeReady(session, until);
    const singles = await Promise.all([...paths].map((path) => readFolderSingle(session, path, until)));
    return {
      take: () => {
        for (const single of singles) takeFolderSingle(this.#known, single);
        return this.#allParts();
      },
    };
  }

  holdsOurs(): boolean | undefined {
    return this.#read ? this.#known.holdsOurs : undefined;
  }

  obstacle(): string | undefined {
    return folderObstacle(this.#known, this.#target.partition, this.#wanted.base);
  }

  update(changes: readonly PartChange[]): Set<string> {
    const touched = new Set<string>();
    for (const change of changes) {
      touched.add(change.part);
      const updated = this.#wanted.update(change);
      for (const service of updated.services) touched.add(service);
      for (const { name, service, origins } of updated.left) this.#strays.set(name, { kind: 'left', service, origins });
    }
    for (const name of this.#strays.keys()) if (this.#wanted.isWanted(name)) this.#strays.delete(name);
    if (this.#strays.size > 0) touched.add(straysPart);
    return touched;
  }

  reset(): Iterable<string> {
    this.#wanted.reset();
    this.#exceptions.clear();
    this.#strays.clear();
    return this.#allParts();
  }

  judgeOrphans(verdict: 'keep' | 'remove'): Iterable<string> {
    if (this.#orphans === verdict) return [];
    this.#orphans = verdict;
    return this.#strays.size > 0 ? [straysPart] : [];
  }

  plan(parts: readonly string[], aside: Quarantine, now: number): Step[] {
    // Data groups come before their records, and what replaces a name before what goes.
    const sorted = parts.toSorted((a, b) => rank(a) - rank(b));
    const planning: PartPlanning<FolderObject> = {
      naming: folderNaming,
      drift: this.#drift,
      exceptions: this.#exceptions,
      plan: (part, surroundings) => {
        return this.#planPart(part, { known: this.#known, wanted: this.#wanted, causeFor: this.#causeFor, ...surroundings });
      },
      serviceOf: (part) => (rank(part) === 1 ? part : undefined),
    };
    const changes = planParts(sorted, planning, aside, now);
    const stepContext = { naming: folderNaming, alone: (key: string) => aside.alone(key), acknowledge: this.#acknowledge };
    const { first, last } = sharedSteps(changes.filter(isShared), stepContext);
    const records = changes.filter((change) => isOf(change, 'record'));
    return [...first, ...recordSteps(records, this.#known, stepContext), ...last];
  }

  owned(): Status['owned'] {
    return { pools: 0, members: 0, records: this.#known.records };
  }

  exceptions(): StatusException[] {
    return [...this.#exceptions.values()].flat().concat([...this.#drift.exceptions()]);
  }

  #planPart(part: string, context: PlanContext): PlannedPart<FolderObject> {
    const { base } = this.#wanted;
    if (base === undefined) return nothing;
    if (part === basePart) {
      const planned = planBase(base, this.#known, context.isHeld);
      return this.#licence === 'unlicensed' ? withoutLicence(planned) : planned;
    }
    // Everything else lies in the partition.
    if (this.#known.partition === undefined) return nothing;
    if (part === straysPart) return planStrays(this.#strayRecords(), this.#orphans, context);
    const state = this.#wanted.state(part);
    const planned = planService(part, context);
    if (state?.kind !== 'unknown') return planned;
    return {
      ...planned,
      exceptions: [...planned.exceptions, { kind: 'held', object: `${base.folder} ${part}`, service: part, reason: state.reason }],
    };
  }

  readonly #acknowledge = (changes: readonly NamedChange<FolderObject>[]): Iterable<string> => {
    let unlocks = false;
    for (const { change, told } of changes) {
      if (change.kind === 'delete') this.#known.remove(change.observed);
      else this.#known.set(change.desired);
      if (change.kind === 'delete' && change.observed.kind === 'record') this.#strays.delete(change.observed.name);
      this.#drift.repaired(told.key);
      // What lies in it could not be planned before.
      unlocks ||= change.kind === 'create' && (change.desired.kind === 'partition' || change.desired.kind === 'data group');
    }
    return unlocks ? this.#allParts() : [];
  };

  readonly #causeFor = (engine: string | undefined): Cause =>
    engine === undefined || this.#target.engines.some((name) => name === engine) ? 'stopped' : 'config';

  *#strayRecords(): Iterable<StrayRecord> {
    for (const { owner, records } of this.#known.dataGroups.values()) {
      if (owner === 'foreign') continue;
      for (const [name, stray] of this.#strays) {
        const record = records.get(name);
        if (record !== undefined) yield { record, stray };
      }
    }
  }

  #allParts(): string[] {
    for (const { owner, records } of this.#known.dataGroups.values())
      if (owner === 'ours')
        for (const name of records.keys())
          if (!this.#wanted.isWanted(name) && !this.#strays.has(name)) this.#strays.set(name, { kind: 'found' });
    return [basePart, ...this.#wanted.services(), ...(this.#strays.size > 0 ? [straysPart] : [])];
  }
}

function rank(part: string): 0 | 1 | 2 {
  return part === basePart ? 0 : part === straysPart ? 2 : 1;
}
