/** The program: one loop per site, each under its own lease. */
import { type Surroundings, underLease } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { leaseKey } from '@berth/messages';
import { planSite } from './plan-site.ts';

/** Plans every configured site whenever its lease is ours, until `signal` aborts or the input ends. */
export async function run({ sites, timing }: PlannerConfig, surroundings: Surroundings): Promise<void> {
  const { store, signal } = surroundings;
  const plan = (site: SiteConfig) =>
    underLease(
      store,
      { name: leaseKey('planner', site.name), program: 'planner', patience },
      (lease, held) => planSite({ ...surroundings, site, timing, lease, signal: held }),
      signal,
    );
  await Promise.all(sites.map(plan));
}

/** ms to wait for a lease that is free: a little longer the more are held, so that planners share the sites, and never long. */
const patience = (held: number) => Math.min(50 * held, 300);
