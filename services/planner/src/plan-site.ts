/** One site, under one lease. */
import type { Lease, Publisher, Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { type Desired, Heartbeat, problemFilter, targetFilter } from '@berth/messages';
import { announcePlan } from './announce.ts';
import { keepUp, pause } from './keep-up.ts';
import { tellLeftBigips } from './left-bigips.ts';
import { OpenProblems } from './problems.ts';
import { ServiceIndex } from './service-index.ts';
import { isService, SiteDocuments, type TargetDocuments } from './site-documents.ts';
import { StaleEngines } from './stale-engines.ts';

export type Planning = Surroundings & { readonly site: SiteConfig; readonly timing: PlannerConfig['timing']; readonly lease: Lease };

/** ms between two looks at which engines are stale. */
const round = 1000;

/**
 * Keeps the site's desired documents equal to what its engines and the configuration ask for, until the input ends or `signal` aborts.
 * Throws LeaseLost when the lease ends.
 */
export async function planSite(planning: Planning): Promise<void> {
  const { site, store, lease, timing, log, signal } = planning;
  await using stack = new AsyncDisposableStack();
  const source = `planner-${site.name}`;
  const problems = stack.use(await store.publisher('berth-problems', { filter: problemFilter(source), lease }, signal));
  const publishers: Omit<TargetDocuments, 'since'>[] = [];
  for (const { kind, name } of targetsOf(site))
    publishers.push({
      kind,
      name,
      publisher: stack.use(await store.publisher('berth-desired', { filter: targetFilter(kind, name), lease }, signal)),
    });
  // Only now, for reading what is stored may have raised the lease's epoch.
  const targets: TargetDocuments[] = [];
  for (const target of publishers)
    targets.push({ ...target, since: await announcePlan(store, lease, { ...target, count: countServices(target.publisher) }, signal) });

  const open = new OpenProblems(source, problems, log);
  const documents = new SiteDocuments({ index: new ServiceIndex(site), targets, problems: open, linger: timing.linger, log });
  documents.begin();

  const ended = new AbortController();
  const work: Work = { ...planning, documents, targets, open, signal: AbortSignal.any([signal, ended.signal]) };
  const loops = [
    followEngines(work, problems.stored.keys()),
    keepUp(work, work),
    watchEngines(work),
    tellLeftBigips(work, 'ltm', work.signal),
    tellLeftBigips(work, 'dns', work.signal),
  ];
  const outcomes = await Promise.allSettled(loops.map((loop) => loop.finally(() => ended.abort())));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  signal.throwIfAborted();
  await Promise.all([problems, ...publishers.map(({ publisher }) => publisher)].map((publisher) => publisher.flush()));
}

/** Every BIG-IP's LTM, and the DNS of those that answer it. */
function targetsOf({ bigips }: SiteConfig): Pick<TargetDocuments, 'kind' | 'name'>[] {
  return [...bigips].flatMap(([name, { dns }]) =>
    (dns.mode === 'off' ? (['ltm'] as const) : (['ltm', 'dns'] as const)).map((kind) => ({ kind, name })),
  );
}

type Work = Planning & {
  readonly documents: SiteDocuments;
  readonly targets: readonly TargetDocuments[];
  readonly open: OpenProblems;
};

/** The hot path. It ends with the input. */
async function followEngines({ site, store, clock, log, documents, open, signal }: Work, reported: Iterable<string>): Promise<void> {
  let first = true;
  for await (const batch of store.watch('berth-engines', '>', signal)) {
    if (!first) documents.follow(batch, clock.now());
    else {
      documents.takeOver(batch, clock.now());
      open.deleteOthers(reported);
      log.info({ site: site.name, engines: batch.entries.length }, 'planned everything');
      first = false;
    }
  }
  if (!signal.aborted) while (documents.catchUp(clock.now()) === 'more');
}

/** Tells which engines no collector sees. Nothing of theirs is changed for it. */
async function watchEngines({ site, store, timing, open, signal }: Work): Promise<void> {
  const stale = new StaleEngines(site.engines.keys(), timing.stale);
  const tell = async () => {
    for (let before = performance.now(); !signal.aborted; ) {
      await pause(round, signal);
      const now = performance.now();
      if (store.connected()) stale.pass(now - before);
      before = now;
      for (const [engine, problems] of stale.changes()) open.replace(`stale ${engine}`, problems);
    }
  };
  const listen = async () => {
    for await (const { value } of store.subscribe('berth.heartbeat.collector.*', signal)) {
      const heartbeat = Heartbeat.safeParse(value);
      if (heartbeat.success) stale.heard(heartbeat.data.engines);
    }
  };
  await Promise.all([tell(), listen()]);
}

function countServices({ stored }: Publisher<Desired>): number {
  return [...stored.values()].filter(({ value }) => value.kind === 'document' && isService(value.document)).length;
}
