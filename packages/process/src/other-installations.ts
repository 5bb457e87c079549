/** Each program says in its log that its NATS is used by another installation too. */
import { aborted, type Log, type Store } from '@berth/bus';
import type { Installation } from '@berth/installation';
import { heartbeatIn, heartbeats } from '@berth/messages';

type Current = () => Pick<Installation, 'installation'>;

/** Listens until `signal` aborts, and names each other installation once. Where NATS lets nobody listen, that is said, and stops nothing. */
export function noteOthers(log: Pick<Log, 'error' | 'warn'>) {
  return async (store: Pick<Store, 'subscribe'>, current: Current, signal: AbortSignal): Promise<void> => {
    try {
      for await (const other of othersOn(store, current, signal)) {
        const { installation } = current();
        log.error({ installation, other }, 'found another installation on the same NATS, with which it mixes what is stored there');
      }
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error);
      log.warn({ reason }, 'could not hear of other installations, so none on the same NATS would be noticed');
    }
    await aborted(signal);
  };
}

/** Each has a planner, so only theirs are listened to. */
async function* othersOn(store: Pick<Store, 'subscribe'>, current: Current, signal: AbortSignal): AsyncGenerator<string, void, undefined> {
  const told = new Set<string>();
  for await (const message of store.subscribe(heartbeats('planner'), signal)) {
    const other = heartbeatIn(message)?.installation;
    if (other === undefined || other === current().installation || told.has(other)) continue;
    told.add(other);
    yield other;
  }
}
