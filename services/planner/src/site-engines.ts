/** The engines of one site: what their documents show, less what was given up. */
import type { Batch } from '@berth/bus';
import type { SiteConfig } from '@berth/installation';
import { compareText, type Engine, type EngineName, engineKey, type Observed, type Plan } from '@berth/messages';
import type { EngineContext } from './endpoints.ts';
import { type Doubted, EngineDoubts } from './engine-doubts.ts';
import { EngineReadings, type ReadingChange } from './engine-readings.ts';
import type { PlanProblem } from './problems.ts';

type EngineState = {
  readonly name: EngineName;
  readonly readings: EngineReadings;
  seen: 'unknown' | { readonly revision: number; readonly document: Engine };
};

/** What new documents, or new doubts, make different. */
export type EngineChanges = {
  readonly readings: readonly { readonly engine: EngineName; readonly changes: readonly ReadingChange[] }[];
  /** Engines that were unknown before. */
  readonly arrived: ReadonlySet<EngineName>;
  /** Whether others are known, or doubtful, than before. */
  readonly standing: 'changed' | 'same';
  readonly subnets: 'changed' | 'same';
  readonly problems: ReadonlyMap<string, readonly PlanProblem[]>;
};

export class SiteEngines {
  readonly doubts = new EngineDoubts();
  readonly #engines: ReadonlyMap<string, EngineState>;
  /** Engines that no collector sees, and when each was seen last. */
  readonly #stale = new Map<EngineName, number>();
  #unknown: readonly EngineName[];

