/** Follows the keys under a filter for ever: what is stored, then every write, whatever happens to the server or the bucket. */
import type { Bucket } from './bucket.ts';
import { insist } from './insist.ts';
import { pause } from './pause.ts';
import { type Raw, Tail } from './tail.ts';

/** Like `Batch`, before anything was parsed. Sorted by revision; a snapshot has no deletions. */
export type RawBatch = { readonly kind: 'snapshot' | 'update'; readonly writes: readonly Raw[] };

export type FollowOptions = {
  readonly filter: string;
  /** What updates hold; a snapshot always holds bodies. */
  readonly content: 'bodies' | 'headers';
  /** What to do about a missing bucket: its writers make it, others wait. */
  readonly missing: 'make' | 'wait';
};

/** First a snapshot, then updates with nothing missed or repeated, and a new snapshot where that can't be promised. Ends when `signal` aborts. */
export async function* follow(bucket: Bucket, options: FollowOptions, signal: AbortSignal): AsyncGenerator<RawBatch, void, undefined> {
  let told = false;
  try {
    for (;;) {
      const era = await insist(bucket, 'look', () => look(bucket, options), signal);
      if (era !== undefined) yield* followOne(bucket, era, options, signal);
      else {
        // No bucket, nothing stored. One that vanishes later is waited for: absence is no news.
        if (!told) yield { kind: 'snapshot', writes: [] };
        await pause(200, signal);
      }
      told = true;
    }
  } catch (error) {
    if (!signal.aborted) throw error;
  }
}

async function look(bucket: Bucket, { missing }: FollowOptions): Promise<string | undefined> {
  if (missing === 'make') await bucket.make();
  return await bucket.era();
}

/** The same for one era of the bucket, until it is over or a new snapshot is due. */
async function* followOne(bucket: Bucket, era: string, { filter, content }: FollowOptions, signal: AbortSignal): AsyncGenerator<RawBatch> {
  // undefined when the bucket is another one by now.
  const open = (from: number, what: 'bodies' | 'headers') =>
    insist(
      bucket,
      'open a consumer',
      async () => ((await bucket.era()) === era ? await Tail.open(bucket, { era, filter, from, content: what }, signal) : undefined),
      signal,
    );
  let tail = await open(1, 'bodies');
  try {
    const stored = await tail?.stored();
    if (stored === undefined) return;
    let last = stored.at(-1)?.revision ?? 0;
    const writes = newest(stored).filter(({ deleted }) => !deleted);
    const present = new Set(writes.map(({ key }) => bucket.subject(key)));
    yield { kind: 'snapshot', writes };
    if (content === 'headers') {
      tail?.end();
      tail = await open(last + 1, content);
    }
    while (tail !== undefined) {
      for await (const batch of tail) {
        for (const { key, deleted } of batch) {
          if (deleted) present.delete(bucket.subject(key));
          else present.add(bucket.subject(key));
        }
        last = batch.at(-1)?.revision ?? last;
        yield { kind: 'update', writes: newest(batch) };
      }
      signal.throwIfAborted();
      tail = await open(last + 1, content);
      if (tail !== undefined && (await deletionsWerePurged(bucket, filter, present, signal))) return;
    }
  } finally {
    tail?.end();
  }
}

/** Whether a key is gone without a trace: its deletion was purged before it could be delivered. */
async function deletionsWerePurged(bucket: Bucket, filter: string, present: ReadonlySet<string>, signal: AbortSignal): Promise<boolean> {
  if (present.size === 0) return false;
  const subjects = await insist(bucket, 'list the keys', () => bucket.subjects(filter), signal);
  return subjects === undefined || !present.isSubsetOf(subjects);
}

/** Only the last write of each key, still in order. */
function newest(writes: readonly Raw[]): readonly Raw[] {
  if (writes.length < 2) return writes;
  const byKey = new Map(writes.map((write) => [write.key, write]));
  return byKey.size === writes.length ? writes : writes.filter((write) => byKey.get(write.key) === write);
}
