/** Plain messages: sent at once or not at all. The streams that keep some of them are made here. */
import { type Connection, reasonOf } from './connect.ts';
import type { Log } from './store.ts';
import type { Streams } from './streams.ts';

export type SenderSurroundings = { readonly connection: Connection; readonly streams: Streams; readonly log: Log };

export class Sender {
  readonly #connection: Connection;
  readonly #streams: Streams;
  readonly #log: Log;
  #dropped = 0;

  constructor({ connection, streams, log }: SenderSurroundings) {
    this.#connection = connection;
    this.#streams = streams;
    this.#log = log;
  }

  /** Sends `value` as JSON. What can't be sent now is dropped and logged. */
  send(subject: string, value: unknown): void {
    const text = JSON.stringify(value);
    this.#streams.before(subject, () => this.#send(subject, text));
  }

  #send(subject: string, text: string): void {
    if (!this.#connection.connected()) {
      if (this.#dropped++ === 0) this.#log.warn({ subject }, 'dropped a message, and those that follow, for NATS is away');
      return;
    }
    if (this.#dropped > 0) this.#log.info({ messages: this.#dropped }, 'dropped messages while NATS was away');
    this.#dropped = 0;
    try {
      this.#connection.nats.publish(subject, text);
    } catch (error) {
      this.#log.error({ subject, bytes: Buffer.byteLength(text), reason: reasonOf(error) }, 'could not send a message');
    }
  }
}
