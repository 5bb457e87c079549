/** What the buckets hold at this moment. */
import type { Entry, Store } from '@berth/bus';
import { type BucketName, compareText, type Documents } from '@berth/messages';

/** Everything that `status` and `why` look at. */
export type Snapshot = {
  readonly engines: readonly Entry<Documents['berth-engines']>[];
  readonly desired: readonly Entry<Documents['berth-desired']>[];
  readonly bigips: readonly Entry<Documents['berth-bigips']>[];
  readonly status: readonly Entry<Documents['berth-status']>[];
  readonly problems: readonly Entry<Documents['berth-problems']>[];
  readonly control: readonly Entry<Documents['berth-control']>[];
  readonly leases: readonly Entry<Documents['berth-leases']>[];
};

export async function takeSnapshot(store: Store, signal: AbortSignal): Promise<Snapshot> {
  const [engines, desired, bigips, status, problems, control, leases] = await Promise.all([
    readBucket(store, 'berth-engines', signal),
    readBucket(store, 'berth-desired', signal),
    readBucket(store, 'berth-bigips', signal),
    readBucket(store, 'berth-status', signal),
    readBucket(store, 'berth-problems', signal),
    readBucket(store, 'berth-control', signal),
    readBucket(store, 'berth-leases', signal),
  ]);
  return { engines, desired, bigips, status, problems, control, leases };
}

/** All that a bucket holds now, sorted by key. */
async function readBucket<B extends BucketName>(store: Store, bucket: B, signal: AbortSignal): Promise<readonly Entry<Documents[B]>[]> {
  const enough = new AbortController();
  try {
    for await (const { entries } of store.watch(bucket, '>', AbortSignal.any([signal, enough.signal])))
      return entries.toSorted((a, b) => compareText(a.key, b.key));
    signal.throwIfAborted();
    return [];
  } finally {
    enough.abort();
  }
}

/** A readable document with its key and revision. */
export type Readable<T> = { readonly key: string; readonly revision: number; readonly document: T };

export function readable<T>(entries: readonly Entry<T>[]): Readable<T>[] {
  return entries.flatMap(({ key, revision, value }) => (value.kind === 'document' ? [{ key, revision, document: value.document }] : []));
}
