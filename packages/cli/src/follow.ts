/** Follows everything that happens, from now on. */
import { setImmediate as turn } from 'node:timers/promises';
import type { Store } from '@berth/bus';
import type { Happening } from './happening.ts';
import { Story } from './story.ts';

/** One happening after the other, until `signal` aborts. */
export async function* followHappenings(store: Store, signal: AbortSignal): AsyncGenerator<Happening, void, undefined> {
  const ended = new AbortController();
  const end = AbortSignal.any([signal, ended.signal]);
  const story = new Story();
  const told: Happening[] = [];
  let wake: () => void = () => undefined;
  const follow = async <T>(source: AsyncIterable<T>, tell: (item: T) => Happening[], first?: () => Promise<unknown>) => {
    try {
      for await (const item of source) {
        await first?.();
        told.push(...tell(item));
        wake();
      }
    } finally {
      ended.abort();
      wake();
    }
  };
  const following = Promise.allSettled([
    follow(store.subscribe('berth.container.>', end), (message) => story.container(message)),
    follow(store.subscribe('berth.desired.>', end), (message) => story.desired(message)),
    // The event that a write answers came before it, but on another subscription: that one's turn is first.
    follow(store.subscribe('berth.audit.>', end), (message) => story.audit(message), turn),
    follow(store.watch('berth-problems', '>', end), (batch) => story.problems(batch)),
    follow(store.watch('berth-status', '>', end), (batch) => story.statuses(batch)),
  ]);
  try {
    for (;;) {
      yield* told.splice(0);
      if (end.aborted) break;
      const { promise, resolve } = Promise.withResolvers<void>();
      wake = resolve;
      if (told.length === 0) await promise;
    }
  } finally {
    ended.abort();
    await following;
  }
  for (const source of await following) if (source.status === 'rejected' && !signal.aborted) throw source.reason;
}
