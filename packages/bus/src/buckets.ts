/** Every bucket and stream with its settings: one table. */
import { isDeepStrictEqual } from 'node:util';
import { type BucketName, documents } from '@berth/messages';
import { DiscardPolicy, RetentionPolicy, StorageType, type StreamConfig } from '@nats-io/jetstream';
import { nanos } from '@nats-io/nats-core';

/** What an installation may choose about them. */
export type BucketOptions = {
  /** Copies of each in a NATS cluster. */
  readonly replicas: number;
  /** Life of a lease's record that isn't renewed, ms. */
  readonly leaseTtl: number;
};

/**
 * Which buckets and streams a program makes. all: whatever others use too, now and when one is lost. own: what it writes to. none: it
 * waits for them, as NATS lets it make none.
 */
export type Makes = 'all' | 'own' | 'none';

/** What we ask of a stream; everything else is the server's default. */
export type StreamSettings = Pick<StreamConfig, 'name' | 'subjects' | 'retention' | 'storage' | 'discard' | 'num_replicas' | 'max_age'> &
  Partial<Pick<StreamConfig, 'max_msgs_per_subject' | 'max_bytes' | 'allow_rollup_hdrs' | 'allow_direct' | 'republish'>>;

const day = 86_400_000;
const mebibyte = 1 << 20;

/** The stream behind a KV bucket. One value a key; a topic gets every write as a plain message. */
export function bucketSettings(bucket: BucketName, { replicas, leaseTtl }: BucketOptions): StreamSettings {
  const { topic } = documents[bucket];
  return {
    name: streamOf(bucket),
    subjects: [`$KV.${bucket}.>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.New,
    num_replicas: replicas,
    max_age: bucket === 'berth-leases' ? nanos(leaseTtl) : 0,
    max_msgs_per_subject: 1,
    // Whoever purges a key makes consumers of nats-server 2.9 skip messages of other keys. Deleting does the same without harm.
    allow_rollup_hdrs: false,
    allow_direct: true,
    ...(topic === undefined ? {} : { republish: { src: `$KV.${bucket}.>`, dest: `${topic}.>` } }),
  };
}

/** Whether single keys must not be read from a copy that may be a moment behind: who holds a lease. */
export function readsFromLeader(bucket: BucketName): boolean {
  return bucket === 'berth-leases';
}

/** The stream that JetStream keeps a bucket in. */
export function streamOf(bucket: BucketName): string {
  return `KV_${bucket}`;
}

const streams = [
  { name: 'berth-changes', prefix: 'berth.container.', max_age: nanos(day), max_bytes: 256 * mebibyte },
  { name: 'berth-audit', prefix: 'berth.audit.', max_age: nanos(90 * day), max_bytes: 256 * mebibyte },
] as const;

export const streamNames: readonly string[] = streams.map(({ name }) => name);

/** The stream that keeps the messages of `subject`, if one does. */
export function keepingStream(subject: string, options: BucketOptions): StreamSettings | undefined {
  const stream = streams.find(({ prefix }) => subject.startsWith(prefix));
  return stream && settingsOf(stream, options);
}

/** All that keep plain messages. */
export function keepingStreams(options: BucketOptions): StreamSettings[] {
  return streams.map((stream) => settingsOf(stream, options));
}

function settingsOf({ name, prefix, max_age, max_bytes }: (typeof streams)[number], { replicas }: BucketOptions): StreamSettings {
  return {
    name,
    subjects: [`${prefix}>`],
    retention: RetentionPolicy.Limits,
    storage: StorageType.File,
    discard: DiscardPolicy.Old,
    num_replicas: replicas,
    max_age,
    max_bytes,
  };
}

/** How what the server has differs from what was asked for: one line per setting. */
export function settingsDiffer(asked: StreamSettings, found: StreamConfig): string[] {
  const observed: Readonly<Record<string, unknown>> = { ...found };
  return Object.entries(asked).flatMap(([setting, value]) =>
    isDeepStrictEqual(value, observed[setting]) ? [] : [`${setting} is ${JSON.stringify(observed[setting])}, not ${JSON.stringify(value)}`],
  );
}
