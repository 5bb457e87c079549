/** What the other appliers of a BIG-IP have told of it. */
import type { Store } from '@berth/bus';
import { statusKey, type TargetKind } from '@berth/messages';

/** Those whose objects are synchronised in the device group. */
const synchronised = ['ltm', 'dns', 'route'] as const satisfies readonly TargetKind[];

/** Whether one of them waits to bring over changes of its own, before which the group was in sync. */
export async function isAnyWaiting(
  store: Store,
  { kind, bigip }: { readonly kind: TargetKind; readonly bigip: string },
  signal: AbortSignal,
): Promise<boolean> {
  for (const other of synchronised.filter((one) => one !== kind)) {
    const entry = await store.read('berth-status', statusKey(other, bigip), signal);
    if (entry?.value.kind === 'document' && entry.value.document.unsynchronised?.changes === 'own') return true;
  }
  return false;
}
