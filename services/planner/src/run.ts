/** The program: one loop per site and one for what spans sites, each under its own lease. */
import { type Lease, type Surroundings, underLease } from '@berth/bus';
import { type PlannerConfig, spanPart } from '@berth/installation';
import { leaseKey } from '@berth/messages';
import { planSite } from './plan-site.ts';
import { planSpan } from './plan-span.ts';

/** Plans every configured site, and what spans them, whenever its lease is ours, until `signal` aborts or the input ends. */
export async function run({ sites, span, timing }: PlannerConfig, surroundings: Surroundings): Promise<void> {
  const { store, signal } = surroundings;
  const plan = (part: string, work: (lease: Lease, held: AbortSignal) => Promise<void>) =>
    underLease(store, { name: leaseKey('planner', part), program: 'planner', patience }, work, signal);
  const works = sites.map((site) => plan(site.name, (lease, held) => planSite({ ...surroundings, site, timing, lease, signal: held })));
  if (span !== undefined) works.push(plan(spanPart, (lease, held) => planSpan({ ...surroundings, span, timing, lease, signal: held })));
  await Promise.all(works);
}

/** ms to wait for a lease that is free: a little longer the more are held, so that planners share the work, and never long. */
const patience = (held: number) => Math.min(50 * held, 300);
