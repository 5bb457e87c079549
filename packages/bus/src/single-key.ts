/** Single keys of a bucket, read and written until it succeeds. */
import type { BucketName, Documents } from '@berth/messages';
import type { Bucket } from './bucket.ts';
import { insist } from './insist.ts';
import type { Entry } from './store.ts';
import { entryOf } from './watch.ts';

/** Undefined when nothing is there. */
export async function read<B extends BucketName>(
  name: B,
  bucket: Bucket,
  key: string,
  signal: AbortSignal,
): Promise<Entry<Documents[B]> | undefined> {
  const found = await insist(bucket, `read ${key}`, async () => await bucket.get(key), signal);
  return found === undefined || found.deleted
    ? undefined
    : entryOf(name, { key, revision: found.revision, deleted: false, data: found.text });
}

/** Writes if the key is at `revision`; undefined: if there is none, or it was deleted. Returns the new revision, or undefined when it wasn't. */
export async function compareAndSet(
  bucket: Bucket,
  { key, text, revision }: { readonly key: string; readonly text: string; readonly revision: number | undefined },
  signal: AbortSignal,
): Promise<number | undefined> {
  let tried = false;
  return await insist(
    bucket,
    `write ${key}`,
    async () => {
      await bucket.make();
      const found = revision === undefined || tried ? await bucket.get(key) : undefined;
      // An earlier try may have arrived though its answer didn't.
      if (tried && found !== undefined && !found.deleted && found.revision !== revision && found.text === text) return found.revision;
      if (revision === undefined && found !== undefined && !found.deleted) return undefined;
      tried = true;
      const written = await bucket.put(key, text, { revision: revision ?? found?.revision ?? 0 });
      return written.kind === 'written' ? written.revision : undefined;
    },
    signal,
  );
}

/** Deletes what is there. */
export async function remove(bucket: Bucket, key: string, signal: AbortSignal): Promise<void> {
  await insist(
    bucket,
    `delete ${key}`,
    async () => {
      const found = await bucket.get(key);
      if (found === undefined || found.deleted) return;
      const written = await bucket.delete(key, { revision: found.revision });
      if (written.kind === 'refused') throw new Error(`${key} was written at the same time`);
    },
    signal,
  );
}
