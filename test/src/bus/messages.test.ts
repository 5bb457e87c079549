/** Plain messages, and the topics that NATS makes of buckets. */
import type { Message } from '@berth/bus';
import { connect } from '@nats-io/transport-node';
import { describe, expect, vi } from 'vitest';
import { stored } from './documents.ts';
import { soon, test } from './on-nats.ts';

const epoch = { lease: 'test', created: 1, revision: 1 };

describe.concurrent('a message', () => {
  test('reaches those who listen, over an outage of NATS too, and what is no JSON is left out', async ({ open, server, hand }) => {
    const { store, logged } = await open('one');
    const reader = await open('two');
    const heard: Message[] = [];
    const end = new AbortController();
    const listening = (async () => {
      for await (const message of reader.store.subscribe('berth.heartbeat.*.*', end.signal)) heard.push(message);
    })();
    await vi.waitFor(() => {
      store.publish('berth.heartbeat.test.one', 'first');
      expect(heard.length).toBeGreaterThan(0);
    }, soon);
    hand.nats.publish('berth.heartbeat.test.hand', 'not json');
    await server.kill();
    await vi.waitFor(() => expect(store.connected()).toBe(false), soon);
    store.publish('berth.heartbeat.test.one', 'dropped');
    expect(logged('dropped a message, and those that follow, for NATS is away')).toBe(1);
    await server.start();
    await vi.waitFor(() => {
      store.publish('berth.heartbeat.test.one', 'second');
      expect(heard).toContainEqual({ subject: 'berth.heartbeat.test.one', value: 'second' });
    }, soon);
    expect(new Set(heard.map(({ value }) => value))).toEqual(new Set(['first', 'second']));
    end.abort();
    await listening;
  });

  test('of a bucket tells document, revision and deletion to any client', async ({ open, server, signal }) => {
    const { store } = await open('one');
    const end = new AbortController();
    const heard: unknown[] = [];
    const listening = (async () => {
      for await (const message of store.subscribe('berth.problem.>', end.signal)) heard.push(message);
    })();
    const plain = await connect({ servers: server.url });
    const lines: string[] = [];
    plain.subscribe('berth.problem.test.a', { callback: (_error, message) => void lines.push(message.string()) });
    await plain.flush();
    const document = stored(epoch, 'a');
    const revision = await store.compareAndSet('berth-problems', { key: 'test.a', document, revision: undefined }, signal);
    await store.remove('berth-problems', 'test.a', signal);
    await vi.waitFor(() => {
      expect(heard).toEqual([
        { subject: 'berth.problem.test.a', value: document, revision },
        { subject: 'berth.problem.test.a', value: undefined, revision: (revision ?? 0) + 1, deleted: true },
      ]);
    }, soon);
    await vi.waitFor(() => expect(lines).toEqual([JSON.stringify(document), '']), soon);
    await plain.close();
    end.abort();
    await listening;
  });

  test('of audit or a container is kept from the first on, also when its stream was deleted', async ({ open, hand, cable }) => {
    const { store } = await open('one', { servers: [cable.url] });
    for (let number = 0; number < 100; number++) store.publish('berth.audit.ltm.edge', { number });
    store.publish('berth.container.docker1.abc', { appeared: true });
    const count = async (name: string) => (await hand.manager.streams.info(name)).state.messages;
    await vi.waitFor(async () => expect([await count('berth-audit'), await count('berth-changes')]).toEqual([100, 1]), soon);
    const first = await hand.manager.streams.getMessage('berth-audit', { seq: 1 });
    expect(first?.json()).toEqual({ number: 0 });
    await hand.manager.streams.delete('berth-audit');
    cable.cut();
    await vi.waitFor(() => expect(store.connected()).toBe(false), soon);
    cable.mend();
    await vi.waitFor(() => expect(store.connected()).toBe(true), soon);
    await vi.waitFor(async () => {
      store.publish('berth.audit.ltm.edge', { number: 100 });
      expect(await count('berth-audit')).toBeGreaterThan(0);
    }, soon);
  });
});
