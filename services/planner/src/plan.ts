/** Pure but for the index that it brings forward: what a set of services needs on every BIG-IP of the site. */
import type { PlannedBigip } from '@berth/installation';
import { type BigipName, compareText, type Origin, type ServiceName } from '@berth/messages';
import type { Claim } from './claims.ts';
import { type NamesWant, planNames } from './plan-names.ts';
import { planService, type ServiceView, type Target, type Timing, type Want } from './plan-service.ts';
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
    const before = new Set<Host>(view.endpoints.flatMap(({ claims }) => claims.map(({ host }) => host)));
    const after = new Set<Host>();
    for (const target of targets) {
      const there = planOn(index, view, target, timing);
      for (const host of there.before) before.add(host);
      for (const host of there.after) after.add(host);
      for (const problem of there.problems) found.set(problem.subject, problem);
      if (there.planned !== undefined) documents.set(`${there.planned.bigip} ${service}`, there.planned);
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

type Host = Claim['host'];

type PlanThere = {
  /** Undefined where the service has, and had, nothing there. */
  readonly planned: Planned | undefined;
  readonly problems: readonly PlanProblem[];
  /** What the service had there up to now, and what it has from now on. */
  readonly before: readonly Host[];
  readonly after: readonly Host[];
};

/** What one service needs on one BIG-IP. */
function planOn(index: ServiceIndex, view: ServiceView, { target, dns }: TargetWithDns, timing: Timing): PlanThere {
  const { service } = view;
  const bigip = target.name;
  const previous = index.wants.of(bigip, service);
  const { want, minAvailable, problems } = planService(view, target, previous, timing);
  const before = [...hostsOf(previous), ...destinationsOf(previous)];
  if (want === undefined) return { planned: undefined, problems, before, after: [] };
  index.wants.remember(bigip, service, want);
  const told = index.wants.namesOf(bigip, service);
  before.push(...namesOf(told));
  const after = [...hostsOf(want), ...destinationsOf(want)];
  if (dns.mode === 'off') return { planned: { bigip, service, want, names: undefined }, problems, before, after };
  const pool = want.kind === 'serving' ? want.pool.name : service;
  const isDown = (origin: Origin) => index.engines.doubts.isDown(bigip, pool, origin);
  const withdrawn = withdraw({ service, want, isDown, minAvailable });
  const names = planNames(view, want, { previous: told, zones: index.site.zones.internal, withdrawn: withdrawn.origins });
  index.wants.rememberNames(bigip, service, names);
  return {
    planned: { bigip, service, want, names },
    problems: [...problems, ...withdrawn.problems],
    before,
    after: [...after, ...namesOf(names)],
  };
}

type TargetWithDns = { readonly target: Target; readonly dns: PlannedBigip['dns'] };

function targetsOf({ site, waysBack }: Pick<ServiceIndex, 'site' | 'waysBack'>): TargetWithDns[] {
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
