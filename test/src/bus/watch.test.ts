/** Watches on a real nats-server that is killed, wiped and meddled with: they end up with what is stored. */
import type { Store } from '@berth/bus';
import { jetstream } from '@nats-io/jetstream';
import { headers } from '@nats-io/transport-node';
import { describe, expect, vi } from 'vitest';
import { stored } from './documents.ts';
import type { Hand } from './hand.ts';
import { Mirror } from './mirror.ts';
import { soon, test } from './on-nats.ts';

const bucket = 'berth-problems';
const epoch = { lease: 'test', created: 1, revision: 1 };

/** Writes whatever is there. */
async function put(store: Store, subject: string, what: string, signal: AbortSignal): Promise<void> {
  const key = `test.${subject}`;
  for (let done = false; !done; ) {
    const found = await store.read(bucket, key, signal);
    done =
      (await store.compareAndSet(bucket, { key, document: stored(epoch, subject, what), revision: found?.revision }, signal)) !== undefined;
  }
}

const passedOver = 'passed over a key that is not named like ours';

/** As clients of NATS do, also those that refuse such a key. */
async function deleteByHand(hand: Hand, key: string): Promise<void> {
  const marker = headers();
  marker.set('KV-Operation', 'DEL');
  await jetstream(hand.nats).publish(`$KV.${bucket}.${key}`, '', { headers: marker });
}

