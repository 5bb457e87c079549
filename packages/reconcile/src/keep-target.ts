/** Holds the lease for one BIG-IP as long as it can, and waits for it when it can't. */
import { LeaseLost, type Surroundings } from '@berth/bus';
import { leaseKey, statusKey } from '@berth/messages';
import { Applier, type ApplierTarget } from './applier.ts';
import type { Resources } from './resources.ts';

/** Keeps one BIG-IP as its documents ask for until `signal` aborts. Each time the lease is won, everything is read anew into new `resources`. */
export async function keepTarget(target: ApplierTarget, resources: () => Resources, surroundings: Surroundings): Promise<void> {
  const { kind, program, bigip } = target;
  const { store, log, signal } = surroundings;
  while (!signal.aborted) {
    try {
      await using lease = await store.lease(leaseKey(kind, bigip.name), { program }, signal);
      const held = AbortSignal.any([signal, lease.signal]);
      await using publisher = await store.publisher('berth-status', { filter: statusKey(kind, bigip.name), lease }, held);
      await new Applier(target, resources(), lease, publisher, surroundings).run(held);
      if (!signal.aborted) log.warn({ bigip: bigip.name }, 'lost the lease');
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof LeaseLost)) throw error;
      log.warn({ bigip: bigip.name, reason: error.message }, 'lost the lease');
    }
  }
}
