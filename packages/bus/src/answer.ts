/** Requests of others, answered as they come. */
import type { Connection } from './connect.ts';

/**
 * Answers requests under a subject filter with what `answer` says, as JSON, until the returned value is disposed. Where the program may not
 * listen there, the connection logs it and nothing else suffers.
 */
export function answerRequests({ nats }: Connection, filter: string, answer: (subject: string) => object | undefined): Disposable {
  const subscription = nats.subscribe(filter, {
    callback: (error, { subject, reply }) => {
      // Whoever asks says where the answer goes, and must not make us write, say, to a bucket. Inboxes of all of NATS's clients begin so.
      if (error !== null || reply?.startsWith('_INBOX') !== true) return;
      const value = answer(subject);
      if (value !== undefined) nats.publish(reply, JSON.stringify(value));
    },
  });
  return { [Symbol.dispose]: () => subscription.unsubscribe() };
}
