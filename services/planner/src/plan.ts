/** Pure but for the index that it brings forward: what a set of services needs on every BIG-IP of the site. */
import type { BigipName, ServiceName } from '@berth/messages';
import { compareText } from './compare-text.ts';
import { planService, type Timing, type Want } from './plan-service.ts';
import type { PlanProblem } from './problems.ts';
import { hostsOf, type ServiceIndex } from './service-index.ts';

export type Planned = { readonly bigip: BigipName; readonly service: ServiceName; readonly want: Want };

export type Plans = {
  readonly documents: readonly Planned[];
  /** The problems that each service planned here has now. */
  readonly problems: ReadonlyMap<string, readonly PlanProblem[]>;
};

/** Plans these services, whose names have been settled, and remembers what was planned. */
export function plan(index: ServiceIndex, services: Iterable<ServiceName>, timing: Timing): Plans {
  const documents: Planned[] = [];
  const problems = new Map<string, readonly PlanProblem[]>();
  for (const service of [...services].sort(compareText)) {
    const view = index.view(service);
    const found = new Map<string, PlanProblem>();
    const [before, after] = [new Set(view.endpoints.flatMap(({ claims }) => claims.map(({ host }) => host))), new Set<string>()];
    for (const [bigip, { monitor, routeDomain, http }] of index.site.bigips) {
      const target = { name: bigip, monitor, routeDomain, instances: http.instances, minAvailable: index.site.minAvailable };
      const previous = index.planned(bigip, service);
      const planned = planService(view, target, previous, timing);
      for (const host of hostsOf(previous)) before.add(host);
      for (const host of hostsOf(planned.want)) after.add(host);
      for (const problem of planned.problems) found.set(problem.subject, problem);
      if (planned.want === undefined) continue;
      index.remember(bigip, service, planned.want);
      documents.push({ bigip, service, want: planned.want });
    }
    index.release(service, before.difference(after));
    problems.set(`service ${service}`, [...found.values()]);
  }
  return { documents, problems };
}
