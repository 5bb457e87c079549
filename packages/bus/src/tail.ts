/** A push consumer that delivers what is written to a bucket's keys, but for those of others, in order, from one revision on, and ends as soon as it can't promise that. */
import { isOwnKey } from '@berth/messages';
import { AckPolicy, DeliverPolicy } from '@nats-io/jetstream';
import { createInbox, type Msg, nanos, nuid, type Subscription } from '@nats-io/nats-core';
import { askAgain } from './ask-again.ts';
import type { Bucket } from './bucket.ts';
import { reasonOf } from './connect.ts';
import { isDeletion } from './deletion.ts';

/** One write as it was stored. `data` is empty for a deletion, and where only headers were asked for. */
export type Raw = { readonly key: string; readonly revision: number; readonly deleted: boolean; readonly data: Uint8Array };

export type TailOptions = {
  /** The bucket's: with another one, the tail ends. */
  readonly era: string;
  readonly filter: string;
  /** The first revision that is wanted; 1 for all that is stored. */
  readonly from: number;
  readonly content: 'bodies' | 'headers';
};

const heartbeat = 5000;
/** How long the server keeps a consumer that nobody listens to, ms: it is not used again. */
const unheard = 5000;
/** Time between two looks at what is stored while it isn't known that all has come, ms. */
const lookAgain = 500;

export class Tail implements AsyncIterable<Raw[]>, Disposable {
  readonly #bucket: Bucket;
  readonly #filter: string;
  readonly #subscription: Subscription;
  readonly #cleanUp = new DisposableStack();
  #queue: Raw[] = [];
  #wake: (() => void) | undefined;
  #delivered = 0;
  /** Keys that are stored and have not come yet; undefined while nobody looked. */
  #missing: Set<string> | undefined;
  #caughtUp: boolean = false;
  #ended: boolean = false;
  #heardAt = performance.now();

