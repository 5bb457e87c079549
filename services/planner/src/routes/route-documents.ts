/** One site's routes: what is planned for them, handed to the bus. */

import type { Batch, Log } from '@berth/bus';
import { canonical } from '@berth/convention';
import type { SiteConfig } from '@berth/installation';
import {
  type BigipName,
  type DesiredRoutes,
  desiredBaseKey,
  desiredServiceKey,
  type Engine,
  type EngineName,
  type Observed,
  type Plan,
  type Routing,
} from '@berth/messages';
import { setPlan } from '../announce.ts';
import type { Doubt } from '../engine-doubts.ts';
import type { Opened } from '../open-targets.ts';
import type { OpenProblems } from '../problems.ts';
import { type Heard, longGone, purgeHeard } from '../purging.ts';
import type { EngineWays, WaysBack } from '../untranslated.ts';
import type { Found } from './direct-networks.ts';
import { EngineNetworks } from './engine-networks.ts';
import { planRouteBase } from './plan-route-base.ts';
import { planRoutes, type RoutesInput } from './plan-routes.ts';
import { SeenBigips } from './seen-bigips.ts';

/** Where the documents about the routes of one BIG-IP go. */
export type RouteTarget = Opened<{ readonly kind: 'route'; readonly name: BigipName; readonly units: readonly string[] }>;

/** Those of a site. Where each of several units has routes of its own, an applier keeps each. */
export function routeTargets({ bigips }: SiteConfig): Pick<RouteTarget, 'kind' | 'name' | 'units'>[] {
  return [...bigips].flatMap(([name, { routes, units }]) => {
    const isEachWritten = routes.perUnit && units.length > 1;
    return routes.mode === 'off' ? [] : [{ kind: 'route', name, units: isEachWritten ? units : [] }];
  });
}

export type RouteParts = {
  readonly site: SiteConfig;
  readonly targets: readonly RouteTarget[];
  readonly problems: OpenProblems;
  /** Engines that no collector sees, as every plan tells them. */
  readonly stale: () => Plan['stale'];
  readonly log: Log;
};

export class RouteDocuments {
  readonly #parts: RouteParts;
  readonly #engines: EngineNetworks;
  readonly #wants: ReadonlyMap<BigipName, Map<EngineName, DesiredRoutes['want']>>;
  readonly #seen = new SeenBigips();
  readonly #givenUp = new Set<EngineName>();
  #state: 'recalling' | 'planning' = 'recalling';

  constructor(parts: RouteParts) {
    this.#parts = parts;
    this.#engines = new EngineNetworks(parts.site);
    this.#wants = new Map(parts.targets.map(({ name }) => [name, new Map()]));
  }

  /** What is stored is the past; what routes share follows from the configuration alone. */
  begin(): void {
    const { site, targets } = this.#parts;
    for (const { name, publisher } of targets) {
      for (const { value } of publisher.stored.values())
        if (value.kind === 'document' && value.document.kind === 'routes')
          this.#wants.get(name)?.set(value.document.engine, value.document.want);
      const config = site.bigips.get(name);
      if (config !== undefined) publisher.set(desiredBaseKey('route', name), planRouteBase(name, config));
    }
  }

