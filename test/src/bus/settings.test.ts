/** Buckets and streams that were made with other settings than ours are told, never used in silence. */
import { problemFilter } from '@berth/messages';
import { DiscardPolicy } from '@nats-io/jetstream';
import { describe, expect, vi } from 'vitest';
import { shortLeases, stored } from './documents.ts';
import { Mirror } from './mirror.ts';
import { soon, test } from './on-nats.ts';

const epoch = { lease: 'test', created: 1, revision: 1 };

describe.concurrent('settings', () => {
  test('of a bucket made by others are told until it is made anew', async ({ open, hand, signal }) => {
    await hand.makeBucket('berth-status');
    const { store } = await open('one');
    await using problems = new Mirror(store, problemFilter('bus-test'));
    await using lease = await store.lease('keeper.here', { program: 'test' }, signal);
    await using _publisher = await store.publisher('berth-status', { filter: 'ltm.edge', lease }, signal);
    const difference = expect.stringMatching(/^berth-status has other settings .*republish is undefined, not /);
    await vi.waitFor(() => expect(Object.values(problems.content)).toEqual([difference]), soon);
    await hand.deleteBucket('berth-status');
    await vi.waitFor(() => expect(problems.content).toEqual({}), soon);
    expect((await hand.manager.streams.info('KV_berth-status')).config.republish?.dest).toBe('berth.status.>');
  });

  test('of a lease bucket with a shorter life end a lease sooner', async ({ open, hand, signal }) => {
    const short = 1_500_000_000;
    const { store } = await open('one', { leases: shortLeases });
    await hand.manager.streams.add({
      name: 'KV_berth-leases',
      subjects: ['$KV.berth-leases.>'],
      max_age: short,
      max_msgs_per_subject: 1,
      duplicate_window: short,
    });
    await using lease = await store.lease('keeper.here', { program: 'test' }, signal);
    expect(lease.deadline() - performance.now()).toBeLessThanOrEqual(1500 - shortLeases.margin);
    expect(lease.held()).toBe(true);
  });

  test('of a stream made by others are told', async ({ open, hand, signal }) => {
    await hand.manager.streams.add({ name: 'berth-audit', subjects: ['berth.audit.>'], discard: DiscardPolicy.New, max_msgs: 10 });
    const { store } = await open('one');
    await using problems = new Mirror(store, problemFilter('bus-test'));
    await using _lease = await store.lease('keeper.here', { program: 'test' }, signal);
    store.publish('berth.audit.ltm.edge', {});
    await vi.waitFor(
      () => expect(Object.values(problems.content)).toEqual([expect.stringMatching(/^berth-audit has other settings/)]),
      soon,
    );
  });

  test('are not told by who only reads', async ({ open, hand, signal }) => {
    const kv = await hand.makeBucket('berth-problems');
    const { store, logged } = await open('one');
    await kv.put('test.a', JSON.stringify(stored(epoch, 'a')));
    await using mirror = new Mirror(store);
    await vi.waitFor(() => expect(mirror.content).toEqual({ 'test.a': 'wrong' }), soon);
    expect(logged('found other settings than the configuration asks for')).toBe(1);
    expect((await hand.manager.streams.info('KV_berth-problems')).state.last_seq).toBe(1);
    expect(await store.read('berth-problems', 'test.a', signal)).toBeDefined();
  });
});
