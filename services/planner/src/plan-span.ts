/** What spans sites, under one lease: the wide IPs of every DNS group. */
import type { Lease, Store, Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig, SpanConfig } from '@berth/installation';
import { problemFilter, targetFilter } from '@berth/messages';
import { endTogether } from './end-together.ts';
import { followEngines, keepUp, type Planned } from './keep-planned.ts';
import { leftGroups } from './left-groups.ts';
import { tellLeft } from './left-targets.ts';
import { Occasion } from './occasion.ts';
import { doubtedOn, plannedOn } from './on-occasion.ts';
import { openTargets } from './open-targets.ts';
import { OpenProblems } from './problems.ts';
import { ServiceIndex } from './service-index.ts';
import { EngineWatch } from './watch-engines.ts';
import { type GroupDocuments, WideIpDocuments } from './wide-ip-documents.ts';

export type SpanPlanning = Surroundings & {
  readonly span: SpanConfig;
  readonly timing: PlannerConfig['timing'];
  readonly lease: Lease;
};

const source = 'planner-=span';

/**
 * Keeps the groups' desired documents equal to what the engines of all sites and the configuration ask for, until the input ends or
 * `signal` aborts. Throws LeaseLost when the lease ends.
 */
export async function planSpan(planning: SpanPlanning): Promise<void> {
  const { span, store, lease, timing, log, signal } = planning;
  await using stack = new AsyncDisposableStack();
  const problems = stack.use(await store.publisher('berth-problems', { filter: problemFilter(source), lease }, signal));
  const names = span.groups.map((config) => ({ kind: 'gtm', name: config.name, config }) as const);
  const occasion = new Occasion({ ...planning, what: 'what spans sites' });
  const groups = await openTargets(names, stack, { ...planning, occasion });
  const open = new OpenProblems({ source, sink: problems, log });
  const sites = await Promise.all(span.sites.map((site) => recalled(site, store, signal)));
  const documents = new WideIpDocuments({ groups, sites, problems: open, linger: timing.linger });
  occasion.begin('configuration', () => documents.begin());
  const planned: Planned<GroupDocuments> = { targets: groups, documents: plannedOn(occasion, documents) };
  const watches = documents.sites.map(
    (site) => new EngineWatch({ store, timing, log, clock: planning.clock, site: site.config, documents: doubtedOn(occasion, site) }),
  );
  const around = { ...planning, what: { groups: names.map(({ name }) => name) }, open, watches, reported: problems.stored.keys() };
  await endTogether(
    [
      (end) => followEngines(planned, around, end),
      (end) => keepUp(planned, around, end),
      (end) => tellLeft(leftGroups(span), around, end),
      ...watches.map((engines) => (end: AbortSignal) => engines.run(end)),
    ],
    signal,
  );
  await Promise.all([problems, ...groups.map(({ publisher }) => publisher)].map((publisher) => publisher.flush()));
}

/** What a site's own planner has stored is the past here too: who has which name, and what engines have that can't be seen now. */
async function recalled(site: SiteConfig, store: Store, signal: AbortSignal): Promise<ServiceIndex> {
  const index = new ServiceIndex(site);
  for (const bigip of site.bigips.keys()) {
    for await (const { entries } of store.watch('berth-desired', targetFilter('ltm', bigip), signal)) {
      for (const { value } of entries)
        if (value.kind === 'document' && value.document.kind === 'service')
          index.recall(bigip, value.document.service, value.document.want);
        else if (value.kind === 'document' && value.document.kind === 'plan') index.engines.recall(value.document.stale);
      break;
    }
  }
  return index;
}
