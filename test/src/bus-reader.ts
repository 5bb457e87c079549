/** What the bus says of a laboratory's installation. */
import type { Entry, Store } from '@berth/bus';
import { waitUntil } from '@berth/local-stack';
import { type BucketName, type Documents, type Epoch, planKey, type Status, statusKey, targetFilter } from '@berth/messages';
import type { Laboratory } from './laboratory.ts';
import { documentIn, openTestStore } from './test-store.ts';

const bigip = 'edge';
const patience = 90_000;

/** Who writes what now: the epochs change when another holder of the lease has begun its work. */
export type Writers = { readonly planner: Epoch; readonly applier: Epoch };

export class BusReader implements AsyncDisposable {
  readonly #store: Store;
  readonly #end = new AbortController();

  private constructor(store: Store) {
    this.#store = store;
  }

  static async open({ nats }: Pick<Laboratory, 'nats'>): Promise<BusReader> {
    return new BusReader(await openTestStore(nats));
  }

  /** Who plans and applies now, once all that is planned is on the BIG-IP; not before both differ from `before` where it names them. */
  async settled(before: Partial<Writers> = {}): Promise<Writers> {
    return await waitUntil('the BIG-IP to be as the documents say', patience, async () => {
      const [plan, status, documents] = await Promise.all([
        this.#document('berth-desired', planKey('ltm', bigip)),
        this.#document('berth-status', statusKey('ltm', bigip)),
        this.#all('berth-desired', targetFilter('ltm', bigip)),
      ]);
      if (plan === undefined || status === undefined || !isDone(status, documents)) return undefined;
      const [planner, applier] = [plan.epoch, status.epoch];
      const isNew = !isSame(planner, before.planner) && !isSame(applier, before.applier);
      return isNew ? { planner, applier } : undefined;
    });
  }

  async #document<B extends BucketName>(bucket: B, key: string): Promise<Documents[B] | undefined> {
    return await documentIn(this.#store, bucket, key, this.#end.signal);
  }

  async #all<B extends BucketName>(bucket: B, filter: string): Promise<readonly Entry<Documents[B]>[]> {
    for await (const { entries } of this.#store.watch(bucket, filter, this.#end.signal)) return entries;
    return [];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await this.#store[Symbol.asyncDispose]();
  }
}

/** `=plan` is nothing to apply. */
function isDone({ state, behindBy, appliedTo }: Status, documents: readonly Entry<Documents['berth-desired']>[]): boolean {
  const newest = Math.max(0, ...documents.filter(({ key }) => !key.endsWith('.=plan')).map(({ revision }) => revision));
  return state.kind === 'active' && behindBy === 0 && appliedTo >= newest;
}

function isSame(a: Epoch, b: Epoch | undefined): boolean {
  return a.created === b?.created && a.revision === b.revision;
}
