/** A test's own look at the bus. */
import { openNatsStore, type Store } from '@berth/bus';
import type { NatsServer } from '@berth/local-stack';
import type { BucketName, Documents } from '@berth/messages';

/** Connects within 30 s. */
export async function openTestStore({ url }: Pick<NatsServer, 'url'>): Promise<Store> {
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const leases = { ttl: 10_000, renew: 2000, timeout: 1000, margin: 2000, retry: 500 };
  const options = { servers: [url], program: 'test', instance: 'test', replicas: 1, leases, log };
  return await openNatsStore(options, AbortSignal.timeout(30_000));
}

/** What is stored under a key, if that can be read. */
export async function documentIn<B extends BucketName>(
  store: Store,
  bucket: B,
  key: string,
  signal: AbortSignal,
): Promise<Documents[B] | undefined> {
  const entry = await store.read(bucket, key, signal);
  return entry?.value.kind === 'document' ? entry.value.document : undefined;
}