  /** What was found of each engine from every BIG-IP of the site; nothing new before the monitors were heard, for they decide. */
  found(): Found[] {
    if (this.#state === 'planning' && !this.#seen.heard) return [];
    return [...this.#parts.site.bigips.keys()].map(
      (bigip) =>
        new Map([...(this.#wants.get(bigip) ?? [])].flatMap(([engine, want]) => (want.kind === 'serving' ? [[engine, want.reach]] : []))),
    );
  }

  /** Whether answers come back, as far as it was found out. */
  waysBack(): WaysBack {
    return new Map([...this.#wants].map(([bigip, wants]) => [bigip, waysOf(wants)]));
  }

  /** The first look at all engines. */
  read(batch: Batch<Engine>): void {
    this.#engines.update(batch);
  }

  /** Everything is planned from nothing. */
  takeOver(now: number): void {
    this.#state = 'planning';
    this.#plan(now);
  }

  /** Tells whether that touched anything. */
  follow(batch: Batch<Engine>, now: number): 'changed' | 'same' {
    const outcome = this.#engines.update(batch);
    if (outcome === 'changed') this.#plan(now);
    return outcome;
  }

  /** An engine that an operator gave up has no routes any more, until it is seen again. */
  doubt(engine: EngineName, doubt: Doubt, now: number): void {
    const before = this.#givenUp.has(engine);
    if (doubt === 'forget') this.#givenUp.add(engine);
    else this.#givenUp.delete(engine);
    if (this.#givenUp.has(engine) !== before && this.#state === 'planning') this.#plan(now);
  }

  /** What is seen on BIG-IPs. */
  observe(batch: Batch<Observed>, now: number): void {
    this.#seen.take(batch);
    if (this.#state === 'planning') this.#plan(now);
  }

  /** Deletes documents that have said long enough that an engine is gone, once the applier has heard it. */
  purge(target: RouteTarget, heard: Heard, now: number): void {
    const { name } = target;
    for (const engine of purgeHeard(target, this.purgeable(target, now), heard)) {
      this.#wants.get(name)?.delete(engine);
      this.#writePlans();
      this.#parts.log.info({ bigip: name, engine }, 'forgot the routes of an engine that is gone');
    }
  }

  purgeable({ name }: Pick<RouteTarget, 'name'>, now: number): EngineName[] {
    if (this.#state === 'recalling') return [];
    return longGone(this.#wants.get(name) ?? [], now);
  }

  /** Everything is planned at once; which engines are stale is told a moment later. */
  catchUp(): 'done' {
    if (this.#state === 'planning') this.#writePlans();
    return 'done';
  }

  #plan(now: number): void {
    for (const target of this.#parts.targets) this.#planTarget(target, now);
    this.#writePlans();
  }

  #planTarget({ name, publisher }: RouteTarget, now: number): void {
    const { site, problems } = this.#parts;
    const wants = this.#wants.get(name);
    const config = site.bigips.get(name);
    if (wants === undefined || config === undefined) return;
    const planned = planRoutes({
      bigip: name,
      routeDomain: config.routeDomain,
      network: this.#seen.network(name),
      engines: this.#engines.own.filter((engine) => !this.#givenUp.has(engine.name)),
      elsewhere: this.#engines.elsewhere,
      previous: (engine) => servingOf(wants.get(engine)),
      states: (engine) => this.#seen.states(name, engine),
      dns: dnsOf(config.dns, site.zones.internal),
    });
    for (const { engine, want } of planned.documents) wants.set(engine, want);
    for (const [engine, want] of wants) {
      const cause = this.#givenUp.has(engine) ? 'forgotten' : site.engines.has(engine) ? undefined : 'config';
      if (cause !== undefined && want.kind === 'serving') wants.set(engine, { kind: 'gone', cause, since: now });
    }
    for (const [engine, want] of wants) {
      const document: Omit<DesiredRoutes, 'epoch'> = { v: 1, kind: 'routes', bigip: name, engine, want };
      publisher.set(desiredServiceKey('route', name, engine), document);
    }
    problems.replace(`routes ${name}`, planned.problems);
  }

  #writePlans(): void {
    const [engines, stale] = [this.#engines.revisions(), this.#parts.stale()];
    for (const target of this.#parts.targets) setPlan(target, { count: this.#wants.get(target.name)?.size ?? 0, engines, stale });
  }
}

function waysOf(wants: ReadonlyMap<EngineName, DesiredRoutes['want']>): EngineWays {
  return new Map(
    [...wants].flatMap(([engine, want]) =>
      want.kind === 'gone'
        ? []
        : [[engine, { way: want.reach.back, finding: want.reach.findings.find(({ kind }) => kind === 'back') }] as const],
    ),
  );
}

function servingOf(want: DesiredRoutes['want'] | undefined): Routing | undefined {
  return want?.kind === 'serving' ? want : undefined;
}

type DnsConfig = { readonly mode: 'off' | 'attach' } | { readonly mode: 'own'; readonly listener: string };

function dnsOf(dns: DnsConfig, zones: readonly string[]): RoutesInput['dns'] {
  const [, address] = (dns.mode === 'own' && /^\[?([^\]]+?)\]?:\d+$/.exec(dns.listener)) || [];
  return address === undefined ? undefined : { server: canonical(address), zones };
}
