import { setImmediate as turn } from 'node:timers/promises';
import type { Store } from '@berth/bus';
import { statusKey } from '@berth/messages';
import { afterEach, expect, test, vi } from 'vitest';
import { checkTopic, followTopic } from './topic.ts';

type Followed = Pick<Store, 'subscribe' | 'watch'>;
const { signal } = new AbortController();
const silence: Followed['subscribe'] = async function* (): AsyncGenerator<never> {};
/** As to a user who may not read it. */
const unanswered: Followed['watch'] = async function* (_bucket, _filter, end): AsyncGenerator<never> {
  yield* [];
  while (!end.aborted) await turn();
};

afterEach(() => vi.restoreAllMocks());

test.for(['berth.status.route.edge', 'berth.status.route.edge.*', `berth.status.${statusKey('route', 'edge', '192.0.2.2')}`])(
  '%s is a topic: a unit with routes of its own tells how far it is too',
  (topic) => {
    expect(() => checkTopic(topic)).not.toThrow();
  },
);

test('who may not listen is told so, also while what is there is still read', async () => {
  const store: Followed = {
    subscribe: async function* (): AsyncGenerator<never> {
      yield* [];
      throw new Error('Permissions Violation');
    },
    watch: async function* (): AsyncGenerator<never> {
      yield* [];
      await turn();
      await turn();
    },
  };
  await expect(followTopic(store, 'berth.engine.>', signal).next()).rejects.toThrow('Permissions Violation');
});

test('one limit counts for all that is there, in however many buckets', async () => {
  vi.spyOn(AbortSignal, 'timeout').mockReturnValueOnce(AbortSignal.abort()).mockReturnValue(signal);
  expect(await followTopic({ subscribe: silence, watch: unanswered }, 'berth.>', signal).next()).toMatchObject({ done: true });
}, 5000);
