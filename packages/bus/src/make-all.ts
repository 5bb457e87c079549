/** Makes every bucket and stream that is missing: those who write to them may not, where NATS knows the programs by key. */
import { bucketNames } from '@berth/messages';
import type { Bucket } from './bucket.ts';
import { type BucketOptions, keepingStreams } from './buckets.ts';
import { type Connection, reasonOf } from './connect.ts';
import { pause, rest } from './pause.ts';
import type { Log } from './store.ts';
import type { Streams } from './streams.ts';

export type MakeAllSurroundings = {
  readonly connection: Connection;
  readonly options: BucketOptions;
  readonly bucket: (name: (typeof bucketNames)[number]) => Bucket;
  readonly streams: Streams;
  readonly log: Log;
};

/** ms between two looks: a store may be lost, too. */
const interval = 2000;

/** Now, and again and again until the connection is closed. */
export async function makeAll({ connection, options, bucket, streams, log }: MakeAllSurroundings): Promise<void> {
  const { signal } = connection;
  while (!signal.aborted) {
    try {
      await connection.untilConnected(signal);
      // Each takes a cluster a while.
      await Promise.all([
        ...bucketNames.map((name) => bucket(name).make()),
        ...keepingStreams(options).map((settings) => streams.make(settings)),
      ]);
      await pause(interval, signal);
    } catch (error) {
      if (signal.aborted) return;
      log.debug({ reason: reasonOf(error) }, 'could not make all buckets yet, trying on');
      await rest(interval, signal);
    }
  }
}
