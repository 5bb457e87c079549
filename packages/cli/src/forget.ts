/** What an operator decides about an engine that is gone for good: it is given up, and whether the planner follows. */
import type { Store } from '@berth/bus';
import { compareText, type DesiredService, EngineName, type Forget, forgetKey } from '@berth/messages';
import type { Access } from './access.ts';
import { readable, type Snapshot, takeSnapshot } from './snapshot.ts';
import { reportStatus } from './status-report.ts';
import { Unanswered } from './unanswered.ts';

export type Forgetting = { readonly engine: string; readonly by: string /** ms since 1970 */; readonly now: number };

export type ForgetReport = {
  readonly well: boolean;
  readonly engine: string;
  /** Who gave it up, and since when, ms since 1970. */
  readonly by: string;
  readonly at: number;
  /** Members that came from it, on all BIG-IPs, and their services. */
  readonly members: number;
  readonly services: readonly string[];
  /** Of those, how many were still planned when this was told. */
  readonly left: number;
};

/** How long the planner may take to follow, ms: it looks at engines once a second. */
const patience = 5000;

/** Gives an engine up. Throws Unanswered for one that nobody knows, and for one that is seen: it would be back at once. */
export async function forget({ store, expected }: Access, { engine, by, now }: Forgetting, signal: AbortSignal): Promise<ForgetReport> {
  const snapshot = await takeSnapshot(store, signal);
  const name = known(
    engine,
    reportStatus(snapshot, expected, now).engines.map((report) => report.engine),
  );
  if (!isStale(name, snapshot))
    throw new Unanswered(
      `${engine} can't be given up: a collector sees it, or was seen with it a moment ago\nTo do without an engine that runs, take it out of the configuration; to give up one that is gone, wait until berth status calls it stale`,
    );
  const decision = await decide(store, { v: 1, kind: 'forget', engine: name, by, at: now }, signal);
  const services = readable(snapshot.desired).flatMap(({ document }) => (document.kind === 'service' ? [document] : []));
  const concerned = services.filter((service) => membersFrom(name, service) > 0);
  const before = concerned.reduce((sum, service) => sum + membersFrom(name, service), 0);
  const left = before === 0 ? 0 : await remaining(store, name, services, signal);
  return {
    well: left === 0,
    engine,
    by: decision.by,
    at: decision.at,
    members: before,
    services: [...new Set(concerned.map(({ service }) => service))].sort(compareText),
    left,
  };
}

function known(engine: string, engines: readonly string[]): EngineName {
  const parsed = EngineName.safeParse(engine);
  if (parsed.success && engines.includes(engine)) return parsed.data;
  throw new Unanswered(
    `there is no engine ${engine}; ${engines.length === 0 ? 'none is known yet' : `known are: ${engines.toSorted(compareText).join(', ')}`}`,
  );
}

/** By its site's planner, who judges it. */
function isStale(engine: EngineName, { desired }: Snapshot): boolean {
  return readable(desired).some(({ document }) => document.kind === 'plan' && document.stale[engine] !== undefined);
}

/** The one that is there counts. */
async function decide(store: Store, document: Forget, signal: AbortSignal): Promise<Forget> {
  const key = forgetKey(document.engine);
  for (;;) {
    const found = await store.read('berth-control', key, signal);
    if (found?.value.kind === 'document' && found.value.document.kind === 'forget') return found.value.document;
    if ((await store.compareAndSet('berth-control', { key, document, revision: found?.revision }, signal)) !== undefined) return document;
  }
}

/** Waits until nothing that came from it is planned any more, or 5 s. */
async function remaining(store: Store, engine: EngineName, services: readonly DesiredService[], signal: AbortSignal): Promise<number> {
  const planned = new Map(services.map((service) => [`${service.bigip} ${service.service}`, membersFrom(engine, service)]));
  const left = () => [...planned.values()].reduce((sum, members) => sum + members, 0);
  for await (const { entries } of store.watch('berth-desired', 'ltm.>', AbortSignal.any([signal, AbortSignal.timeout(patience)]))) {
    for (const { value } of entries)
      if (value.kind === 'document' && value.document.kind === 'service')
        planned.set(`${value.document.bigip} ${value.document.service}`, membersFrom(engine, value.document));
    if (left() === 0) break;
  }
  signal.throwIfAborted();
  return left();
}

function membersFrom(engine: EngineName, { want }: DesiredService): number {
  return want.kind === 'serving' ? want.members.filter(({ origin }) => origin.engine === engine).length : 0;
}
