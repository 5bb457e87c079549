/** Somebody with another NATS client, who keeps to no rule of ours. */
import { type JetStreamManager, jetstreamManager } from '@nats-io/jetstream';
import { type KV, Kvm } from '@nats-io/kv';
import { connect, type NatsConnection } from '@nats-io/transport-node';

export class Hand implements AsyncDisposable {
  readonly nats: NatsConnection;
  readonly manager: JetStreamManager;

  private constructor(nats: NatsConnection, manager: JetStreamManager) {
    this.nats = nats;
    this.manager = manager;
  }

  static async at(url: string): Promise<Hand> {
    const nats = await connect({ servers: url, maxReconnectAttempts: -1, reconnectTimeWait: 20 });
    return new Hand(nats, await jetstreamManager(nats));
  }

  /** A bucket as any client sees it. */
  async bucket(name: string): Promise<KV> {
    return await new Kvm(this.nats).open(name);
  }

  /** The same; made with that client's settings when there is none. */
  async makeBucket(name: string): Promise<KV> {
    return await new Kvm(this.nats).create(name);
  }

  async deleteBucket(name: string): Promise<void> {
    await this.manager.streams.delete(`KV_${name}`);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.nats.close();
  }
}
