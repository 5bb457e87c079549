/** One site's documents: what is planned for it, handed to the bus. */
import type { Batch, Log } from '@berth/bus';
import {
  type BigipName,
  type DesiredNames,
  type DesiredService,
  desiredServiceKey,
  type Engine,
  type EngineName,
  type Observed,
  type ServiceName,
} from '@berth/messages';
import { setPlan } from './announce.ts';
import type { Doubted } from './engine-doubts.ts';
import type { Opened } from './open-targets.ts';
import type { Plans } from './plan.ts';
import type { OpenProblems } from './problems.ts';
import { type Heard, longGone, purgeHeard } from './purging.ts';
import type { ServiceIndex } from './service-index.ts';
import { SharedPlaces } from './shared-places.ts';
import { SiteBases } from './site-bases.ts';
import type { SiteEngines } from './site-engines.ts';
import { SitePlans } from './site-plans.ts';
import { unreadable } from './unreadable.ts';

/** Where the documents of one kind for one BIG-IP go. */
export type TargetDocuments = Opened<{ readonly kind: 'ltm' | 'dns'; readonly name: BigipName }>;

export type SiteParts = {
  readonly index: ServiceIndex;
  readonly targets: readonly TargetDocuments[];
  readonly problems: OpenProblems;
  readonly linger: number;
  readonly log: Log;
};

export class SiteDocuments {
  readonly #parts: SiteParts;
  readonly #plans: SitePlans;
  readonly #bases: SiteBases;
  readonly #places = new SharedPlaces();
  #planRecord: 'written' | 'stale' = 'written';

  constructor(parts: SiteParts) {
    this.#parts = parts;
    const { index, linger } = parts;
    this.#bases = new SiteBases(parts);
    this.#plans = new SitePlans({
      index,
      linger,
      onPlanned: (documents) => this.#publishAll(documents),
      onProblems: (problems) => this.#report(problems),
    });
  }

  /** What is stored is the past; what services share follows from it and the configuration. */
  begin(): void {
    const { index, targets, problems } = this.#parts;
    for (const { kind, name: bigip, publisher } of targets) {
      for (const [key, { value }] of publisher.stored) {
        if (value.kind === 'unreadable') problems.replace(`document ${key}`, [unreadable(key, value.reason)]);
        else if (value.kind === 'document' && value.document.kind === 'service') {
          index.recall(bigip, value.document.service, value.document.want);
          this.#report(this.#places.replace(bigip, value.document.service, value.document.want));
        } else if (value.kind === 'document' && value.document.kind === 'names')
          index.recallNames(bigip, value.document.service, value.document.want);
        else if (value.kind === 'document' && value.document.kind === 'base') this.#bases.recall(kind, value.document);
        else if (value.kind === 'document' && value.document.kind === 'plan') index.engines.recall(value.document.stale);
      }
    }
    this.#bases.begin();
  }

  get engines(): SiteEngines {
    return this.#parts.index.engines;
  }

  /** The first look at all engines. */
  read(batch: Batch<Engine>): void {
    this.#plans.read(batch);
  }

  /** Everything is planned from nothing. */
  takeOver(now: number): void {
    this.#plans.takeOver(now);
    this.#bases.follow();
    this.#bases.followSubnets();
    this.#planRecord = 'stale';
    this.#writePlan();
  }

  /** A change goes at once to the services that it touches. */
  follow(batch: Batch<Engine>, now: number): void {
    const touched = this.#plans.follow(batch, now);
    if (touched.subnets === 'changed') this.#bases.followSubnets();
    this.#planRecord = 'stale';
  }

  /** This is to be thought of an engine from now on. */
  doubt(engine: EngineName, doubted: Doubted, now: number): void {
    if (this.engines.stale.get(engine) !== doubted.since) this.#planRecord = 'stale';
    this.#plans.doubt(engine, doubted, now);
  }

  /** What the monitors say goes at once to the services that it touches. */
  hear(batch: Batch<Observed>, now: number): void {
    this.#plans.hear(batch, now);
  }

  /** To these networks of engines packets are known to find their way by routing: `auto` follows. */
  learnDirect(networks: Parameters<ServiceIndex['learnDirect']>[0], now: number): void {
    this.#plans.learnDirect(networks, now);
  }

  /** Whether answers come back from engines through each BIG-IP: where they don't, clients are not shown as they are. */
  learnWaysBack(ways: Parameters<ServiceIndex['learnWaysBack']>[0], now: number): void {
    this.#plans.learnWaysBack(ways, now);
    if (this.#plans.begun) this.#bases.follow();
  }

  /** The next part of what can wait: `more` while there is some left. */
  catchUp(now: number): 'more' | 'done' {
    this.#parts.problems.tellWaiting();
    const left = this.#plans.catchUp(now);
    if (left === 'done' && this.#plans.begun) this.#writePlan();
    return left;
  }

  /** Deletes documents that have said long enough that a service is gone, once the applier has heard it. */
  purge(target: TargetDocuments, heard: Heard, now: number): void {
    const { index, log } = this.#parts;
    const { kind, name: bigip } = target;
    for (const service of purgeHeard(target, this.purgeable(target, now), heard)) {
      if (kind === 'ltm') index.wants.remember(bigip, service, undefined);
      else index.wants.rememberNames(bigip, service, undefined);
      this.#planRecord = 'stale';
      log.info({ kind, bigip, service }, 'forgot a service that is gone');
    }
  }

  /** Services whose documents have been there long enough. */
  purgeable({ kind, name: bigip }: Pick<TargetDocuments, 'kind' | 'name'>, now: number): ServiceName[] {
    const { index } = this.#parts;
    // Before the first plan, what is stored may be long out of date.
    if (!this.#plans.begun) return [];
    const want = (service: ServiceName) => (kind === 'ltm' ? index.wants.of(bigip, service) : index.wants.namesOf(bigip, service));
    return longGone(
      index.wants.ending().map((service) => [service, want(service)]),
      now,
    );
  }

  #publishAll(documents: Plans['documents']): void {
    const { log } = this.#parts;
    for (const { bigip, service, want, names } of documents) {
      this.#publish('ltm', { v: 1, kind: 'service', bigip, service, want });
      this.#report(this.#places.replace(bigip, service, want));
      if (names !== undefined) this.#publish('dns', { v: 1, kind: 'names', bigip, service, want: names });
      log.debug({ bigip, service, want: want.kind }, 'planned');
    }
    if (documents.length > 0) this.#planRecord = 'stale';
    if (this.#plans.begun) this.#bases.follow();
  }

  #publish(kind: TargetDocuments['kind'], document: Omit<DesiredService, 'epoch'> | Omit<DesiredNames, 'epoch'>): void {
    const { targets, problems } = this.#parts;
    const key = desiredServiceKey(kind, document.bigip, document.service);
    targets.find((target) => target.kind === kind && target.name === document.bigip)?.publisher.set(key, document);
    problems.replace(`document ${key}`, []);
  }

  #report(problems: ReadonlyMap<string, Parameters<OpenProblems['replace']>[1]>): void {
    for (const [owner, found] of problems) this.#parts.problems.replace(owner, found);
  }

  /** Its `engines` change with every document of an engine, so it is written only now and then. */
  #writePlan(): void {
    if (this.#planRecord === 'written') return;
    this.#planRecord = 'written';
    const { index, targets } = this.#parts;
    const engines = index.engines.revisions();
    const stale = index.engines.record();
    for (const target of targets) setPlan(target, { count: index.wants.count(target.kind, target.name), engines, stale });
  }
}
