/** Pure but for the index that it brings forward: what a set of services needs on every BIG-IP of the site. */
import type { PlannedBigip } from '@berth/installation';
import { type BigipName, compareText, type Origin, type ServiceName } from '@berth/messages';
import type { Claim } from './claims.ts';
import { type NamesWant, planNames } from './plan-names.ts';
import { planService, type Target, type Timing, type Want } from './plan-service.ts';
import { virtualsTarget } from './plan-virtual.ts';
import { havingIt, type PlanProblem } from './problems.ts';
import type { ServiceIndex } from './service-index.ts';
import { destinationsOf, hostsOf, namesOf } from './wants.ts';
import { withdraw } from './withdraw.ts';

type Planned = {
  readonly bigip: BigipName;
  readonly service: ServiceName;
  readonly want: Want;
  /** Undefined where the BIG-IP answers no DNS. */
  readonly names: NamesWant | undefined;
};

export type Plans = {
  readonly documents: readonly Planned[];
  /** The problems that each service planned here has now. */
  readonly problems: ReadonlyMap<string, readonly PlanProblem[]>;
};

/** Plans these services, whose names have been settled, and those that get a name which one of these gives up; remembers what was planned. */
export function plan(index: ServiceIndex, services: Iterable<ServiceName>, timing: Timing): Plans {
  const documents = new Map<string, Planned>();
  const problems = new Map<string, readonly PlanProblem[]>();
  const targets = targetsOf(index);
  const queue = new Set([...services].sort(compareText));
  for (const service of queue) {
    queue.delete(service);
    const view = index.view(service);
    const found = new Map<string, PlanProblem>();
    const wanted = view.endpoints.flatMap(({ claims }) => claims.map(({ host }) => host));
    const [before, after] = [new Set<Claim['host']>(wanted), new Set<Claim['host']>()];
    for (const { target, dns } of targets) {
      const bigip = target.name;
      const previous = index.wants.of(bigip, service);
      const planned = planService(view, target, previous, timing);
      for (const host of [...hostsOf(previous), ...destinationsOf(previous)]) before.add(host);
      for (const host of [...hostsOf(planned.want), ...destinationsOf(planned.want)]) after.add(host);
      for (const problem of planned.problems) found.set(problem.subject, problem);
      if (planned.want === undefined) continue;
      index.wants.remember(bigip, service, planned.want);
      const told = index.wants.namesOf(bigip, service);
      let names: NamesWant | undefined;
      if (dns.mode !== 'off') {
        const pool = planned.want.kind === 'serving' ? planned.want.pool.name : service;
        const isDown = (origin: Origin) => index.engines.doubts.isDown(bigip, pool, origin);
        const withdrawn = withdraw({ service, want: planned.want, isDown, minAvailable: planned.minAvailable });
        for (const problem of withdrawn.problems) found.set(problem.subject, problem);
        names = planNames(view, planned.want, { previous: told, zones: index.site.zones.internal, withdrawn: withdrawn.origins });
      }
      for (const host of namesOf(told)) before.add(host);
      for (const host of namesOf(names)) after.add(host);
      if (names !== undefined) index.wants.rememberNames(bigip, service, names);
      documents.set(`${bigip} ${service}`, { bigip, service, want: planned.want, names });
    }
    const having = havingIt(view.endpoints.map(({ origin }) => origin));
    problems.set(
      `service ${service}`,
      [...found.values()].map((problem) => ({ ...problem, ...having })),
    );
    const touched = index.release(service, before.difference(after));
    for (const other of touched.services) queue.add(other);
    for (const [owner, problem] of touched.problems) problems.set(owner, problem);
  }
  return { documents: [...documents.values()], problems };
}

function targetsOf({
  site,
  waysBack,
}: Pick<ServiceIndex, 'site' | 'waysBack'>): { readonly target: Target; readonly dns: PlannedBigip['dns'] }[] {
  const { minAvailable } = site;
  return [...site.bigips].map(([name, { monitor, routeDomain, http, dns }]) => ({
    target: {
      name,
      monitor,
      routeDomain,
      instances: http.instances,
      minAvailable,
      virtuals: virtualsTarget(site, name),
      ways: waysBack.get(name),
    },
    dns,
  }));
}
