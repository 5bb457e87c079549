/** The stack's own look at what NATS holds. */
import { randomBytes } from 'node:crypto';
import { openNatsStore, type Store } from '@berth/bus';

const leases = { ttl: 10_000, renew: 2000, timeout: 1000, margin: 2000, retry: 500 };
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Connects, trying until `signal` aborts. `nats`: its URL. */
export async function openStackStore(nats: string, signal: AbortSignal): Promise<Store> {
  const instance = randomBytes(4).toString('hex');
  return await openNatsStore({ servers: [nats], program: 'local-stack', instance, replicas: 1, leases, log }, signal);
}
