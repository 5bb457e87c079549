/** The wide IPs of every DNS group: what the sites' services are planned to be, brought together and handed to the bus. */
import type { Batch } from '@berth/bus';
import type { GroupConfig, SiteConfig } from '@berth/installation';
import {
  type DesiredWideIp,
  desiredBaseKey,
  desiredServiceKey,
  type Engine,
  type GroupName,
  type ServiceName,
  type SiteName,
} from '@berth/messages';
import { setPlan } from './announce.ts';
import { movedProblems } from './left-groups.ts';
import type { Opened } from './open-targets.ts';
import { planGroup } from './plan-group.ts';
import { planWideIp, type WideIpWant } from './plan-wide-ip.ts';
import type { OpenProblems } from './problems.ts';
import { type Heard, longGone, purgeHeard } from './purging.ts';
import type { ServiceIndex } from './service-index.ts';
import { sitePart } from './site-part.ts';
import { SitePlans } from './site-plans.ts';
import type { Touched } from './touched.ts';
import { unreadable } from './unreadable.ts';
import { isDue } from './wants.ts';
import type { DoubtedDocuments } from './watch-engines.ts';

/** Where the documents of one DNS group go. */
export type GroupDocuments = Opened<{ readonly kind: 'gtm'; readonly name: GroupName; readonly config: GroupConfig }>;

export type WideIpParts = {
  readonly groups: readonly GroupDocuments[];
  /** One for each site of a group, which knows what was planned for it. */
  readonly sites: readonly ServiceIndex[];
  readonly problems: OpenProblems;
  readonly linger: number;
};

/** How many services are planned before others get their turn. */
const slice = 200;

export class WideIpDocuments {
  readonly #parts: WideIpParts;
  readonly #sites: ReadonlyMap<SiteName, SitePlans>;
  readonly #wants: ReadonlyMap<GroupName, Map<ServiceName, WideIpWant>>;
  /** Services of which a site has planned something anew. */
  readonly #touched = new Set<ServiceName>();
  /** Services of which only the engines that can't be seen have changed. */
  readonly #later = new Set<ServiceName>();
  #planRecord: 'written' | 'stale' = 'written';

