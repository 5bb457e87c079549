/** One site, under one lease. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { Lease, Publisher, Surroundings } from '@berth/bus';
import type { PlannerConfig, SiteConfig } from '@berth/installation';
import { type BigipName, type Desired, Heartbeat, problemFilter, statusKey, targetFilter } from '@berth/messages';
import { announcePlan } from './announce.ts';
import { tellLeftBigips } from './left-bigips.ts';
import { OpenProblems } from './problems.ts';
import { ServiceIndex } from './service-index.ts';
import { SiteDocuments, type TargetDocuments } from './site-documents.ts';
import { StaleEngines } from './stale-engines.ts';

export type Planning = Surroundings & { readonly site: SiteConfig; readonly timing: PlannerConfig['timing']; readonly lease: Lease };

/** ms between two rounds of what can wait. */
const round = 1000;
/** Rounds between two looks at what may be purged. */
const purgeEvery = 60;

/**
 * Keeps the site's desired documents equal to what its engines and the configuration ask for, until the input ends or `signal` aborts.
 * Throws LeaseLost when the lease ends.
 */
export async function planSite(planning: Planning): Promise<void> {
  const { site, store, lease, timing, log, signal } = planning;
  await using stack = new AsyncDisposableStack();
  const source = `planner-${site.name}`;
  const problems = stack.use(await store.publisher('berth-problems', { filter: problemFilter(source), lease }, signal));
  const publishers = new Map<BigipName, Publisher<Desired>>();
  for (const bigip of site.bigips.keys())
    publishers.set(bigip, stack.use(await store.publisher('berth-desired', { filter: targetFilter('ltm', bigip), lease }, signal)));
  // Only now, for reading what is stored may have raised the lease's epoch.
  const targets = new Map<BigipName, TargetDocuments>();
  for (const [bigip, publisher] of publishers)
    targets.set(bigip, { publisher, since: await announcePlan(store, lease, { bigip, count: countServices(publisher) }, signal) });

  const open = new OpenProblems(source, problems, log);
  const documents = new SiteDocuments({ index: new ServiceIndex(site), targets, problems: open, linger: timing.linger, log });
  documents.begin();

  const ended = new AbortController();
  const work: Work = { ...planning, documents, open, signal: AbortSignal.any([signal, ended.signal]) };
  const loops = [followEngines(work, problems.stored.keys()), keepUp(work), watchEngines(work), tellLeftBigips(work, work.signal)];
  const outcomes = await Promise.allSettled(loops.map((loop) => loop.finally(() => ended.abort())));
  for (const outcome of outcomes) if (outcome.status === 'rejected') throw outcome.reason;
  signal.throwIfAborted();
  await Promise.all([problems, ...publishers.values()].map((publisher) => publisher.flush()));
}

type Work = Planning & { readonly documents: SiteDocuments; readonly open: OpenProblems };

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

/** What can wait: services that other engines' coming and going touches only by the way, those that end, `=plan`, and purging. */
async function keepUp({ site, store, clock, documents, signal }: Work): Promise<void> {
  for (let rounds = 1; !signal.aborted; rounds++) {
    while (documents.catchUp(clock.now()) === 'more') await pause(0, signal);
    if (rounds % purgeEvery === 2) {
      for (const bigip of site.bigips.keys()) {
        if (documents.purgeable(bigip, clock.now()).length === 0) continue;
        const status = await store.read('berth-status', statusKey('ltm', bigip), signal);
        if (status?.value.kind === 'document') documents.purge(bigip, status.value.document, clock.now());
      }
    }
    await pause(round, signal);
  }
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
  return [...stored.values()].filter(({ value }) => value.kind === 'document' && value.document.kind === 'service').length;
}

/** Ends early, and quietly, when the signal aborts; nothing else makes the timer reject. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  await sleep(ms, undefined, { signal }).catch(() => signal.aborted);
}
