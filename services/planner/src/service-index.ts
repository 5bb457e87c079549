/** Which services an engine's change touches: all that the planner knows of one site, and its only mutable state. */
import { isDeepStrictEqual } from 'node:util';
import type { Batch } from '@berth/bus';
import type { SiteConfig } from '@berth/installation';
import { type BigipName, compareText, type Engine, type EngineName, type Observed, type ServiceName } from '@berth/messages';
import { ClaimedVirtuals } from './claimed-virtuals.ts';
import type { Claim } from './claims.ts';
import type { Endpoint } from './endpoints.ts';
import type { Doubted } from './engine-doubts.ts';
import { HostClaims } from './host-claims.ts';
import type { NamesWant } from './plan-names.ts';
import type { ServiceView, Want } from './plan-service.ts';
import { PlannedWants } from './planned-wants.ts';
import { routeDomainOf } from './routes/routed-networks.ts';
import { type EngineChanges, SiteEngines } from './site-engines.ts';
import { nothingTouched, type Touched } from './touched.ts';
import type { WaysBack } from './untranslated.ts';
import { destinationsOf } from './wants.ts';

/** Finds what a change touches by looking things up; nothing here walks over the installation but where an engine comes or goes. */
export class ServiceIndex {
  readonly site: SiteConfig;
  readonly engines: SiteEngines;
  readonly wants: PlannedWants;
  readonly #endpoints = new Map<ServiceName, Map<string, Endpoint>>();
  readonly #claims = new HostClaims();
  readonly #virtuals: ClaimedVirtuals;
  #waysBack: WaysBack = new Map();

  constructor(site: SiteConfig) {
    this.site = site;
    this.#virtuals = new ClaimedVirtuals(site, this.#claims);
    // Where no BIG-IP tells containers apart by name, nobody can want such a name.
    const instances = [...site.bigips.values()].some(({ http }) => http.instances === 'on') ? 'on' : 'off';
    const dns = answersDns(site) ? 'on' : 'off';
    this.engines = new SiteEngines(site, { instances, dns });
    this.wants = new PlannedWants(site);
  }

  /** Engines that can't be seen now, sorted. */
  get unknown(): readonly EngineName[] {
    return this.engines.unknown;
  }

  /** What an earlier holder of the lease planned: the past that this one starts from. */
  recall(bigip: BigipName, service: ServiceName, want: Want): void {
    this.wants.remember(bigip, service, want);
    if (want.kind !== 'serving') return;
    for (const record of want.hosts) {
      const member = record.kind === 'member' ? record.origin : undefined;
      this.#claims.recall(record.host, { service, member, unheard: want.partial });
    }
    for (const destination of destinationsOf(want)) this.#claims.recall(destination, { service, member: undefined, unheard: want.partial });
  }

  /** The same for its names. */
  recallNames(bigip: BigipName, service: ServiceName, want: NamesWant): void {
    this.wants.rememberNames(bigip, service, want);
    if (want.kind !== 'serving') return;
    for (const record of want.names) {
      const member = record.kind === 'service' ? undefined : record.origin;
      this.#claims.recall(record.name, { service, member, unheard: want.partial });
    }
  }

  /** Takes over new documents of engines; what is not configured here is passed over. */
  update(batch: Batch<Engine>): Touched {
    return this.#follow(this.engines.update(batch));
  }

  /** This is to be thought of an engine from now on. */
  doubt(engine: EngineName, doubt: Doubted): Touched {
    return this.#follow(this.engines.doubt(engine, doubt));
  }

  /** Takes over what the monitors of BIG-IPs say. */
  hear({ entries }: Pick<Batch<Observed>, 'entries'>): Touched {
    const { changes, pools } = this.engines.hear(entries);
    const touched = this.#follow(changes);
    // A pool has its service's name.
    for (const pool of pools) touched.services.add(pool as ServiceName);
    return touched;
  }

  /** Takes over to which networks of engines packets are known to find their way by routing. */
  learnDirect(networks: ReadonlyMap<EngineName, ReadonlySet<string>>): Touched {
    return this.#follow(this.engines.learnDirect(networks));
  }

  /** Whether answers come back from engines through each BIG-IP, as far as it was found out. */
  get waysBack(): WaysBack {
    return this.#waysBack;
  }

