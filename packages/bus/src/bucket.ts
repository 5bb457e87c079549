/** One KV bucket on the server: made when it is missing, its settings compared, single keys read and written. */
import { setTimeout } from 'node:timers/promises';
import { type BucketName, isOwnKey } from '@berth/messages';
import { JetStreamApiCodes, JetStreamApiError, type StoredMsg, type StreamInfo } from '@nats-io/jetstream';
import { errors, headers, type MsgHdrs, millis } from '@nats-io/nats-core';
import { askAgain } from './ask-again.ts';
import { type BucketOptions, bucketSettings, type Makes, readsFromLeader, streamOf } from './buckets.ts';
import type { Connection } from './connect.ts';
import { deletionHeader, isDeletion } from './deletion.ts';
import { Eras } from './eras.ts';
import { PassedOver } from './passed-over.ts';
import type { ReportProblem } from './problem-report.ts';
import { SettingsCheck } from './settings-check.ts';
import type { Log } from './store.ts';
import { TooLarge } from './too-large.ts';

/** A value as it is stored. */
export type Stored = { readonly revision: number; readonly deleted: boolean; readonly text: string };

/** Whether a write by compare-and-set took place. */
export type Written = { readonly kind: 'written'; readonly revision: number } | { readonly kind: 'refused' };

export type BucketSurroundings = {
  readonly connection: Connection;
  readonly options: BucketOptions;
  readonly makes: Makes;
  readonly log: Log;
  readonly report: ReportProblem;
};

/** How long an answer to a direct question may take before the bucket is looked for, ms. */
const patience = 100;
/** Our headers have at most this many bytes. */
const mostHeaders = 200;
const expectedRevision = 'Nats-Expected-Last-Subject-Sequence';

export class Bucket {
  readonly name: BucketName;
  readonly connection: Connection;
  readonly stream: string;
  readonly log: Log;
  readonly passedOver: PassedOver;
  readonly #options: BucketOptions;
  readonly #makes: Makes;
  readonly #check: SettingsCheck;
  readonly #eras: Eras;
  #life = Number.POSITIVE_INFINITY;
  /** It holds a message, or did. */
  #used: boolean = false;
  /** Single keys are asked for by their subject, for which there may be a permission, and any copy of the bucket answers. */
  #direct: boolean = false;
  #keys = 0;
  #purges = 0;

  constructor(name: BucketName, { connection, options, makes, log, report }: BucketSurroundings) {
    this.name = name;
    this.stream = streamOf(name);
    this.connection = connection;
    this.log = log;
    this.passedOver = new PassedOver({ bucket: name, log });
    this.#options = options;
    this.#makes = makes;
    connection.onReconnect(() => {
      this.#used = false;
    });
    this.#eras = new Eras({ bucket: this, log });
    this.#check = new SettingsCheck({ name, stream: this.stream, log, report });
  }

  /** The subject of a key or filter. */
  subject(key: string): string {
    return `$KV.${this.name}.${key}`;
  }

  /** The key of a subject. */
  key(subject: string): string {
    return subject.slice(this.name.length + 5);
  }

