/** The streams that keep plain messages: made when the first message for them is sent, their settings compared. */
import { JetStreamApiCodes, JetStreamApiError } from '@nats-io/jetstream';
import { type BucketOptions, keepingStream, type Makes, type StreamSettings } from './buckets.ts';
import { type Connection, reasonOf } from './connect.ts';
import type { ReportProblem } from './problem-report.ts';
import { SettingsCheck } from './settings-check.ts';
import type { Log } from './store.ts';

export type StreamSurroundings = {
  readonly connection: Connection;
  readonly options: BucketOptions;
  readonly makes: Makes;
  readonly log: Log;
  readonly report: ReportProblem;
};

/** ms after which a stream is looked for again: it may have been deleted. */
const trust = 10_000;
/** Messages that wait for their stream to be made. */
const mostWaiting = 10_000;

type Stream = { readonly check: SettingsCheck; lookedAt: number; state: 'unknown' | 'looking' | 'there'; waiting: (() => void)[] };

export class Streams {
  readonly #surroundings: StreamSurroundings;
  readonly #streams = new Map<string, Stream>();

  constructor(surroundings: StreamSurroundings) {
    this.#surroundings = surroundings;
    surroundings.connection.onReconnect(() => {
      for (const stream of this.#streams.values()) if (stream.state === 'there') stream.state = 'unknown';
    });
  }

  /** Calls `send` at once where no stream keeps the subject or it is there, else as soon as it was made. */
  before(subject: string, send: () => void): void {
    const settings = keepingStream(subject, this.#surroundings.options);
    if (settings === undefined || !this.#surroundings.connection.connected()) {
      send();
      return;
    }
    const stream = this.#stream(settings.name);
    if (stream.state === 'there') {
      send();
      if (performance.now() - stream.lookedAt > trust) void this.#look(stream, settings);
      return;
    }
    if (stream.waiting.length < mostWaiting) stream.waiting.push(send);
    if (stream.state === 'unknown') void this.#look(stream, settings);
  }

  /** Makes the stream when there is none. */
  async make(settings: StreamSettings): Promise<void> {
    await this.#look(this.#stream(settings.name), settings);
  }

  #stream(name: string): Stream {
    let stream = this.#streams.get(name);
    if (stream === undefined) {
      const { log, report } = this.#surroundings;
      stream = { check: new SettingsCheck({ name, stream: name, log, report }), lookedAt: 0, state: 'unknown', waiting: [] };
      this.#streams.set(name, stream);
    }
    return stream;
  }

  /** Whatever comes of it, what waits is sent: subscribers want it in any case. */
  async #look(stream: Stream, settings: StreamSettings): Promise<void> {
    const { connection, makes, log } = this.#surroundings;
    stream.lookedAt = performance.now();
    if (stream.state === 'unknown') stream.state = 'looking';
    try {
      const { streams } = connection.manager;
      const info = await streams.info(settings.name).catch(async (error: unknown) => {
        if (!(error instanceof JetStreamApiError) || error.code !== JetStreamApiCodes.StreamNotFound) throw error;
        if (makes === 'none') throw new Error('there is none; the planner will make it', { cause: error });
        return await streams.add(settings);
      });
      stream.check.compare(settings, info.config);
      stream.state = 'there';
    } catch (error) {
      log.warn({ stream: settings.name, reason: reasonOf(error) }, 'could not make a stream, so its messages are not kept');
      stream.state = 'unknown';
    }
    const { waiting } = stream;
    stream.waiting = [];
    for (const send of waiting) send();
  }
}