  /** Opens a consumer on a bucket that exists. */
  static async open(bucket: Bucket, options: TailOptions, signal: AbortSignal): Promise<Tail> {
    // One that is opened in vain has all that is stored sent once more.
    return await askAgain(() => Tail.#open(bucket, options, signal), {
      leave: (late) => late.end(),
      isOvertaken: () =>
        bucket.era().then(
          () => true,
          () => false,
        ),
    });
  }

  static async #open(bucket: Bucket, options: TailOptions, signal: AbortSignal): Promise<Tail> {
    const tail = new Tail(bucket, options, signal);
    try {
      await tail.#start(options);
    } catch (error) {
      tail.end();
      throw error;
    }
    return tail;
  }

  private constructor(bucket: Bucket, { era, filter }: TailOptions, signal: AbortSignal) {
    this.#bucket = bucket;
    this.#filter = filter;
    const { nats, inboxPrefix } = bucket.connection;
    this.#subscription = nats.subscribe(createInbox(inboxPrefix), {
      callback: (error, message) => {
        if (error === null) this.#receive(message);
        else this.end();
      },
    });
    const end = () => this.end();
    // What came while it was cut off is lost: the follower opens another where this one ended.
    this.#cleanUp.defer(bucket.connection.onReconnect(end));
    this.#cleanUp.use(
      bucket.guard((now) => {
        if (now !== era || performance.now() - this.#heardAt > 2.5 * heartbeat) this.end();
      }),
    );
    signal.addEventListener('abort', end, { once: true });
    this.#cleanUp.defer(() => signal.removeEventListener('abort', end));
    if (signal.aborted) this.end();
  }

  /** What has come by now, as soon as there is any; ends with the tail. */
  async *[Symbol.asyncIterator](): AsyncGenerator<Raw[], void, undefined> {
    for (;;) {
      if (this.#queue.length > 0) yield this.#take();
      else if (this.#ended) return;
      else await this.#change();
    }
  }

  /** All that was stored when it was opened; undefined when the tail ended before. */
  async stored(): Promise<Raw[] | undefined> {
    // While keys are written all the time, the server's count of what is still to come may never reach zero, and no heartbeat comes.
    const looking = setInterval(() => void this.#lookForMissing(), lookAgain);
    try {
      while (!this.#caughtUp && !this.#ended) await this.#change();
    } finally {
      clearInterval(looking);
    }
    return this.#caughtUp ? this.#take() : undefined;
  }

  /** Ends it after what has been received. */
  end(): void {
    if (this.#ended) return;
    this.#ended = true;
    this.#cleanUp.dispose();
    this.#wake?.();
    const { nats } = this.#bucket.connection;
    // The server drops a consumer that nobody listens to by itself; who may delete one may delete those of others.
    if (!nats.isClosed() && !nats.isDraining()) this.#subscription.unsubscribe();
  }

  [Symbol.dispose](): void {
    this.end();
  }

  async #start({ filter, from, content }: TailOptions): Promise<void> {
    const info = await this.#bucket.connection.manager.consumers.add(this.#bucket.stream, {
      name: nuid.next(),
      deliver_subject: this.#subscription.getSubject(),
      deliver_policy: DeliverPolicy.StartSequence,
      opt_start_seq: from,
      filter_subject: this.#bucket.subject(filter),
      ack_policy: AckPolicy.None,
      max_deliver: 1,
      flow_control: true,
      idle_heartbeat: nanos(heartbeat),
      inactive_threshold: nanos(unheard),
      headers_only: content === 'headers',
      mem_storage: true,
      num_replicas: 1,
    });
    if (info.num_pending === 0 && info.delivered.consumer_seq === 0 && this.#delivered === 0) this.#caughtUp = true;
  }

  #receive(message: Msg): void {
    this.#heardAt = performance.now();
    const { headers, reply } = message;
    if (headers !== undefined && headers.code > 0) {
      this.#control(message, headers.code);
      return;
    }
    const [revision, delivered, pending] = position(reply ?? '');
    if (delivered !== this.#delivered + 1) {
      this.end();
      return;
    }
    this.#delivered = delivered;
    this.#missing?.delete(message.subject);
    if (pending === 0 || this.#missing?.size === 0) this.#caughtUp = true;
    const key = this.#bucket.key(message.subject);
    const deleted = isDeletion(headers);
    if (isOwnKey(key)) this.#queue.push({ key, revision, deleted, data: message.data });
    else this.#bucket.passedOver.note(key, { deleted });
    this.#wake?.();
  }

  async #lookForMissing(): Promise<void> {
    try {
      const subjects = await this.#bucket.subjects(this.#filter);
      if (subjects === undefined || this.#caughtUp) return;
      const come = new Set(this.#queue.map(({ key }) => this.#bucket.subject(key)));
      this.#missing = new Set(subjects).difference(come);
      if (this.#missing.size > 0) return;
      this.#caughtUp = true;
      this.#wake?.();
    } catch (error) {
      this.#bucket.log.debug({ bucket: this.#bucket.name, reason: reasonOf(error) }, 'could not look at what is stored');
    }
  }

  #control(message: Msg, code: number): void {
    const stalled = message.headers?.get('Nats-Consumer-Stalled') ?? '';
    // 100 is a request for flow control, to be answered, or a heartbeat; any other says that the consumer is no more.
    if (code !== 100) this.end();
    else if (message.reply !== undefined && message.reply !== '') message.respond();
    else if (stalled !== '') this.#bucket.connection.nats.publish(stalled);
    else if (Number(message.headers?.get('Nats-Last-Consumer')) !== this.#delivered) this.end();
    else {
      this.#caughtUp = true;
      this.#wake?.();
    }
  }

  #take(): Raw[] {
    const taken = this.#queue;
    this.#queue = [];
    return taken;
  }

  async #change(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    await promise;
    this.#wake = undefined;
  }
}

/** Stream sequence, consumer sequence and what is still to come, as a delivered message's reply subject tells them. */
function position(reply: string): readonly [number, number, number] {
  const tokens = reply.split('.');
  // Without a domain: $JS.ACK.<stream>.<consumer>.<tries>.<stream seq>.<consumer seq>.<time>.<pending>; with one, two more in front.
  const at = tokens.length === 9 ? 5 : 7;
  return [Number(tokens[at]), Number(tokens[at + 1]), Number(tokens[at + 3])];
}
