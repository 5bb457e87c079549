/** One site, under one lease. */
import type { Lease, Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { bigipKey, problemFilter } from '@berth/messages';
import { endTogether } from './end-together.ts';
import { followEngines, keepUp, type Planned } from './keep-planned.ts';
import { leftBigips } from './left-bigips.ts';
import { tellLeft } from './left-targets.ts';
import { Occasion } from './occasion.ts';
import { doubtedOn, plannedOn } from './on-occasion.ts';
import { openTargets } from './open-targets.ts';
import { OpenProblems } from './problems.ts';
import { DirectNetworks } from './routes/direct-networks.ts';
import { RouteDocuments, type RouteTarget, routeTargets } from './routes/route-documents.ts';
import { ServiceIndex } from './service-index.ts';
import { SiteDocuments, type TargetDocuments } from './site-documents.ts';
import { type DoubtedDocuments, EngineWatch } from './watch-engines.ts';

export type Planning = Surroundings & { readonly site: SiteConfig; readonly timing: PlannerConfig['timing']; readonly lease: Lease };

/**
 * Keeps the site's desired documents equal to what its engines and the configuration ask for, until the input ends or `signal` aborts.
 * Throws LeaseLost when the lease ends.
 */
export async function planSite(planning: Planning): Promise<void> {
  const { site, store, lease, timing, clock, log, signal } = planning;
  await using stack = new AsyncDisposableStack();
  const source = `planner-${site.name}`;
  const problems = stack.use(await store.publisher('berth-problems', { filter: problemFilter(source), lease }, signal));
  const occasion = new Occasion({ ...planning, what: `site ${site.name}` });
  const targets: TargetDocuments[] = await openTargets(targetsOf(site), stack, { ...planning, occasion });
  const routed: RouteTarget[] = await openTargets(routeTargets(site), stack, { ...planning, occasion });
  const open = new OpenProblems({ source, sink: problems, log });
  const documents = new SiteDocuments({ index: new ServiceIndex(site), targets, problems: open, linger: timing.linger, log });
  const routes = new RouteDocuments({ site, targets: routed, problems: open, stale: () => documents.engines.record(), log });
  occasion.begin('configuration', () => routes.begin());
  await recallBigips(routes, routed, planning);
  const direct = new DirectNetworks();
  const ways = {
    learnDirect: () => documents.learnDirect(direct.learn(routes.found()), clock.now()),
    learnBack: () => documents.learnWaysBack(routes.waysBack(), clock.now()),
  };
  occasion.begin('configuration', () => {
    ways.learnBack();
    documents.begin();
    ways.learnDirect();
  });
  const planned = { targets, documents: plannedOn(occasion, besides(documents, routes, ways)) };
  const engines = new EngineWatch({ ...planning, documents: doubtedOn(occasion, doubted(documents, routes, ways)), open });
  const around = { ...planning, what: { site: site.name }, open, watches: [engines], reported: problems.stored.keys() };
  await endTogether(
    [
      (end) => followEngines(planned, around, end),
      (end) => followBigips(routes, ways, { ...around, occasion }, end),
      (end) => keepUp(planned, around, end),
      (end) => keepUp<RouteTarget>({ targets: routed, documents: plannedOn(occasion, routes) }, around, end),
      (end) => engines.run(end),
      ...leftBigips(site).map((left) => (end: AbortSignal) => tellLeft(left, around, end)),
    ],
    signal,
  );
  await Promise.all([problems, ...[...targets, ...routed].map(({ publisher }) => publisher)].map((publisher) => publisher.flush()));
}

/** Every BIG-IP's LTM, and the DNS of those that answer it. */
function targetsOf({ bigips }: SiteConfig): Pick<TargetDocuments, 'kind' | 'name'>[] {
  return [...bigips].flatMap(([name, { dns }]) =>
    (dns.mode === 'off' ? (['ltm'] as const) : (['ltm', 'dns'] as const)).map((kind) => ({ kind, name })),
  );
}

/** What was found of routes goes to the services. */
type Ways = { readonly learnDirect: () => void; readonly learnBack: () => void };

/** What engines tell goes to the routes too; first, so that no service is planned by what isn't so any more. */
function besides(documents: SiteDocuments, routes: RouteDocuments, ways: Ways): Planned<TargetDocuments>['documents'] {
  return {
    read: (batch) => {
      documents.read(batch);
      routes.read(batch);
    },
    takeOver: (now) => {
      routes.takeOver(now);
      ways.learnBack();
      documents.takeOver(now);
      ways.learnDirect();
    },
    follow: (batch, now) => {
      const routed = routes.follow(batch, now);
      if (routed === 'changed') ways.learnBack();
      documents.follow(batch, now);
      if (routed === 'changed') ways.learnDirect();
    },
    catchUp: (now) => documents.catchUp(now),
    purgeable: (target, now) => documents.purgeable(target, now),
    purge: (target, heard, now) => documents.purge(target, heard, now),
  };
}

/** What is to be thought of engines concerns their routes too. */
function doubted(documents: SiteDocuments, routes: RouteDocuments, { learnBack }: Ways): DoubtedDocuments {
  return {
    engines: documents.engines,
    doubt: (engine, thought, now) => {
      documents.doubt(engine, thought, now);
      routes.doubt(engine, thought.doubt, now);
      learnBack();
    },
    hear: (batch, now) => documents.hear(batch, now),
  };
}

/** How BIG-IPs were seen last, before anything is planned that this forbids. */
async function recallBigips(routes: RouteDocuments, targets: readonly RouteTarget[], { store, clock, signal }: Planning): Promise<void> {
  for (const { name } of targets) {
    const found = await store.read('berth-bigips', bigipKey(name), signal);
    if (found !== undefined) routes.observe({ kind: 'update', entries: [found] }, clock.now());
  }
}

async function followBigips(
  routes: RouteDocuments,
  ways: Ways,
  { store, clock, occasion }: Pick<Planning, 'store' | 'clock'> & { readonly occasion: Occasion },
  signal: AbortSignal,
): Promise<void> {
  for await (const batch of store.watch('berth-bigips', '>', signal)) {
    occasion.begin('BIG-IPs', () => {
      routes.observe(batch, clock.now());
      ways.learnBack();
      ways.learnDirect();
    });
  }
}
