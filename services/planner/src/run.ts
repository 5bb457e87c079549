/** The program: one loop per site, each under its own lease. */
import { LeaseLost, type Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { leaseKey } from '@berth/messages';
import { planSite } from './plan-site.ts';

/** Plans every configured site whenever its lease is ours, until `signal` aborts or the input ends. */
export async function run({ sites, timing }: PlannerConfig, surroundings: Surroundings): Promise<void> {
  await Promise.all(sites.map((site) => holdSite({ ...surroundings, site, timing })));
}

type Holding = Surroundings & { readonly site: SiteConfig; readonly timing: PlannerConfig['timing'] };

/** ms to wait for a lease that is free: a little longer the more are held, so that planners share the sites, and never long. */
const patience = (held: number) => Math.min(50 * held, 300);

async function holdSite(holding: Holding): Promise<void> {
  const { store, log, signal, site } = holding;
  while (!signal.aborted) {
    try {
      await using lease = await store.lease(leaseKey('planner', site.name), { program: 'planner', patience }, signal);
      return await planSite({ ...holding, lease, signal: AbortSignal.any([signal, lease.signal]) });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof LeaseLost)) throw error;
      log.warn({ site: site.name }, 'lost the lease of a site');
    }
  }
}