describe.concurrent('a watch', () => {
  test('yields what is there, then each change', async ({ open, signal }) => {
    const { store } = await open('writer');
    await put(store, 'a', 'first', signal);
    await put(store, 'gone', 'first', signal);
    await store.remove(bucket, 'test.gone', signal);
    await using mirror = new Mirror((await open('reader')).store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'first' }), soon);
    await put(store, 'a', 'second', signal);
    await put(store, 'b', 'first', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'second', 'test.b': 'first' }), soon);
    await store.remove(bucket, 'test.a', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.b': 'first' }), soon);
    expect(await store.read(bucket, 'test.a', signal)).toBeUndefined();
    await put(store, 'a', 'third', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'third', 'test.b': 'first' }), soon);
    expect(mirror.snapshots).toBe(1);
  });

  test('yields only what its filter means', async ({ open, signal }) => {
    const { store } = await open('writer');
    for (const subject of ['a', 'b.c', 'b.d.e']) await put(store, subject, 'there', signal);
    await using one = new Mirror(store, 'test.a');
    await using some = new Mirror(store, 'test.*.c');
    await using all = new Mirror(store, 'test.b.>');
    await vi.waitFor(
      () =>
        expect([one.content, some.content, all.content].map((content) => Object.keys(content))).toEqual([
          ['test.a'],
          ['test.b.c'],
          ['test.b.c', 'test.b.d.e'],
        ]),
      soon,
    );
  });

  test('of a missing or empty bucket begins with an empty snapshot', async ({ open, hand, signal }) => {
    const { store } = await open('reader');
    await using missing = new Mirror(store);
    await vi.waitFor(() => expect(missing.snapshots).toBe(1), soon);
    expect(await store.read(bucket, 'test.a', signal)).toBeUndefined();
    await hand.makeBucket(bucket);
    await using empty = new Mirror(store);
    await vi.waitFor(() => expect(empty.snapshots).toBe(1), soon);
    await put(store, 'a', 'first', signal);
    for (const mirror of [missing, empty]) await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'first' }), soon);
  });

  test('begins with all keys also while they are written all the time', async ({ open, hand, signal }) => {
    const keys = ['test.a', 'test.b', 'test.c', 'test.d'];
    const kv = await hand.makeBucket(bucket);
    for (const key of keys) await kv.put(key, JSON.stringify(stored(epoch, key.slice(5), 'there')));
    const ended = new AbortController();
    const writing = keys.map(async (key) => {
      while (!ended.signal.aborted) await kv.put(key, JSON.stringify(stored(epoch, key.slice(5), 'there')));
    });
    try {
      const { store } = await open('reader');
      for (let round = 0; round < 60; round++) {
        const watch = store.watch(bucket, 'test.>', AbortSignal.any([signal, AbortSignal.timeout(20_000)]))[Symbol.asyncIterator]();
        const { value: first } = await watch.next();
        await watch.return?.();
        expect({ kind: first?.kind, keys: first?.entries.map(({ key }: { key: string }) => key).toSorted() }).toEqual({
          kind: 'snapshot',
          keys,
        });
      }
    } finally {
      ended.abort();
      await Promise.all(writing);
    }
  });

  test('tells what can not be read as unreadable', async ({ open, hand }) => {
    const { store } = await open('reader');
    const kv = await hand.makeBucket(bucket);
    await kv.put('test.a', '{"v":1,');
    await kv.put('test.b', '{"v":1,"what":"of another kind"}');
    await using mirror = new Mirror(store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'unreadable', 'test.b': 'unreadable' }), soon);
    await kv.put('test.b', JSON.stringify(stored(epoch, 'b', 'readable')));
    await kv.put('test.c', Uint8Array.of(0xff, 0xfe));
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'unreadable', 'test.b': 'readable', 'test.c': 'unreadable' }), soon);
  });

  test('passes over keys that are not named like ours, tells each once, and loses none of the others', async ({ open, hand, signal }) => {
    const { store } = await open('writer');
    await put(store, 'a', 'first', signal);
    const foreign = ['test.!!!', 'test.a/b', 'test.=2e', 'test.=FF', 'test.=61'];
    const write = (key: string) => jetstream(hand.nats).publish(`$KV.${bucket}.${key}`, JSON.stringify(stored(epoch, 'a', 'foreign')));
    for (const key of foreign.slice(0, 3)) await write(key);
    const reader = await open('reader');
    await using mirror = new Mirror(reader.store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'first' }), soon);
    for (const key of foreign) await write(key);
    await put(store, 'b', 'first', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'first', 'test.b': 'first' }), soon);
    expect(reader.logged(passedOver)).toBe(foreign.length);
    await using again = new Mirror(reader.store);
    await vi.waitFor(() => expect(again.content).toEqual(mirror.content), soon);
    expect(reader.logged(passedOver)).toBe(foreign.length);
    await deleteByHand(hand, 'test.!!!');
    await write('test.!!!');
    await put(store, 'a', 'second', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'second', 'test.b': 'first' }), soon);
    expect(reader.logged(passedOver)).toBe(foreign.length + 1);
    expect(mirror.snapshots).toBe(1);
  });

  test('begins with all keys also while keys not named like ours are written all the time', async ({ open, hand, signal }) => {
    const { store } = await open('writer');
    await put(store, 'a', 'first', signal);
    const ended = new AbortController();
    const write = async () => {
      while (!ended.signal.aborted) await jetstream(hand.nats).publish(`$KV.${bucket}.test.!!!`, '{}');
    };
    const writing = [write(), write(), write(), write()];
    try {
      for (let round = 0; round < 20; round++) {
        const watch = store.watch(bucket, 'test.>', AbortSignal.any([signal, AbortSignal.timeout(20_000)]))[Symbol.asyncIterator]();
        const { value: first } = await watch.next();
        await watch.return?.();
        expect(first).toMatchObject({ kind: 'snapshot', entries: [{ key: 'test.a' }] });
      }
    } finally {
      ended.abort();
      await Promise.all(writing);
    }
  });

  test('of a server that takes long to answer opens one consumer', async ({ open, hand, cable, signal }) => {
    const { store } = await open('writer');
    await put(store, 'a', 'first', signal);
    const reader = await open('reader', { servers: [cable.url] });
    const opened: string[] = [];
    const advisories = `$JS.EVENT.ADVISORY.CONSUMER.CREATED.KV_${bucket}.*`;
    hand.nats.subscribe(advisories, { callback: (_, { subject }) => void opened.push(subject) });
    await hand.nats.flush();
    cable.slow(700);
    await using mirror = new Mirror(reader.store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'first' }), soon);
    await put(store, 'a', 'second', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'second' }), soon);
    expect(opened).toHaveLength(1);
  });

  test('misses nothing when nats-server is killed under writes', async ({ open, server, signal }) => {
    const { store } = await open('writer');
    await put(store, 'a', 'before', signal);
    const reader = await open('reader');
    await using mirror = new Mirror(reader.store);
    let rounds = 0;
    let writing: boolean = true;
    const written = (async () => {
      for (; writing; rounds++) await Promise.all(['a', 'b', 'c'].map((subject) => put(store, subject, `round ${rounds}`, signal)));
    })();
    for (const kill of [1, 2]) {
      const before = rounds;
      await vi.waitFor(() => expect(rounds).toBeGreaterThan(before + 20), soon);
      await server.restart();
      await vi.waitFor(() => expect(reader.logged('connected to NATS again')).toBe(kill), soon);
    }
    writing = false;
    await written;
    const last = `round ${rounds - 1}`;
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': last, 'test.b': last, 'test.c': last }), soon);
    expect(mirror.snapshots).toBe(1);
  });

  test('notices that the store was wiped', async ({ open, server, signal }) => {
    const { store } = await open('writer');
    for (const subject of ['a', 'b', 'c']) await put(store, subject, 'before', signal);
    await using mirror = new Mirror((await open('reader')).store);
    await vi.waitFor(() => expect(Object.keys(mirror.content)).toHaveLength(3), soon);
    await server.wipe();
    await put(store, 'b', 'after', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.b': 'after' }), soon);
    expect(mirror.snapshots).toBe(2);
    await put(store, 'c', 'after', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.b': 'after', 'test.c': 'after' }), soon);
  });

  test('notices that the bucket was deleted and made anew, and takes its absence for no news', async ({ open, hand, signal }) => {
    const { store } = await open('writer');
    const reader = await open('reader');
    await using mirror = new Mirror(reader.store);
    await put(store, 'a', 'before', signal);
    await put(store, 'b', 'before', signal);
    await vi.waitFor(() => expect(Object.keys(mirror.content)).toHaveLength(2), soon);
    await hand.deleteBucket(bucket);
    await using later = new Mirror(reader.store);
    await vi.waitFor(() => expect(later.snapshots).toBe(1), soon);
    expect(mirror.content).toEqual({ 'test.a': 'before', 'test.b': 'before' });
    await put(store, 'c', 'after', signal);
    for (const one of [mirror, later]) await vi.waitFor(() => expect(one.content).toEqual({ 'test.c': 'after' }), soon);
  });

  test('learns of deletions whose markers were purged while it was cut off', async ({ open, hand, cable, signal }) => {
    const { store } = await open('writer');
    await using mirror = new Mirror((await open('reader', { servers: [cable.url] })).store);
    for (const subject of ['a', 'b', 'c']) await put(store, subject, 'before', signal);
    await vi.waitFor(() => expect(Object.keys(mirror.content)).toHaveLength(3), soon);
    cable.cut();
    await store.remove(bucket, 'test.a', signal);
    await put(store, 'b', 'after', signal);
    await hand.manager.streams.purge(`KV_${bucket}`, { filter: `$KV.${bucket}.test.a` });
    cable.mend();
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.b': 'after', 'test.c': 'before' }), soon);
  });

  test('and reading leave a server alone that is just making the bucket', async ({ open, server, hand, signal }) => {
    const [maker, reader] = await Promise.all([open('maker'), open('reader')]);
    const ended = new AbortController();
    const reading = Array.from({ length: 3 }, async () => {
      while (!ended.signal.aborted) await reader.store.read(bucket, 'test.a', signal);
    });
    const making = async () => {
      for (let round = 0; round < 30; round++) {
        await put(maker.store, 'a', `round ${round}`, signal);
        await using mirror = new Mirror(reader.store);
        await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': `round ${round}` }), soon);
        await hand.deleteBucket(bucket);
      }
    };
    // nats-server 2.9 ends when it is asked for a message of a stream that isn't complete.
    expect(await Promise.race([making(), server.process.exited])).toBeUndefined();
    ended.abort();
    await Promise.all(reading);
  });

  test('notices that something was purged under it', async ({ open, hand, signal }) => {
    const { store } = await open('writer');
    for (const subject of ['a', 'b', 'c']) await put(store, subject, 'before', signal);
    await using mirror = new Mirror(store);
    await vi.waitFor(() => expect(Object.keys(mirror.content)).toHaveLength(3), soon);
    await hand.manager.streams.purge(`KV_${bucket}`, { filter: `$KV.${bucket}.test.a` });
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.b': 'before', 'test.c': 'before' }), soon);
    await hand.manager.streams.purge(`KV_${bucket}`);
    await vi.waitFor(() => expect(mirror.content).toEqual({}), soon);
    await put(store, 'b', 'after', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.b': 'after' }), soon);
  });

  test('can trust the bucket: it takes deletions by hand, and no purges, for which nats-server 2.9 forgets other keys', async ({
    open,
    hand,
    signal,
  }) => {
    const { store } = await open('writer');
    await using mirror = new Mirror(store);
    await put(store, 'a', 'before', signal);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'before' }), soon);
    const kv = await hand.bucket(bucket);
    await expect(kv.purge('test.a')).rejects.toThrow('rollup not permitted');
    await kv.delete('test.a');
    await vi.waitFor(() => expect(mirror.content).toEqual({}), soon);
  });

  test('ends when its signal aborts, also while NATS is away', async ({ open, server }) => {
    const { store } = await open('reader');
    const end = new AbortController();
    const watching = Array.fromAsync(store.watch(bucket, '>', end.signal));
    await server.kill();
    await vi.waitFor(() => expect(store.connected()).toBe(false), soon);
    const late = Array.fromAsync(store.watch(bucket, '>', end.signal));
    end.abort();
    expect(await late).toEqual([]);
    await watching;
  });
});
