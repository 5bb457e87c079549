/** Somebody who has stolen a user's key, and keeps to none of our programs' ways. */
import { waitUntil } from '@berth/local-stack';
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { connectAs, inboxPrefixOf, type Security } from './secure.ts';
import { bucketOf, subjectOf } from './users.ts';

export class Thief implements AsyncDisposable {
  readonly inbox: string;
  readonly nats: NatsConnection;
  readonly #refusals: string[] = [];

  private constructor(nats: NatsConnection, inbox: string) {
    this.nats = nats;
    this.inbox = inbox;
    void this.#listen();
  }

  /** With the key of `user`, at `url`. */
  static async of(user: string, security: Security, url: string): Promise<Thief> {
    return new Thief(await connectAs(user, security, url), await inboxPrefixOf(user, security));
  }

  /** Those of the subjects that the server doesn't let it publish to. */
  async refusedToPublish(subjects: readonly string[], body = ''): Promise<string[]> {
    return await this.#refused(subjects, (subject) => this.nats.publish(subject, body));
  }

  /** Those of the filters that the server doesn't let it listen to. */
  async refusedToHear(filters: readonly string[]): Promise<string[]> {
    return await this.#refused(filters, (filter) => this.nats.subscribe(filter, { callback: () => undefined }));
  }

  /** What JetStream of the installation answers; undefined when it, or whoever stands before it, doesn't. */
  async ask(subject: string, body: object | string = ''): Promise<Msg | undefined> {
    const text = typeof body === 'string' ? body : JSON.stringify(body);
    const answer = await this.nats.request(`$JS.berth.API.${subject}`, text, { timeout: 5000 }).catch(() => undefined);
    return answer?.headers?.code === 404 ? undefined : answer;
  }

  /** Whether JetStream made a consumer. `deliver`: the subject that it is to deliver to. */
  async watches(key: string, deliver = `${this.inbox}.watch`): Promise<boolean> {
    const [stream, filter] = [`KV_${bucketOf(key)}`, subjectOf(key)];
    const name = `watch-${Math.random().toString(36).slice(2)}`;
    const config = { name, filter_subject: filter, deliver_subject: deliver, ack_policy: 'none', deliver_policy: 'all' };
    const answer = await this.ask(`CONSUMER.CREATE.${stream}.${name}.${filter}`, { stream_name: stream, config });
    return answer !== undefined && !('error' in answer.json<object>());
  }

  /** What is stored under a key. */
  async read(key: string): Promise<string | undefined> {
    return (await this.ask(`DIRECT.GET.KV_${bucketOf(key)}.${subjectOf(key)}`))?.string();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nats.close();
  }

  async #refused(subjects: readonly string[], attempt: (subject: string) => void): Promise<string[]> {
    this.#refusals.length = 0;
    for (const subject of subjects) attempt(subject);
    // Refusals come in order, and nobody may publish that.
    this.nats.publish('last');
    await waitUntil('all refusals', 30_000, async () => this.#refusals.some((refusal) => refusal.endsWith(' to "last"')));
    return subjects.filter((subject) => this.#refusals.some((refusal) => refusal.endsWith(` to "${subject}"`)));
  }

  async #listen(): Promise<void> {
    for await (const status of this.nats.status()) if (status.type === 'error') this.#refusals.push(status.error.message);
  }
}
