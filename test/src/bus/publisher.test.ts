/** Publishers on a real nats-server: what they were told to keep is what is stored in the end, whatever happens. */
import { type Lease, LeaseLost, type Publisher, type Store } from '@berth/bus';
import { type Epoch, type Problem, problemFilter, problemKey } from '@berth/messages';
import { describe, expect, vi } from 'vitest';
import { problem, shortLeases, steadyLeases, stored } from './documents.ts';
import { Mirror } from './mirror.ts';
import { soon, test } from './on-nats.ts';

const bucket = 'berth-problems';
const name = 'keeper.here';
const stream = `KV_${bucket}`;

type Publishing = AsyncDisposable & { readonly lease: Lease; readonly publisher: Publisher<Problem> };

async function publish(store: Store, signal: AbortSignal, filter = 'test.>'): Promise<Publishing> {
  await using stack = new AsyncDisposableStack();
  const lease = stack.use(await store.lease(name, { program: 'test' }, signal));
  const publisher = stack.use(await store.publisher(bucket, { filter, lease }, signal));
  const end = stack.move();
  return { lease, publisher, [Symbol.asyncDispose]: () => end.disposeAsync() };
}

function older({ lease, created, revision }: Epoch): Epoch {
  return { lease, created: created - 1, revision: revision + 1000 };
}

describe.concurrent('a publisher', () => {
  test('writes what differs from what is stored, and nothing else', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    {
      await using writing = await publish(store, signal);
      for (const subject of ['a', 'b', 'c']) writing.publisher.set(`test.${subject}`, problem(subject));
      await writing.publisher.flush();
    }
    const { state } = await hand.manager.streams.info(stream);
    await using next = await publish(store, signal);
    expect([...next.publisher.stored.keys()]).toEqual(['test.a', 'test.b', 'test.c']);
    for (const subject of ['a', 'b', 'c']) next.publisher.set(`test.${subject}`, problem(subject));
    await next.publisher.flush();
    expect((await hand.manager.streams.info(stream)).state.last_seq).toBe(state.last_seq);
    expect(next.publisher.revision('test.a')).toBeUndefined();
    next.publisher.set('test.b', problem('b', 'worse'));
    next.publisher.delete('test.c');
    next.publisher.delete('test.d');
    await next.publisher.flush();
    expect((await hand.manager.streams.info(stream)).state.last_seq).toBe(state.last_seq + 2);
    expect(await store.read(bucket, 'test.b', signal)).toMatchObject({
      revision: next.publisher.revision('test.b'),
      value: { document: { what: 'worse', epoch: next.lease.epoch } },
    });
    expect(await store.read(bucket, 'test.c', signal)).toBeUndefined();
    next.publisher.set('test.c', problem('c', 'again'));
    await next.publisher.flush();
    expect(await store.read(bucket, 'test.c', signal)).toMatchObject({ value: { document: { what: 'again' } } });
  });

  test('lets the newest value win, and writes no key twice at a time', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    await using writing = await publish(store, signal);
    for (let round = 0; round < 500; round++)
      for (const subject of ['a', 'b', 'c']) writing.publisher.set(`test.${subject}`, problem(subject, `round ${round}`));
    await writing.publisher.flush();
    await using mirror = new Mirror(store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'round 499', 'test.b': 'round 499', 'test.c': 'round 499' }), soon);
    expect((await hand.manager.streams.info(stream)).state.last_seq).toBe(6);
  });

  test('is not kept waiting by a value that is set all the time', async ({ open, signal }) => {
    const { store } = await open('one');
    await using writing = await publish(store, signal);
    let round = 0;
    let setting: boolean = true;
    const busy = () => {
      writing.publisher.set('test.busy', problem('busy', `round ${round++}`));
      if (setting) setImmediate(busy);
    };
    busy();
    writing.publisher.set('test.a', problem('a'));
    await writing.publisher.flush();
    expect(await store.read(bucket, 'test.a', signal)).toBeDefined();
    setting = false;
  });

  test('heals what others do to its keys, and leaves keys alone that it was never told of', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    await store.compareAndSet(bucket, 'test.other', stored({ lease: name, created: 1, revision: 1 }, 'other'), undefined, signal);
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

  test('finds out what became of a write without an answer', async ({ open, cable, hand, signal }) => {
    const { store } = await open('reader');
    const far = await open('writer', {
      servers: [cable.url],
      leases: { ...steadyLeases, renew: 4000 },
    });
    await using writing = await publish(far.store, signal);
    const { publisher } = writing;
    publisher.set('test.a', problem('a'));
    publisher.set('test.b', problem('b'));
    await publisher.flush();
    cable.mute();
    publisher.set('test.a', problem('a', 'arrived'));
    await vi.waitFor(async () => {
      expect(await store.read(bucket, 'test.a', signal)).toMatchObject({ value: { document: { what: 'arrived' } } });
    }, soon);
    cable.cut();
    await vi.waitFor(() => expect(far.store.connected()).toBe(false), soon);
    publisher.set('test.b', problem('b', 'said while cut off'));
    const { last_seq: before } = (await hand.manager.streams.info(stream)).state;
    cable.mend();
    await publisher.flush();
    await using mirror = new Mirror(store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'arrived', 'test.b': 'said while cut off' }), soon);
    expect(publisher.revision('test.a')).toBe(mirror.revisions.get('test.a'));
    expect((await hand.manager.streams.info(stream)).state.last_seq).toBe(before + 1);
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

  test('writes what was set last when it ends, also when its signal has aborted', async ({ open, signal }) => {
    const { store } = await open('one');
    const end = new AbortController();
    {
      await using writing = await publish(store, end.signal);
      writing.publisher.set('test.a', problem('a'));
      await writing.publisher.flush();
      end.abort();
      writing.publisher.set('test.a', problem('a', 'last words'));
    }
    expect(await store.read(bucket, 'test.a', signal)).toMatchObject({ value: { document: { what: 'last words' } } });
  });

  test('leaves a document alone that NATS does not take for its size, and tells it until it is smaller', async ({ open, signal }) => {
    const { store } = await open('one');
    await using writing = await publish(store, signal);
    const { publisher } = writing;
    publisher.set('test.a', problem('a', 'small'));
    publisher.set('test.a', problem('a', 'x'.repeat(1_048_576)));
    publisher.set('test.b', problem('b'));
    await publisher.flush();
    await using mirror = new Mirror(store);
    await using problems = new Mirror(store, problemFilter('bus-test'));
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'small', 'test.b': 'wrong' }), soon);
    await vi.waitFor(() => expect(Object.values(problems.content)).toEqual([expect.stringContaining('NATS takes 1048576')]), soon);
    publisher.set('test.a', problem('a', 'small again'));
    await vi.waitFor(() => expect(mirror.content).toMatchObject({ 'test.a': 'small again' }), soon);
    await vi.waitFor(() => expect(problems.content).toEqual({}), soon);
  });

  test('is not opened when its signal aborts or its lease is lost', async ({ open, server }) => {
    const { store } = await open('one', { leases: shortLeases });
    const never = new AbortController().signal;
    const lease = await store.lease(name, { program: 'test' }, never);
    await server.kill();
    const end = new AbortController();
    const opening = store.publisher(bucket, { filter: 'test.>', lease }, end.signal);
    const lost = store.publisher(bucket, { filter: 'test.>', lease }, never);
    end.abort(new Error('enough'));
    await expect(opening).rejects.toThrow('enough');
    await expect(lost).rejects.toThrow(LeaseLost);
    await lease[Symbol.asyncDispose]();
  });
});