  /** Takes that over: it concerns services with virtual servers of their own. */
  learnWaysBack(ways: WaysBack): Touched {
    const touched = nothingTouched();
    for (const bigip of this.site.bigips.keys()) {
      if (isDeepStrictEqual(ways.get(bigip), this.#waysBack.get(bigip))) continue;
      for (const service of this.wants.withVirtuals(bigip)) touched.services.add(service);
    }
    this.#waysBack = ways;
    return touched;
  }

  /** Owners of names who can't be seen are looked at again, when what can be seen has changed. Tells the services that this touches. */
  reconsider(service: ServiceName): Touched {
    const touched = nothingTouched();
    touched.services.add(service);
    for (const host of this.wants.claimed(service)) this.#claims.reopen(host);
    this.#settle(new Set(), touched);
    return touched;
  }

  view(service: ServiceName): ServiceView {
    return {
      service,
      endpoints: [...(this.#endpoints.get(service)?.values() ?? [])],
      unknown: this.engines.unknown,
      holds: (host, member) => this.#claims.holds(host, { service, member }),
      isConfigured: (engine) => this.site.engines.has(engine),
      routeDomainOf: (engine, network) => {
        const config = this.site.engines.get(engine);
        return config && routeDomainOf({ name: network }, config);
      },
      isKept: (origin) => this.engines.unknown.includes(origin.engine) && !this.engines.doubts.isForgotten(origin),
      isForgotten: (origin) => this.engines.doubts.isForgotten(origin),
      isForgetting: (engine) => ['forget', 'forget-down'].includes(this.engines.doubts.of(engine)),
    };
  }

  /** These names and destinations were the service's, and are no longer in any of its documents. Tells whom that touches. */
  release(service: ServiceName, hosts: Iterable<Claim['host']>): Touched {
    const touched = nothingTouched();
    for (const host of hosts) this.#claims.release(host, service);
    this.#settle(new Set(), touched);
    return touched;
  }

  /** All services that run or were ever planned. */
  services(): ServiceName[] {
    return [...this.wants.services().union(new Set(this.#endpoints.keys()))].sort(compareText);
  }

  #follow({ readings, arrived, standing, subnets, problems }: EngineChanges): Touched {
    const touched: Touched = {
      services: new Set(),
      everything: standing === 'changed' ? 'later' : 'not',
      subnets,
      problems: new Map(problems),
    };
    for (const { engine, changes } of readings)
      for (const { container, before, after } of changes) {
        for (const endpoint of before?.endpoints ?? []) this.#remove(endpoint, touched);
        for (const endpoint of after?.endpoints ?? []) this.#add(endpoint, touched);
        if (before?.problems.length || after?.problems.length)
          touched.problems.set(`container ${engine} ${container}`, after?.problems ?? []);
      }
    this.#settle(arrived, touched);
    return touched;
  }

  #add(endpoint: Endpoint, { services }: Touched): void {
    const endpoints = this.#endpoints.get(endpoint.service);
    if (endpoints === undefined) this.#endpoints.set(endpoint.service, new Map([[endpointId(endpoint), endpoint]]));
    else endpoints.set(endpointId(endpoint), endpoint);
    for (const claim of endpoint.claims) this.#claims.add(claim);
    services.add(endpoint.service);
  }

  #remove(endpoint: Endpoint, { services }: Touched): void {
    const endpoints = this.#endpoints.get(endpoint.service);
    endpoints?.delete(endpointId(endpoint));
    if (endpoints?.size === 0) this.#endpoints.delete(endpoint.service);
    for (const claim of endpoint.claims) this.#claims.withdraw(claim);
    services.add(endpoint.service);
  }

  #settle(arrived: ReadonlySet<EngineName>, touched: Touched): void {
    for (const service of touched.services) this.#virtuals.follow(service, [...(this.#endpoints.get(service)?.values() ?? [])]);
    const { services, problems } = this.#claims.settle(this.engines.unknown, arrived);
    for (const service of services) touched.services.add(service);
    for (const [host, found] of problems) touched.problems.set(`host ${host}`, found);
  }
}

function answersDns({ bigips }: SiteConfig): boolean {
  return [...bigips.values()].some(({ dns }) => dns.mode !== 'off');
}

function endpointId({ origin }: Endpoint): string {
  return `${origin.engine} ${origin.container}`;
}
