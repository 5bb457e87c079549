/** Follows which engines collectors see, what operators gave up, and what the monitors say: what becomes of engines that nobody sees. */
import { type Batch, rest, type Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import {
  type EngineName,
  engineHeartbeats,
  type Forget,
  forgetFilter,
  forgetKey,
  heartbeatIn,
  memberStatesFilter,
  type Observed,
} from '@berth/messages';
import { type Doubted, doubtOf } from './engine-doubts.ts';
import type { OpenProblems } from './problems.ts';
import type { SiteEngines } from './site-engines.ts';
import { StaleEngines } from './stale-engines.ts';

/** What is planned from one site's engines. */
export type DoubtedDocuments = {
  readonly engines: Pick<SiteEngines, 'stale' | 'listedAt'>;
  /** This is to be thought of an engine from now on. */
  doubt(engine: EngineName, doubted: Doubted, now: number): void;
  /** What the monitors say. */
  hear(batch: Batch<Observed>, now: number): void;
};

/** ms between two judgements. */
const round = 1000;

export type EngineWatching = Omit<Surroundings, 'signal' | 'tracer'> & {
  readonly site: SiteConfig;
  readonly timing: PlannerConfig['timing'];
  readonly documents: DoubtedDocuments;
  /** The site's own planner tells of engines that nobody sees, and ends what was decided of those that are seen again; absent for others. */
  readonly open?: OpenProblems;
};

export class EngineWatch {
  readonly #watching: EngineWatching;
  readonly #stale: StaleEngines;
  readonly #decisions = new Map<EngineName, Forget>();
  readonly #ready = Promise.withResolvers<void>();
  #unread = 2;
  #begun: boolean = false;

  constructor(watching: EngineWatching) {
    const { site, timing, documents } = watching;
    this.#watching = watching;
    this.#stale = new StaleEngines(site.engines.keys(), timing.stale, documents.engines.stale);
  }

  /** Resolves when all that is stored about it has been read, or it has ended. */
  get ready(): Promise<void> {
    return this.#ready.promise;
  }

  /** Until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    try {
      await Promise.all([this.#judgeAgain(signal), this.#listen(signal), this.#followDecisions(signal), this.#followStates(signal)]);
    } finally {
      this.#ready.resolve();
    }
  }

  /** Says what is to be thought of each engine now; from then on by itself whenever that may change. */
  judge(): void {
    const { site, timing, clock, documents, open } = this.#watching;
    this.#begun = true;
    const now = clock.now();
    for (const engine of site.engines.keys()) this.#stale.listed(engine, documents.engines.listedAt(engine) ?? 0);
    for (const [engine, problems] of this.#stale.changes()) open?.replace(`stale ${engine}`, problems);
    for (const engine of site.engines.keys()) {
      const since = this.#stale.since.get(engine);
      const listedAt = documents.engines.listedAt(engine) ?? 0;
      // It was looked at since: whoever found it stale, or gave it up, did so before.
      const seen = since === undefined ? undefined : Math.max(since, listedAt);
      const decision = (this.#decisions.get(engine)?.at ?? 0) > listedAt ? 'forget' : 'none';
      documents.doubt(engine, { since: seen, doubt: doubtOf({ since: seen, decision, now }, timing) }, now);
    }
  }

  async #listen(signal: AbortSignal): Promise<void> {
    const { store } = this.#watching;
    for await (const message of store.subscribe(engineHeartbeats(), signal)) this.#stale.heard(heartbeatIn(message)?.engines ?? []);
  }

  async #followDecisions(signal: AbortSignal): Promise<void> {
    const { store } = this.#watching;
    let first = true;
    for await (const { kind, entries } of store.watch('berth-control', forgetFilter, signal)) {
      if (kind === 'snapshot') this.#decisions.clear();
      for (const { key, value } of entries) {
        // One that can't be read decides nothing.
        for (const [engine] of this.#decisions) if (forgetKey(engine) === key) this.#decisions.delete(engine);
        if (value.kind === 'document' && value.document.kind === 'forget') this.#decisions.set(value.document.engine, value.document);
      }
      if (first) this.#read();
      else if (this.#begun) this.judge();
      first = false;
    }
  }

  async #followStates(signal: AbortSignal): Promise<void> {
    const { store, clock, documents } = this.#watching;
    let first = true;
    for await (const batch of store.watch('berth-bigips', memberStatesFilter('*'), signal)) {
      documents.hear(batch, clock.now());
      if (first) this.#read();
      first = false;
    }
  }

  #read(): void {
    this.#unread -= 1;
    if (this.#unread === 0) this.#ready.resolve();
  }

  async #judgeAgain(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#watching;
    for (let before = performance.now(); !signal.aborted; ) {
      await rest(round, signal);
      const now = performance.now();
      // While this program stood still, or waited for the bus, it could not have heard anybody.
      if (store.connected()) this.#stale.pass(Math.min(now - before, 2 * round), clock.now());
      before = now;
      if (this.#begun) this.judge();
      await this.#endDecisions(signal);
    }
  }

  /** What was given up counts until a collector sees the engine again. */
  async #endDecisions(signal: AbortSignal): Promise<void> {
    const { store, log, open } = this.#watching;
    if (open === undefined) return;
    for (const engine of this.#decisions.keys()) {
      if (signal.aborted || !this.#stale.isWell(engine)) continue;
      await store.remove('berth-control', forgetKey(engine), signal);
      log.info({ engine }, 'saw an engine again that had been given up');
    }
  }
}
