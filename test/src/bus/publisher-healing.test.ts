/** What a publisher does about what others did to its keys, its bucket and its lease. */
import { LeaseLost } from '@berth/bus';
import { type Epoch, problemFilter, problemKey } from '@berth/messages';
import { describe, expect, vi } from 'vitest';
import { problem, stored } from './documents.ts';
import { Mirror } from './mirror.ts';
import { soon, test } from './on-nats.ts';
import { bucket, name, publish, stream } from './publishing.ts';

function older({ lease, created, revision }: Epoch): Epoch {
  return { lease, created: created - 1, revision: revision + 1000 };
}

describe.concurrent('a publisher', () => {
  test('heals what others do to its keys, and leaves keys alone that it was never told of', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    await store.compareAndSet(
      bucket,
      { key: 'test.other', document: stored({ lease: name, created: 1, revision: 1 }, 'other'), revision: undefined },
      signal,
    );
    const kv = await hand.bucket(bucket);
    await using writing = await publish(store, signal);
    const { publisher, lease } = writing;
    for (const subject of ['a', 'b', 'c', 'd', 'e', 'f']) publisher.set(`test.${subject}`, problem(subject));
    publisher.delete('test.g');
    await publisher.flush();
    const { last_seq: before } = (await hand.manager.streams.info(stream)).state;
    await kv.delete('test.a');
    await kv.delete('test.b');
    await kv.put('test.c', JSON.stringify(stored(older(lease.epoch), 'c', 'late')));
    await kv.put('test.d', JSON.stringify(stored(older(lease.epoch), 'd')));
    await kv.put('test.e', JSON.stringify(stored({ lease: 'another', created: lease.epoch.created + 1000, revision: 1 }, 'e', 'foreign')));
    await kv.put('test.f', '{');
    await kv.put('test.g', JSON.stringify(stored(lease.epoch, 'g')));
    await using mirror = new Mirror(store);
    const wrong = Object.fromEntries(['a', 'b', 'c', 'd', 'e', 'f', 'other'].map((subject) => [`test.${subject}`, 'wrong']));
    await vi.waitFor(() => expect(mirror.content).toEqual(wrong), soon);
    await vi.waitFor(async () => {
      // A late write may be ignored by readers whatever it says, so it was written again too.
      expect(await store.read(bucket, 'test.d', signal)).toMatchObject({ value: { document: { epoch: lease.epoch } } });
    }, soon);
    const { last_seq: after } = (await hand.manager.streams.info(stream)).state;
    expect(after).toBe(before + 14);
    await kv.delete('test.other');
    publisher.set('test.a', problem('a', 'better'));
    await publisher.flush();
    await vi.waitFor(() => expect(mirror.content).toMatchObject({ 'test.a': 'better' }), soon);
    expect(mirror.content).not.toHaveProperty('test.other');
  });

  test('writes everything anew when the store was wiped, or the bucket deleted', async ({ open, server, hand, signal }) => {
    const { store } = await open('one');
    await using writing = await publish(store, signal);
    const expected = Object.fromEntries(['a', 'b', 'c'].map((subject) => [`test.${subject}`, 'wrong']));
    for (const subject of ['a', 'b', 'c']) writing.publisher.set(`test.${subject}`, problem(subject));
    await writing.publisher.flush();
    await hand.deleteBucket(bucket);
    writing.publisher.set('test.a', problem('a', 'changed meanwhile'));
    const all = { ...expected, 'test.a': 'changed meanwhile' };
    await using mirror = new Mirror((await open('reader')).store);
    await vi.waitFor(() => expect(mirror.content).toEqual(all), soon);
    await server.wipe();
    await vi.waitFor(() => expect(writing.lease.held()).toBe(false), soon);
    await expect(writing.publisher.flush()).rejects.toThrow(LeaseLost);
    await using again = await publish((await open('next')).store, signal);
    for (const subject of ['a', 'b', 'c']) again.publisher.set(`test.${subject}`, problem(subject));
    await vi.waitFor(() => expect(mirror.content).toEqual(expected), soon);
  });

  test('ends at once when a newer epoch of its lease is seen', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    const kv = await hand.makeBucket(bucket);
    await using writing = await publish(store, signal);
    const { publisher, lease } = writing;
    publisher.set('test.a', problem('a'));
    await publisher.flush();
    const newer = { ...lease.epoch, revision: lease.epoch.revision + 1 };
    await kv.put('test.a', JSON.stringify(stored(newer, 'a', 'of the next')));
    await vi.waitFor(() => expect(lease.held()).toBe(false), soon);
    expect(lease.signal.reason).toBeInstanceOf(LeaseLost);
    publisher.set('test.a', problem('a', 'late'));
    await expect(publisher.flush()).rejects.toThrow(LeaseLost);
    expect(await store.read(bucket, 'test.a', signal)).toMatchObject({ value: { document: { what: 'of the next' } } });
  });

  test("begins with an epoch above a former holder's", async ({ open, hand, signal }) => {
    const { store } = await open('one');
    const former = { lease: name, created: Date.now() + 1_000_000, revision: 7 };
    await (await hand.makeBucket(bucket)).put('test.a', JSON.stringify(stored(former, 'a', 'former')));
    await using writing = await publish(store, signal);
    expect(writing.lease.epoch).toMatchObject({ lease: name, created: former.created + 1 });
    writing.publisher.set('test.a', problem('a'));
    await writing.publisher.flush();
    expect(writing.lease.held()).toBe(true);
    expect(await store.read(bucket, 'test.a', signal)).toMatchObject({ value: { document: { epoch: { created: former.created + 1 } } } });
  });

  test('slows down over a key that somebody else keeps changing, tells it, and that it is over', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    const kv = await hand.makeBucket(bucket);
    await using writing = await publish(store, signal);
    const { publisher } = writing;
    publisher.set('test.a', problem('a'));
    publisher.set('test.b', problem('b'));
    await publisher.flush();
    const key = problemKey('bus-test', 'berth-problems-test.a');
    await using problems = new Mirror(store, key);
    const began = performance.now();
    for (let deletions = 0; deletions < 5; deletions++) {
      const before = await store.read(bucket, 'test.a', signal);
      await kv.delete('test.a');
      await vi.waitFor(async () => {
        const now = await store.read(bucket, 'test.a', signal);
        expect(now?.revision).toBeGreaterThan(before?.revision ?? Number.POSITIVE_INFINITY);
      }, soon);
    }
    expect(performance.now() - began).toBeGreaterThan(900);
    await vi.waitFor(
      () => expect(problems.content).toEqual({ [key]: expect.stringContaining('test.a in berth-problems is deleted') }),
      soon,
    );
    publisher.set('test.b', problem('b', 'not slowed'));
    await publisher.flush();
    await using mirror = new Mirror(store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'wrong', 'test.b': 'not slowed' }), soon);
    await vi.waitFor(() => expect(problems.content).toEqual({}), soon);
  });

  test('clears away what a former holder told of its keys, and nothing else', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    const kv = await hand.makeBucket(bucket);
    const former = { lease: name, created: 1, revision: 7 };
    const ofItsKey = problemKey('bus-test', 'berth-problems-test.a');
    const ofAnother = problemKey('bus-test', 'berth-problems-other.a');
    const ofTheBucket = problemKey('bus-test', 'settings-berth-problems');
    for (const key of [ofItsKey, ofAnother]) await kv.put(key, JSON.stringify(stored(former, key)));
    await using _writing = await publish(store, signal);
    await using problems = new Mirror(store, problemFilter('bus-test'));
    await vi.waitFor(() => expect(Object.keys(problems.content)).toEqual([ofAnother, ofTheBucket]), soon);
  });
});
