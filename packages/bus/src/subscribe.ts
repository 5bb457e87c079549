/** Plain messages under a subject filter. */
import type { Msg } from '@nats-io/nats-core';
import type { Connection } from './connect.ts';
import { isDeletion } from './deletion.ts';
import type { Message } from './store.ts';

/** What comes from now on, until `signal` aborts. What isn't JSON is left out. */
export async function* subscribe(connection: Connection, filter: string, signal: AbortSignal): AsyncGenerator<Message, void, undefined> {
  if (signal.aborted) return;
  const subscription = connection.nats.subscribe(filter);
  const end = () => subscription.unsubscribe();
  signal.addEventListener('abort', end, { once: true });
  try {
    for await (const message of subscription) {
      if (signal.aborted) return;
      const read = messageOf(message);
      if (read !== undefined) yield read;
    }
  } finally {
    signal.removeEventListener('abort', end);
    subscription.unsubscribe();
  }
}

function messageOf({ subject, data, headers }: Msg): Message | undefined {
  const sequence = headers?.get('Nats-Sequence') ?? '';
  const revision = sequence === '' ? {} : { revision: Number(sequence) };
  if (isDeletion(headers)) return { subject, value: undefined, ...revision, deleted: true };
  try {
    return { subject, value: JSON.parse(decoder.decode(data)), ...revision };
  } catch {
    // Anybody may send anything to a plain subject.
    return undefined;
  }
}

const decoder = new TextDecoder();