  /** When the bucket on the server was made, which tells it from one made anew; undefined when there is none. */
  async created(): Promise<string | undefined> {
    return (await this.#info())?.created;
  }

  /** Differs when the bucket was made anew, or something was purged from it: then watches miss what happened; undefined when there is none. */
  async era(): Promise<string | undefined> {
    const created = await this.created();
    return created && `${created} ${this.#purges}`;
  }

  /** Makes the bucket when there is none. Returns when it was made. Throws where that is left to another. */
  async make(): Promise<string> {
    const found = await this.#info();
    if (found !== undefined) return found.created;
    if (this.#makes === 'none') throw new Error(`there is no bucket ${this.name}; the planner will make it`);
    const made = await this.connection.manager.streams.add(bucketSettings(this.name, this.#options));
    this.log.info({ bucket: this.name }, 'made a bucket');
    this.#compare(made);
    return made.created;
  }

  /** How long a value lives on the server, ms; as of the last look. */
  life(): number {
    return this.#life;
  }

  /** Tells the era once a second: nothing else says that it has changed. */
  guard(listener: (era: string | undefined) => void): Disposable {
    return this.#eras.hear(listener);
  }

  /** What is stored under `key`, a deletion included; undefined when it was never written, or there is no bucket. */
  async get(key: string): Promise<Stored | undefined> {
    if (!(await this.#isUsed())) return undefined;
    try {
      const last = { last_by_subj: this.subject(key) };
      const { streams } = this.connection.manager;
      const message = await (this.#direct ? this.#askDirectly(last) : askAgain(() => streams.getMessage(this.stream, last)));
      if (message === null) return undefined;
      return { revision: message.seq, deleted: isDeletion(message.header), text: message.string() };
    } catch (error) {
      this.#used = false;
      if (hasCode(error, JetStreamApiCodes.StreamNotFound)) return undefined;
      throw error;
    }
  }

  /** Asked directly, nobody answers for a bucket that is gone: without a look it would be waited for until the request's time-out. */
  async #askDirectly(last: { readonly last_by_subj: string }): Promise<StoredMsg | null> {
    const { direct } = this.connection.manager;
    const asked = askAgain(() => direct.getMessage(this.stream, last));
    const answered = asked.then(
      () => 'answered',
      () => 'answered',
    );
    const silent = setTimeout(patience, 'silent', { ref: false });
    if ((await Promise.race([answered, silent])) === 'silent' && (await this.#info()) === undefined) return null;
    return await asked;
  }

  /** Writes `text` if the key is at `revision` (0: if it was never written, or expired). */
  put(key: string, text: string, options: { readonly revision: number; readonly timeout?: number }): Promise<Written> {
    return this.#publish(key, text, headers(), options);
  }

  /** Deletes the key if it is at `revision`. */
  delete(key: string, options: { readonly revision: number; readonly timeout?: number }): Promise<Written> {
    return this.#publish(key, '', deletionHeader(), options);
  }

  /** The subjects of our keys under `filter` that hold a value or a deletion; undefined when there is no bucket. */
  async subjects(filter: string): Promise<ReadonlySet<string> | undefined> {
    const info = (await this.#isUsed()) ? await this.#info(this.subject(filter)) : await this.#info();
    return info === undefined
      ? undefined
      : new Set(Object.keys(info.state.subjects ?? {}).filter((subject) => isOwnKey(this.key(subject))));
  }

  /** nats-server 2.9 ends with a panic when it is asked for messages or subjects of a stream that is just being made. */
  async #isUsed(): Promise<boolean> {
    if (!this.#used) await this.#info();
    return this.#used;
  }

  async #publish(
    key: string,
    text: string,
    header: MsgHdrs,
    { revision, timeout }: { readonly revision: number; readonly timeout?: number },
  ): Promise<Written> {
    // While it is cut off the client would keep the write and send it whenever the connection is back.
    if (!this.connection.connected()) throw new Error('not connected to NATS');
    header.set(expectedRevision, String(revision));
    try {
      const ack = await this.connection.jetstream.publish(this.subject(key), text, {
        headers: header,
        ...(timeout === undefined ? {} : { timeout }),
      });
      this.#used = true;
      return { kind: 'written', revision: ack.seq };
    } catch (error) {
      if (hasCode(error, JetStreamApiCodes.StreamWrongLastSequence) || hasCode(error, JetStreamApiCodes.StreamWrongLastSequenceUnknown))
        return { kind: 'refused' };
      this.#used = false;
      const limit = this.connection.payloadLimit();
      const bytes = Buffer.byteLength(text);
      if (error instanceof errors.InvalidArgumentError && bytes > limit - mostHeaders)
        throw new TooLarge(key, { bytes, limit }, { cause: error });
      throw error;
    }
  }

  async #info(subjects?: string): Promise<StreamInfo | undefined> {
    try {
      const { streams } = this.connection.manager;
      // Many subjects take the server long.
      const info = await (subjects === undefined
        ? askAgain(() => streams.info(this.stream))
        : streams.info(this.stream, { subjects_filter: subjects }));
      this.#compare(info);
      this.#note(info);
      return info;
    } catch (error) {
      this.#used = false;
      if (hasCode(error, JetStreamApiCodes.StreamNotFound)) return undefined;
      throw error;
    }
  }

  #note({ state, config }: StreamInfo): void {
    this.#used = state.last_seq > 0;
    this.#direct = config.allow_direct && !readsFromLeader(this.name);
    const { num_subjects: keys = 0 } = state;
    // Deleted keys still count, so there are only fewer when some were purged.
    if (keys < this.#keys && config.max_age === 0) this.#purges++;
    this.#keys = keys;
  }

  #compare({ config }: StreamInfo): void {
    this.#life = config.max_age === 0 ? Number.POSITIVE_INFINITY : millis(config.max_age);
    this.#check.compare(bucketSettings(this.name, this.#options), config);
  }
}

function hasCode(error: unknown, code: number): boolean {
  return error instanceof JetStreamApiError && error.code === code;
}
