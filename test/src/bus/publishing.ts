/** A publisher of problems under a lease of its own. */
import type { Lease, Publisher, Store } from '@berth/bus';
import type { Problem } from '@berth/messages';

export const bucket = 'berth-problems';
/** Of its lease. */
export const name = 'keeper.here';
export const stream = `KV_${bucket}`;

type Publishing = AsyncDisposable & { readonly lease: Lease; readonly publisher: Publisher<Problem> };

export async function publish(store: Store, signal: AbortSignal, filter = 'test.>'): Promise<Publishing> {
  await using stack = new AsyncDisposableStack();
  const lease = stack.use(await store.lease(name, { program: 'test' }, signal));
  const publisher = stack.use(await store.publisher(bucket, { filter, lease }, signal));
  const end = stack.move();
  return { lease, publisher, [Symbol.asyncDispose]: () => end.disposeAsync() };
}
