/** Holds the lease for one target as long as it can, and waits for it when it can't. */
import { type Lease, type Surroundings, underLease } from '@berth/bus';
import { statusKey } from '@berth/messages';
import { Applier } from './applier.ts';
import type { Resources } from './resources.ts';
import type { ApplierTarget } from './target.ts';

/** Keeps one target as its documents ask for until `signal` aborts. Each time the lease is won, everything is read anew into new `resources`. */
export async function keepTarget(target: ApplierTarget, resources: () => Resources, surroundings: Surroundings): Promise<void> {
  const { kind, name, unit, bigip, program } = target;
  const key = statusKey(kind, name, unit);
  const { store, signal } = surroundings;
  const work = async (lease: Lease, held: AbortSignal) => {
    await using publisher = await store.publisher('berth-status', { filter: key, lease, bigip: bigip.name }, held);
    await new Applier(target, { resources: resources(), lease, publisher }, surroundings).run(held);
  };
  await underLease(store, { name: key, program }, work, signal);
}
