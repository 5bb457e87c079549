/** The DNS kinds plugged into the loop: what is known, what is wanted, and how the one becomes the other. */
import type { Session, Until } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import {
  basePart,
  type Change,
  causeFor,
  type FolderObject,
  type FolderTarget,
  folderNaming,
  folderObstacle,
  heldIfUnknown,
  isOf,
  isShared,
  type Kinds,
  KnownFolder,
  makesRoom,
  mustBeReady,
  type NamedChange,
  nothingPlanned,
  type PartChange,
  type PartSurroundings,
  type PlannedPart,
  planBase,
  readFolder,
  readFolderSingle,
  recordSteps,
  type Step,
  type StepContext,
  sharedSteps,
  straysPart,
  type TakeWhole,
  takeFolder,
  takeFolderSingle,
} from '@berth/reconcile';
import { type Licence, readLicence, withoutLicence } from './licence.ts';
import { planService, planStrays, type StrayRecord } from './plan-names.ts';
import type { Stray } from './strays.ts';
import { WantedNames } from './wanted-names.ts';

export class DnsKinds implements Kinds<FolderObject> {
  readonly naming = folderNaming;
  readonly #target: FolderTarget;
  readonly #known: KnownFolder;
  readonly #wanted = new WantedNames();
  /** By name. */
  readonly #strays = new Map<string, Stray>();
  #licence: Licence = 'unknown';

  constructor(target: FolderTarget) {
    this.#target = target;
    this.#known = new KnownFolder({ installation: target.installation, kind: 'dns' });
  }

  async readAll(session: Session, until: Until): Promise<TakeWhole<FolderObject>> {
    const whole = await readFolder(session, this.#target.partition, until);
    const licence = await readLicence(session, until);
    return (_how, options) => {
      this.#licence = licence;
      takeFolder(this.#known, whole, options);
    };
  }

  async readSome(session: Session, paths: ReadonlySet<string>, until: Until): Promise<() => Iterable<string>> {
    await mustBeReady(session, until);
    const singles = await Promise.all([...paths].map((path) => readFolderSingle(session, path, until)));
    return () => {
      for (const single of singles) takeFolderSingle(this.#known, single);
      return this.allParts();
    };
  }

  holdsOurs(): boolean {
    return this.#known.holdsOurs;
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
    for (const part of this.orphanParts()) touched.add(part);
    return touched;
  }

  reset(): void {
    this.#wanted.reset();
    this.#strays.clear();
  }

  allParts(): Iterable<string> {
    for (const { owner, records } of this.#known.dataGroups.values())
      if (owner === 'ours')
        for (const name of records.keys())
          if (!this.#wanted.isWanted(name) && !this.#strays.has(name)) this.#strays.set(name, { kind: 'found' });
    return [basePart, ...this.#wanted.services(), ...this.orphanParts()];
  }

  orphanParts(): Iterable<string> {
    return this.#strays.size > 0 ? [straysPart] : [];
  }

  planPart(part: string, { orphans, ...surroundings }: PartSurroundings<FolderObject>): PlannedPart<FolderObject> {
    const { base } = this.#wanted;
    if (base === undefined) return nothingPlanned;
    if (part === basePart) {
      const planned = planBase(base, this.#known, surroundings.isHeld);
      return this.#licence === 'unlicensed' ? withoutLicence(planned) : planned;
    }
    // Everything else lies in the partition.
    if (this.#known.partition === undefined) return nothingPlanned;
    const causeOf = (engine: string | undefined) => causeFor(this.#target.engines, engine);
    const context = { known: this.#known, wanted: this.#wanted, causeFor: causeOf, ...surroundings };
    if (part === straysPart) return planStrays(this.#strayRecords(), orphans, context);
    return heldIfUnknown(planService(part, context), { part, folder: base.folder, state: this.#wanted.state(part) });
  }

  stepsFor(changes: readonly NamedChange<FolderObject>[], context: StepContext<FolderObject>): Step[] {
    const { first, last } = sharedSteps(changes.filter(isShared), context);
    const records = changes.filter((change) => isOf(change, 'record'));
    return [...first, ...recordSteps(records, this.#known, context), ...last];
  }

  apply(change: Change<FolderObject>): Iterable<string> | 'all' {
    this.#known.apply(change);
    if (change.kind === 'delete' && change.observed.kind === 'record') this.#strays.delete(change.observed.name);
    return makesRoom(change) ? 'all' : [];
  }

  owned(): Status['owned'] {
    return { pools: 0, members: 0, records: this.#known.dataGroups.records };
  }

  *#strayRecords(): Iterable<StrayRecord> {
    for (const { owner, records } of this.#known.dataGroups.values()) {
      if (owner === 'foreign') continue;
      for (const [name, stray] of this.#strays) {
        const record = records.get(name);
        if (record !== undefined) yield { record, stray };
      }
    }
  }
}
