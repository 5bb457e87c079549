/** What Berth wrote is brought to the other unit of a pair, and nothing of it is taken for somebody else's. */
import { getSyncStatus, openSession, type Session, within } from '@berth/icontrol';
import { BigipName } from '@berth/messages';
import { VirtualDeviceGroup } from '@berth/virtual-bigip';
import { expect, test as plain } from 'vitest';
import { Synchroniser, type SynchroniserOptions } from './synchroniser.ts';
import type { SyncSeen } from './unit-watch.ts';

const until = () => within(30_000, new AbortController().signal);
const silent = () => undefined;
let pools = 0;

/** A pair, with what its applier does to the active unit. */
class Pair implements AsyncDisposable {
  readonly synchroniser: Synchroniser;
  /** That of another of its appliers. */
  readonly another: Synchroniser;
  /** What is done while the other unit is saved: the push is over then. */
  onSave: () => void = silent;
  readonly #group: VirtualDeviceGroup;
  readonly #session: Session;
  #seen: SyncSeen | undefined;

  private constructor(group: VirtualDeviceGroup, session: Session) {
    this.#group = group;
    this.#session = session;
    const options: SynchroniserOptions = {
      bigip: { name: BigipName.parse('edge'), partition: 'Common', sync: 'own-changes' },
      timing: { syncAfter: 10_000, syncEvery: 60_000, requestTimeout: 30_000 },
      turn: () => Promise.resolve({ [Symbol.asyncDispose]: () => Promise.resolve() }),
      seen: () => this.#seen,
      isAnotherWaiting: () => Promise.resolve(false),
      heard: () => 'all',
      others: () => {
        this.onSave();
        return [];
      },
      clock: { now: Date.now },
      log: { debug: silent, info: silent, warn: silent, error: silent },
    };
    this.synchroniser = new Synchroniser(options, undefined);
    this.another = new Synchroniser(options, undefined);
  }

  static async start(): Promise<Pair> {
    const group = await VirtualDeviceGroup.start();
    const { url, user, password, ca } = group.unit(0);
    const account = { unit: new URL(url).host, user, password, trust: { kind: 'ca', pem: ca } as const, requestTimeout: 30_000 };
    return new Pair(group, await openSession(account, until().signal));
  }

  /** The unit is asked how it stands, as it is now and then. */
  async look(): Promise<string> {
    const asked = performance.now();
    this.#seen = { ...(await this.#session.peek(getSyncStatus(), until())), asked };
    return this.#seen.status;
  }

  /** How often it was told to synchronise. */
  get synchronisations(): number {
    return this.#group
      .unit(0)
      .requests.writesSince(0)
      .filter(({ path }) => path === '/mgmt/tm/cm').length;
  }

  send(by = this.synchroniser): void {
    by.writing(this.#session.unit);
    this.#group.unit(0).edit('POST', 'ltm/pool', { name: `pool${++pools}` });
  }

  async synchronise(by = this.synchroniser, limit = until()): Promise<void> {
    by.begin(this.#session, limit, silent);
    await by.ended();
  }

  /** From now on it doesn't answer how the group is. */
  hang(): void {
    this.#group.unit(0).fault({ kind: 'hang', path: '/mgmt/tm/cm/sync-status' });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#session[Symbol.asyncDispose]();
    await this.#group[Symbol.asyncDispose]();
  }
}

const test = plain.extend<{ pair: Pair }>({
  pair: async ({ task: _task }, use) => {
    await using pair = await Pair.start();
    expect(await pair.look()).toBe('In Sync');
    await use(pair);
  },
});

test('what is written right after a synchronisation is ours alone, though the unit was asked last before it', async ({ pair }) => {
  pair.send();
  pair.synchroniser.written();
  expect(await pair.look()).toBe('Changes Pending');
  await pair.synchronise();
  expect(pair.synchroniser.unsynchronised).toBeUndefined();
  pair.send();
  expect(pair.synchroniser.unsynchronised).toMatchObject({ changes: 'own' });
});

test('what was under way during a synchronisation is brought over by the next', async ({ pair }) => {
  pair.send();
  pair.onSave = () => pair.synchroniser.written();
  await pair.synchronise();
  expect(pair.synchroniser.unsynchronised).toMatchObject({ changes: 'own' });
  pair.onSave = silent;
  await pair.synchronise();
  expect(pair.synchroniser.unsynchronised).toBeUndefined();
});

test('what another applier brought over needs no synchronisation of its own', async ({ pair }) => {
  pair.send();
  pair.send(pair.another);
  await pair.look();
  await pair.synchronise();
  expect(pair.another.unsynchronised).toMatchObject({ changes: 'own' });
  await pair.synchronise(pair.another);
  expect(pair.another.unsynchronised).toBeUndefined();
  expect(pair.synchronisations).toBe(1);
});

test('no question is waited for beyond the deadline of the lease', async ({ pair }) => {
  pair.send();
  pair.hang();
  const deadline = performance.now() + 1500;
  await pair.synchronise(undefined, { signal: new AbortController().signal, deadline: () => deadline });
  // Its own patience is 5 s.
  expect(performance.now() - deadline).toBeLessThan(3000);
  expect(pair.synchroniser.unsynchronised?.reason).toMatch(/no answer/);
});
