/** Work that is done under a lease, each time it is won. */
import { type Lease, LeaseLost, type LeaseOptions, type Store } from './store.ts';

/**
 * Does `work` each time the lease is won, until it returns with the lease still held, or `signal` aborts. What `work` begins is to end when
 * `held` aborts: the lease was lost, or `signal` aborted. Throws what `work` throws, unless that came of either.
 */
export async function underLease(
  store: Store,
  { name, ...options }: LeaseOptions & { readonly name: string },
  work: (lease: Lease, held: AbortSignal) => Promise<void>,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      await using lease = await store.lease(name, options, signal);
      await work(lease, AbortSignal.any([signal, lease.signal]));
      if (!lease.signal.aborted) return;
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof LeaseLost)) throw error;
    }
  }
}