  constructor({ engines, expose, zones }: SiteConfig, { instances, dns }: Pick<EngineContext, 'instances' | 'dns'>) {
    this.#engines = new Map(
      [...engines].map(([name, { allow, ...config }]) => [
        engineKey(name),
        { name, readings: new EngineReadings({ name, allow, expose, zones, instances, dns }, config), seen: 'unknown' },
      ]),
    );
    this.#unknown = [...engines.keys()].sort(compareText);
  }

  /** Those that can't be seen, sorted. One that was given up is none of them: nothing is left on it. */
  get unknown(): readonly EngineName[] {
    return this.#unknown;
  }

  /** Engines that no collector sees, and when each was seen last, ms since 1970. */
  get stale(): ReadonlyMap<EngineName, number> {
    return this.#stale;
  }

  /** What an earlier holder of the lease found. */
  recall(stale: Plan['stale']): void {
    for (const { name } of this.#engines.values()) {
      const found = stale[name];
      if (found === undefined) continue;
      this.#stale.set(name, Math.max(found.since, this.#stale.get(name) ?? 0));
      this.doubts.recall(name, found.forgotten);
    }
  }

  /** What a later one is to recall. */
  record(): Plan['stale'] {
    const stale = [...this.#stale].sort(([a], [b]) => compareText(a, b));
    return Object.fromEntries(stale.map(([name, since]) => [name, { since, forgotten: this.doubts.forgotten(name) }]));
  }

  /** Per known engine, the revision of the document that is planned from. */
  revisions(): Record<string, number> {
    return Object.fromEntries([...this.#engines.values()].flatMap(({ name, seen }) => (seen === 'unknown' ? [] : [[name, seen.revision]])));
  }

  /** When an engine's document says that it was looked at, ms since 1970. */
  listedAt(name: EngineName): number | undefined {
    const seen = this.#engines.get(engineKey(name))?.seen;
    return seen === undefined || seen === 'unknown' ? undefined : seen.document.listedAt;
  }

  /** Subnets in which containers of engines that can be seen may have addresses. */
  subnets(): string[] {
    return [...this.#engines.values()].flatMap(({ readings }) => readings.subnets);
  }

  /** Takes over new documents; what is not configured here is passed over. */
  update({ kind, entries }: Batch<Engine>): EngineChanges {
    const changes = new Changes();
    const subnets = this.#subnets();
    const heard = new Set<string>();
    for (const { key, revision, value } of entries) {
      const engine = this.#engines.get(key);
      heard.add(key);
      if (engine === undefined) continue;
      if (value.kind === 'document' && value.document.name === engine.name) {
        if (engine.seen === 'unknown') changes.arrived.add(engine.name);
        engine.seen = { revision, document: value.document };
        this.#read(engine, changes);
        changes.problems.set(`engine ${engine.name}`, []);
      } else lose(engine, value.kind === 'unreadable' ? value.reason : 'it was deleted, or is the document of another engine', changes);
    }
    if (kind === 'snapshot') for (const [key, engine] of this.#engines) if (!heard.has(key)) lose(engine, 'there is none yet', changes);
    const before = this.#unknown.length;
    this.#countUnknown();
    if (changes.arrived.size > 0 || this.#unknown.length !== before) changes.standing = 'changed';
    if (changes.standing === 'changed' || this.#subnets().some((own, at) => own !== subnets[at])) changes.subnets = 'changed';
    return changes;
  }

  /** This is to be thought of an engine from now on. `since`: when it was seen last, if it is stale. */
  doubt(name: EngineName, { since, doubt }: Doubted): EngineChanges {
    const changes = new Changes();
    if (since === undefined) this.#stale.delete(name);
    else this.#stale.set(name, since);
    if (this.doubts.of(name) === doubt) return changes;
    this.doubts.set(name, doubt);
    this.#reread(name, changes);
    this.#countUnknown();
    changes.standing = 'changed';
    return changes;
  }

  /** Takes over what the monitors of a BIG-IP say. Returns the pools of which they say something else, too. */
  hear(entries: Batch<Observed>['entries']): { readonly changes: EngineChanges; readonly pools: ReadonlySet<string> } {
    const changes = new Changes();
    const pools = new Set<string>();
    // What isn't there, or can't be read, leaves what was said before.
    for (const { value } of entries) {
      if (value.kind !== 'document' || value.document.kind !== 'member-states') continue;
      const { engine } = value.document;
      const before = this.doubts.forgotten(engine).length;
      for (const pool of this.doubts.hear(value.document)) pools.add(pool);
      if (this.doubts.of(engine) === 'forget-down') this.#reread(engine, changes);
      // What was given up may serve in pools of which nothing was said, and without the engine's document nothing tells in which.
      if (this.doubts.forgotten(engine).length > before) changes.standing = 'changed';
    }
    return { changes, pools };
  }

  /** To these networks packets are known to find their way by routing. */
  learnDirect(networks: ReadonlyMap<EngineName, ReadonlySet<string>>): EngineChanges {
    const changes = new Changes();
    for (const { name, readings } of this.#engines.values())
      changes.readings.push({ engine: name, changes: readings.learnDirect(networks.get(name) ?? new Set()) });
    for (const { name, readings } of this.#engines.values()) changes.problems.set(`limits ${name}`, readings.problems);
    return changes;
  }

  #subnets(): (readonly string[])[] {
    return [...this.#engines.values()].map(({ readings }) => readings.subnets);
  }

  /** Without the containers that were given up. */
  #read({ name, readings, seen }: EngineState, changes: Changes): void {
    if (seen === 'unknown') return;
    const containers = seen.document.containers.filter(({ id }) => !this.doubts.isForgotten({ engine: name, container: id }));
    changes.readings.push({ engine: name, changes: readings.update({ ...seen.document, containers }) });
    changes.problems.set(`limits ${name}`, readings.problems);
  }

  #reread(name: EngineName, changes: Changes): void {
    const engine = this.#engines.get(engineKey(name));
    if (engine !== undefined) this.#read(engine, changes);
  }

  #countUnknown(): void {
    this.#unknown = [...this.#engines.values()]
      .flatMap(({ name, seen }) => (seen === 'unknown' && this.doubts.of(name) !== 'forget' ? [name] : []))
      .sort(compareText);
  }
}

class Changes implements EngineChanges {
  readonly readings: { readonly engine: EngineName; readonly changes: readonly ReadingChange[] }[] = [];
  readonly arrived = new Set<EngineName>();
  standing: 'changed' | 'same' = 'same';
  subnets: 'changed' | 'same' = 'same';
  readonly problems = new Map<string, readonly PlanProblem[]>();
}

function lose(engine: EngineState, reason: string, changes: Changes): void {
  if (engine.seen !== 'unknown') changes.readings.push({ engine: engine.name, changes: engine.readings.clear() });
  changes.problems.set(`limits ${engine.name}`, []);
  engine.seen = 'unknown';
  changes.problems.set(`engine ${engine.name}`, [
    {
      subject: `engine-${engine.name}-unknown`,
      severity: 'error',
      what: `engine ${engine.name}: what runs on it is not known (${reason}), so nothing of it is changed`,
      where: `berth-engines, key ${engineKey(engine.name)}`,
      hint: 'start a collector for it and look at its log, or take the engine out of the configuration',
    },
  ]);
}
