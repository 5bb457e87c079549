/** A publisher over a real nats-server: what it writes, and when that is there. */
import { LeaseLost } from '@berth/bus';
import { problemFilter } from '@berth/messages';
import { describe, expect, vi } from 'vitest';
import { problem, shortLeases, steadyLeases } from './documents.ts';
import { Mirror } from './mirror.ts';
import { soon, test } from './on-nats.ts';
import { bucket, name, publish, stream } from './publishing.ts';

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
