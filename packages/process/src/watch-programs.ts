/** The planner that holds the lease reports what is wrong with the configurations of all programs, and clears problems that nobody tells any more. */
import { type Lease, type Publisher, pause, type Store, underLease } from '@berth/bus';
import type { Installation } from '@berth/installation';
import { type Heartbeat, heartbeatIn, leaseKey, type Problem, problemFilter } from '@berth/messages';
import { clearLeftProblems } from './left-problems.ts';
import { programProblems, source } from './programs.ts';

/** ms between two judgements. */
const round = 1000;
/** Rounds without a heartbeat after which an instance counts as gone. */
const gone = 6;
/** Rounds that a problem must last before it is told: a new configuration isn't read by all at the same moment. */
const lasting = 3;

/** Waits for the lease and reports, until `signal` aborts. */
export async function watchPrograms(store: Store, installation: () => Installation, signal: AbortSignal): Promise<void> {
  const work = async (lease: Lease, held: AbortSignal) => {
    await using problems = await store.publisher('berth-problems', { filter: problemFilter(source), lease }, held);
    const alive: Alive = new Map();
    await Promise.all([listen(store, alive, held), report(store, alive, problems, held), clearLeftProblems(store, installation, held)]);
  };
  await underLease(store, { name: leaseKey('=programs'), program: 'planner' }, work, signal);
}

/** By subject: nobody else may speak under a program's own. */
type Alive = Map<string, { readonly heartbeat: Heartbeat; silent: number }>;

async function listen(store: Store, alive: Alive, signal: AbortSignal): Promise<void> {
  for await (const message of store.subscribe('berth.heartbeat.>', signal)) {
    const heartbeat = heartbeatIn(message);
    if (heartbeat !== undefined) alive.set(message.subject, { heartbeat, silent: 0 });
  }
}

async function report(store: Store, alive: Alive, problems: Publisher<Problem>, signal: AbortSignal): Promise<void> {
  const open = new Set(problems.stored.keys());
  let lasted = new Map<string, number>();
  for (let rounds = 1; ; rounds++) {
    await pause(round, signal);
    // Silence says nothing while it is us who can't hear.
    if (!store.connected()) continue;
    for (const [name, instance] of alive) if (++instance.silent > gone) alive.delete(name);
    const found = programProblems([...alive.values()].map(({ heartbeat }) => heartbeat));
    lasted = new Map([...found.keys()].map((key) => [key, (lasted.get(key) ?? 0) + 1]));
    for (const [key, problem] of found) {
      if (!open.has(key) && (lasted.get(key) ?? 0) < lasting) continue;
      open.add(key);
      problems.set(key, problem);
    }
    // What a former holder reported may go as soon as everybody could have been heard.
    if (rounds < lasting) continue;
    for (const key of open) {
      if (found.has(key)) continue;
      open.delete(key);
      problems.delete(key);
    }
  }
}
