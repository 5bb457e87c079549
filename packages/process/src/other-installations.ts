/** Each program says in its log that its NATS is used by another installation too. */
import type { Log, Store } from '@berth/bus';
import type { Installation } from '@berth/installation';
import { heartbeatIn, heartbeats } from '@berth/messages';

/** Listens until `signal` aborts, and names each other installation once. Each has a planner, so only theirs are listened to. */
export function noteOthers(log: Pick<Log, 'error'>) {
  return async (store: Pick<Store, 'subscribe'>, current: () => Pick<Installation, 'installation'>, signal: AbortSignal): Promise<void> => {
    const told = new Set<string>();
    for await (const message of store.subscribe(heartbeats('planner'), signal)) {
      const other = heartbeatIn(message)?.installation;
      const { installation } = current();
      if (other === undefined || other === installation || told.has(other)) continue;
      told.add(other);
      log.error({ installation, other }, 'found another installation on the same NATS, with which it mixes what is stored there');
    }
  };
}