  constructor(parts: WideIpParts) {
    this.#parts = parts;
    const { groups, sites, linger } = parts;
    this.#wants = new Map(groups.map(({ name }) => [name, new Map()]));
    const onPlanned = (documents: readonly { readonly service: ServiceName }[]) => {
      for (const { service } of documents) this.#touched.add(service);
    };
    // Each site's own planner tells its problems.
    this.#sites = new Map(
      sites.map((index) => [index.site.name, new SitePlans({ index, linger, onPlanned, onProblems: () => undefined })]),
    );
  }

  /** What is stored is the past; what services share follows from the configuration alone. */
  begin(): void {
    const { groups, problems } = this.#parts;
    for (const { name, config, publisher } of groups) {
      for (const [key, { value }] of publisher.stored) {
        if (value.kind === 'unreadable') problems.replace(`document ${key}`, [unreadable(key, value.reason)]);
        else if (value.kind === 'document' && value.document.kind === 'wide ip')
          this.#wants.get(name)?.set(value.document.service, value.document.want);
      }
      const key = desiredBaseKey('gtm', name);
      const base = publisher.stored.get(key)?.value;
      const shared = planGroup(config, base?.kind === 'document' && base.document.kind === 'group' ? base.document : undefined);
      publisher.set(key, shared);
      problems.replace(`moved ${name}`, movedProblems(shared));
    }
  }

  /** Per site, what is to be told of its engines. */
  get sites(): readonly (DoubtedDocuments & { readonly config: SiteConfig })[] {
    return [...this.#sites.values()].map((plans) => ({
      config: plans.index.site,
      engines: plans.index.engines,
      doubt: (engine, doubted, now) => this.#take(plans.doubt(engine, doubted, now), now),
      hear: (batch, now) => this.#take(plans.hear(batch, now), now),
    }));
  }

  /** The first look at all engines. */
  read(batch: Batch<Engine>): void {
    for (const site of this.#sites.values()) site.read(batch);
  }

  /** Everything is planned from nothing. */
  takeOver(now: number): void {
    for (const site of this.#sites.values()) site.takeOver(now);
    this.#planAll([...this.#touched, ...this.#known()], now);
    this.#planRecord = 'stale';
    this.#writePlan();
  }

  /** A change goes at once to the services that it touches. */
  follow(batch: Batch<Engine>, now: number): void {
    for (const site of this.#sites.values()) this.#take(site.follow(batch, now), now);
    this.#planRecord = 'stale';
  }

  /** The next part of what can wait: `more` while there is some left. */
  catchUp(now: number): 'more' | 'done' {
    this.#parts.problems.tellWaiting();
    if (!this.#begun) return 'done';
    const all = [...this.#sites.values()];
    const left = all.map((site) => site.catchUp(now));
    const due = left.includes('more') ? [] : this.#due(now - this.#parts.linger);
    this.#planAll([...this.#touched, ...this.#later.values().take(slice), ...due], now);
    if (left.includes('more') || this.#later.size > 0) return 'more';
    for (const site of all) site.forgetGone(now);
    this.#writePlan();
    return 'done';
  }

  /** Deletes documents that have said long enough that a service is gone, once the applier has heard it. */
  purge(target: GroupDocuments, heard: Heard, now: number): void {
    for (const service of purgeHeard(target, this.purgeable(target, now), heard)) {
      this.#wants.get(target.name)?.delete(service);
      this.#planRecord = 'stale';
    }
  }

  /** Services whose documents have been there long enough. */
  purgeable({ name }: Pick<GroupDocuments, 'name'>, now: number): ServiceName[] {
    // Before the first plan, what is stored is what was announced: an applier waits for as many documents.
    if (!this.#begun) return [];
    const wants = this.#wants.get(name) ?? new Map<ServiceName, WideIpWant>();
    return longGone(wants, now);
  }

  /** Whether everything has been planned once. */
  get #begun(): boolean {
    return [...this.#sites.values()].every(({ begun }) => begun);
  }

  #take({ everything }: Touched, now: number): void {
    if (everything === 'later') for (const service of this.#known()) this.#later.add(service);
    this.#planAll(this.#touched, now);
  }

  #known(): ServiceName[] {
    return [...this.#wants.values()].flatMap((wants) => [...wants.keys()]);
  }

  #due(emptiedBefore: number): ServiceName[] {
    const wants = [...this.#wants.values()];
    return this.#known().filter((service) => wants.some((all) => isDue(servingOf(all.get(service)), emptiedBefore)));
  }

  #planAll(services: Iterable<ServiceName>, now: number): void {
    for (const service of new Set(services)) {
      this.#touched.delete(service);
      this.#later.delete(service);
      for (const group of this.#parts.groups) this.#plan(service, group, now);
    }
  }

  #plan(service: ServiceName, { name, config, publisher }: GroupDocuments, now: number): void {
    const { linger, problems } = this.#parts;
    const wants = this.#wants.get(name);
    const parts = config.sites.map(({ site }) => sitePart(site, this.#sites.get(site)?.index, service));
    const planned = planWideIp({ service, group: config, parts }, wants?.get(service), { now, linger });
    problems.replace(`wide ip ${name} ${service}`, planned.problems);
    if (planned.want === undefined) return;
    wants?.set(service, planned.want);
    const key = desiredServiceKey('gtm', name, service);
    problems.replace(`document ${key}`, []);
    const document: Omit<DesiredWideIp, 'epoch'> = { v: 1, kind: 'wide ip', group: name, service, want: planned.want };
    publisher.set(key, document);
    this.#planRecord = 'stale';
  }

  /** Its `engines` change with every document of an engine, so it is written only now and then. */
  #writePlan(): void {
    if (this.#planRecord === 'written') return;
    this.#planRecord = 'written';
    for (const group of this.#parts.groups) {
      const { name, config } = group;
      const sites = config.sites.flatMap(({ site }) => this.#sites.get(site)?.index ?? []);
      const engines = Object.assign({}, ...sites.map((index) => index.engines.revisions()));
      setPlan(group, { count: this.#wants.get(name)?.size ?? 0, engines, stale: {} });
    }
  }
}

function servingOf(want: WideIpWant | undefined) {
  return want?.kind === 'serving' ? want : undefined;
}
