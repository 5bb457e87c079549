/** What a program sees of a bucket: its documents, parsed. */
import { type BucketName, type Documents, documents } from '@berth/messages';
import type { Bucket } from './bucket.ts';
import { follow } from './follow.ts';
import type { Batch, Entry } from './store.ts';
import type { Raw } from './tail.ts';

/** One watch on one bucket: a snapshot, then updates, until `signal` aborts. */
export async function* watchDocuments<B extends BucketName>(
  name: B,
  bucket: Bucket,
  filter: string,
  signal: AbortSignal,
): AsyncGenerator<Batch<Documents[B]>, void, undefined> {
  for await (const { kind, writes } of follow(bucket, { filter, content: 'bodies', missing: 'wait' }, signal)) {
    const entries = writes.map((write) => entryOf(name, write));
    for (const { key, value } of entries)
      if (value.kind === 'unreadable') bucket.log.warn({ bucket: name, key, reason: value.reason }, 'found an unreadable document');
    yield { kind, entries };
  }
}

/** What is stored under a key, as a document if it is one. */
export function entryOf<B extends BucketName>(
  bucket: B,
  { key, revision, deleted, data }: Omit<Raw, 'data'> & { readonly data: Uint8Array | string },
): Entry<Documents[B]> {
  if (deleted) return { key, revision, value: { kind: 'deleted' } };
  return { key, revision, value: readDocument(bucket, typeof data === 'string' ? data : decoder.decode(data)) };
}

const decoder = new TextDecoder();

/** Parses a document of a bucket, once. */
export function readDocument<B extends BucketName>(bucket: B, text: string): Entry<Documents[B]>['value'] {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    return { kind: 'unreadable', reason: error instanceof Error ? error.message : String(error) };
  }
  return checkDocument(bucket, value);
}

/** Checks a value against its bucket's schema. */
export function checkDocument<B extends BucketName>(bucket: B, value: unknown): Entry<Documents[B]>['value'] {
  const { schema } = documents[bucket];
  const parsed = schema.safeParse(value);
  if (parsed.success) return { kind: 'document', document: parsed.data };
  return {
    kind: 'unreadable',
    reason: parsed.error.issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; '),
  };
}
