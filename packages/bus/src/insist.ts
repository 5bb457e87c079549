/** Trying until NATS does it. */
import type { Bucket } from './bucket.ts';
import { reasonOf } from './connect.ts';
import { pause } from './pause.ts';
import { TooLarge } from './too-large.ts';

/** Does `work` until it succeeds: whatever NATS answers may be over in a moment, but for TooLarge. */
export async function insist<T>(bucket: Bucket, what: string, work: () => Promise<T>, signal: AbortSignal): Promise<T> {
  for (let attempt = 0; ; attempt++) {
    await bucket.connection.untilConnected(signal);
    try {
      return await work();
    } catch (error) {
      signal.throwIfAborted();
      bucket.connection.signal.throwIfAborted();
      if (error instanceof TooLarge) throw error;
      bucket.log[attempt === 3 ? 'warn' : 'debug'](
        { bucket: bucket.name, what, reason: reasonOf(error) },
        'could not be done yet, trying on',
      );
      await pause(Math.min(1000, 50 * 2 ** attempt), signal);
    }
  }
}
