/** The program: one loop per site, each under its own lease. */
import { LeaseLost, type Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { leaseKey } from '@berth/messages';
import { planSite } from './plan-site.ts';

/** ms that each lease already held makes us wait for the next, so that planners share the sites. */
const patience = 250;

/** Plans every configured site whenever its lease is ours, until `signal` aborts or the input ends. */
export async function run({ sites, timing }: PlannerConfig, surroundings: Surroundings): Promise<void> {
  const held = new Set<SiteConfig['name']>();
  await Promise.all(sites.map((site) => holdSite({ ...surroundings, site, timing, held })));
}

type Holding = Surroundings & {
  readonly site: SiteConfig;
  readonly timing: PlannerConfig['timing'];
  readonly held: Set<SiteConfig['name']>;
};

async function holdSite(holding: Holding): Promise<void> {
  const { store, log, signal, site, timing, held } = holding;
  while (!signal.aborted) {
    try {
      await using lease = await store.lease(leaseKey('planner', site.name), { program: 'planner', patience: patience * held.size }, signal);
      held.add(site.name);
      return await planSite({ ...holding, site, timing, lease, signal: AbortSignal.any([signal, lease.signal]) });
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof LeaseLost)) throw error;
      log.warn({ site: site.name }, 'lost the lease of a site');
    } finally {
      held.delete(site.name);
    }
  }
}
