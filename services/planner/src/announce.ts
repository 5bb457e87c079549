/** `=plan`: the first write under a new lease, from which on what an earlier holder still writes is late, and those that follow. */
import { type Lease, LeaseLost, type Store } from '@berth/bus';
import { compareEpochs, type Plan, planKey, type TargetKind } from '@berth/messages';
import type { Opened, TargetName } from './open-targets.ts';

/** Writes this epoch's first `=plan` by compare-and-set, and returns its revision. `count`: the documents that are there. Throws LeaseLost. */
export async function announcePlan(
  store: Store,
  lease: Lease,
  { kind, name, count }: { readonly kind: TargetKind; readonly name: string; readonly count: number },
  signal: AbortSignal,
): Promise<number> {
  const key = planKey(kind, name);
  for (;;) {
    signal.throwIfAborted();
    const found = await store.read('berth-desired', key, signal);
    if (found?.value.kind === 'document' && found.value.document.epoch.lease === lease.epoch.lease) {
      const { epoch } = found.value.document;
      if (compareEpochs(epoch, lease.epoch) > 0) {
        lease.supersededBy(epoch);
        throw new LeaseLost(lease.name);
      }
    }
    if (!lease.held()) throw new LeaseLost(lease.name);
    // Which engines nobody sees, and what was given up of them, outlives the planner who found it.
    const stale = found?.value.kind === 'document' && found.value.document.kind === 'plan' ? found.value.document.stale : {};
    const document: Plan = { v: 1, kind: 'plan', epoch: lease.epoch, since: null, count, engines: {}, stale };
    const revision = await store.compareAndSet(
      'berth-desired',
      { key, document, revision: found?.value.kind === 'deleted' ? undefined : found?.revision },
      signal,
    );
    if (revision !== undefined) return revision;
  }
}

/** What a target's documents were planned from, and how many they are. */
export function setPlan({ kind, name, publisher, since }: Opened<TargetName>, plan: Pick<Plan, 'count' | 'engines' | 'stale'>): void {
  const document: Omit<Plan, 'epoch'> = { v: 1, kind: 'plan', since, ...plan };
  publisher.set(planKey(kind, name), document);
}
