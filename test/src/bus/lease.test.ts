/** Leases on a real nats-server: one holder at a time, whatever happens to holders, cables and servers. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Lease } from '@berth/bus';
import { type OwnProcess, startProgram } from '@berth/local-stack';
import { compareEpochs, type Epoch, LeaseRecord } from '@berth/messages';
import { describe, expect, vi } from 'vitest';
import { problem, shortLeases } from './documents.ts';
import type { Hand } from './hand.ts';
import { test as onNats, soon } from './on-nats.ts';

const name = 'keeper.here';
const asProgram = { program: 'test' };

/** A program of its own that holds the lease and writes under it all the time. */
type Holder = { readonly process: OwnProcess; told(): Promise<{ won?: Epoch; lost?: string }[]> };

const test = onNats.extend<{ holder: (instance: string) => Promise<Holder> }>({
  holder: async ({ server, directory }, use) => {
    await using processes = new AsyncDisposableStack();
    await use(async (instance) => {
      const file = join(directory, `${instance}.told`);
      const process = processes.use(
        await startProgram({
          name: instance,
          entry: join(import.meta.dirname, 'holder.ts'),
          args: [server.url, instance, file],
          logFile: join(directory, `${instance}.log`),
        }),
      );
      const told = async () =>
        (await readFile(file, 'utf8'))
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line));
      await process.untilReady(
        soon.timeout,
        async () =>
          await told().then(
            ({ length }) => length > 0,
            () => false,
          ),
      );
      return { process, told };
    });
  },
});

async function record(hand: Hand): Promise<LeaseRecord & { readonly revision: number }> {
  // A server of version 2.9 may not be asked for a message before there is one.
  const { state } = await hand.manager.streams.info('KV_berth-leases');
  const entry = state.messages === 0 ? null : await (await hand.bucket('berth-leases')).get(name);
  if (entry === null) throw new Error('there is no record');
  return { ...LeaseRecord.parse(entry.json()), revision: entry.revision };
}

async function endOf(lease: Lease): Promise<number> {
  const { promise, resolve } = Promise.withResolvers<void>();
  if (lease.signal.aborted) resolve();
  lease.signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  return performance.now();
}

describe.concurrent('a lease', () => {
  test('has one holder at a time, and everyone who waits gets it', async ({ open, signal }) => {
    const epochs: Epoch[] = [];
    let holders = 0;
    const hold = async (instance: string) => {
      const { store } = await open(instance);
      await using lease = await store.lease(name, asProgram, signal);
      epochs.push(lease.epoch);
      holders++;
      expect(holders).toBe(1);
      const deadline = lease.deadline();
      // By the first renewal, all who wait have tried.
      await vi.waitFor(() => expect(lease.deadline()).toBeGreaterThan(deadline + 100), soon);
      expect(lease.held()).toBe(true);
      expect(holders).toBe(1);
      holders--;
    };
    await Promise.all(Array.from({ length: 6 }, (_, index) => hold(`instance-${index}`)));
    expect(epochs).toHaveLength(6);
    expect(epochs.toSorted(compareEpochs)).toEqual(epochs);
  });

  test('is kept by renewing, far past the life of one record', async ({ open, hand, signal }) => {
    const { store } = await open('one', { leases: shortLeases });
    await using lease = await store.lease(name, asProgram, signal);
    const { revision } = await record(hand);
    expect(revision).toBe(lease.epoch.revision);
    await vi.waitFor(async () => expect((await record(hand)).revision).toBeGreaterThan(revision + 11), soon);
    expect(lease.held()).toBe(true);
    expect(await record(hand)).toMatchObject({ instance: 'one', program: 'test', won: lease.epoch.revision });
  });

  test('goes to a spare at once when it is given back', async ({ open, signal }) => {
    const patient = { ttl: 60_000, renew: 12_000, timeout: 1000, margin: 2000, retry: 30_000 };
    const first = await (await open('one', { leases: patient })).store.lease(name, asProgram, signal);
    const spare = await open('two', { leases: patient });
    const waiting = spare.store.lease(name, asProgram, signal);
    // It waits as soon as it watches.
    await vi.waitFor(() => expect(spare.logged('waiting for a lease')).toBe(1), soon);
    await first[Symbol.asyncDispose]();
    expect(first.held()).toBe(false);
    await using second = await waiting;
    expect(compareEpochs(second.epoch, first.epoch)).toBeGreaterThan(0);
  });

  test('ends by its own clock while NATS is away, before anybody else could hold it', async ({ open, server, signal }) => {
    const { store } = await open('one', { leases: shortLeases });
    await using lease = await store.lease(name, asProgram, signal);
    await server.kill();
    const killed = performance.now();
    const deadline = lease.deadline();
    expect(deadline - killed).toBeLessThanOrEqual(shortLeases.ttl - shortLeases.margin);
    // The wall clock counts whole milliseconds.
    expect(await endOf(lease)).toBeGreaterThanOrEqual(deadline - 2);
    expect(lease.held()).toBe(false);
    await server.start();
    await using again = await store.lease(name, asProgram, signal);
    expect(compareEpochs(again.epoch, lease.epoch)).toBeGreaterThan(0);
  });

  test('passes to a spare when its holder is killed', async ({ open, holder, signal }) => {
    const { process, told } = await holder('killed');
    const waiting = (await open('spare', { leases: shortLeases })).store.lease(name, asProgram, signal);
    await process.kill();
    const killed = performance.now();
    await using lease = await waiting;
    // Life of the record, a try, and a slow machine.
    expect(performance.now() - killed).toBeLessThan(shortLeases.ttl + 2 * shortLeases.retry + 3000);
    const [first] = await told();
    expect(first?.won && compareEpochs(lease.epoch, first.won)).toBeGreaterThan(0);
  });

  test('is lost by a holder that was stopped and woke up, and what it writes then does not last', async ({ open, holder, signal }) => {
    const { process, told } = await holder('sleeper');
    const { store } = await open('spare', { leases: shortLeases });
    const waiting = store.lease(name, asProgram, signal);
    process.signal('SIGSTOP');
    await using lease = await waiting;
    await using publisher = await store.publisher('berth-problems', { filter: 'test.>', lease }, signal);
    publisher.set('test.a', problem('a', 'of the spare'));
    await publisher.flush();
    process.signal('SIGCONT');
    await vi.waitFor(async () => expect(await told()).toContainEqual({ lost: `lease ${name} is not held any more` }), soon);
    const ours = { value: { document: { what: 'of the spare', epoch: lease.epoch } } };
    await vi.waitFor(async () => expect(await store.read('berth-problems', 'test.a', signal)).toMatchObject(ours), soon);
    await process.kill();
    expect(await store.read('berth-problems', 'test.a', signal)).toMatchObject(ours);
    expect(lease.held()).toBe(true);
  });

  test('survives a renewal whose answer is lost', async ({ open, cable, hand, signal }) => {
    const leases = { ttl: 10_000, renew: 300, timeout: 300, margin: 1000, retry: 50 };
    const { store, logged } = await open('one', { servers: [cable.url], leases });
    await using lease = await store.lease(name, asProgram, signal);
    const { epoch } = lease;
    cable.mute();
    const muted = await record(hand);
    await vi.waitFor(async () => expect((await record(hand)).revision).toBeGreaterThan(muted.revision), soon);
    await vi.waitFor(() => expect(logged('could not renew a lease yet')).toBeGreaterThan(0), soon);
    cable.cut();
    await vi.waitFor(() => expect(store.connected()).toBe(false), soon);
    cable.mend();
    const mended = await record(hand);
    await vi.waitFor(async () => expect((await record(hand)).revision).toBeGreaterThan(mended.revision + 1), soon);
    expect(lease.held()).toBe(true);
    expect(lease.epoch).toEqual(epoch);
    expect(await record(hand)).toMatchObject({ won: epoch.revision });
  });

  test('is won by its own record when the answer to winning is lost', async ({ open, cable, hand, signal }) => {
    const leases = { ttl: 60_000, renew: 12_000, timeout: 300, margin: 2000, retry: 30_000 };
    const { store } = await open('one', { servers: [cable.url], leases });
    cable.muteAt(`HPUB $KV.berth-leases.${name} `);
    const winning = store.lease(name, asProgram, signal);
    await vi.waitFor(async () => expect(await record(hand)).toMatchObject({ instance: 'one' }), soon);
    cable.cut();
    await vi.waitFor(() => expect(store.connected()).toBe(false), soon);
    cable.mend();
    await using lease = await winning;
    expect(lease.held()).toBe(true);
    expect(await record(hand)).toMatchObject({ instance: 'one', revision: lease.epoch.revision });
  });

  test('is lost when its bucket is wiped, and the next one has a greater epoch', async ({ open, hand, signal }) => {
    const { store } = await open('one');
    const lease = await store.lease(name, asProgram, signal);
    await hand.deleteBucket('berth-leases');
    await endOf(lease);
    await lease[Symbol.asyncDispose]();
    await using next = await store.lease(name, asProgram, signal);
    expect(next.epoch.revision).toBe(1);
    expect(compareEpochs(next.epoch, lease.epoch)).toBeGreaterThan(0);
  });

  test('is lost when somebody else wrote its record', async ({ open, hand, signal }) => {
    const { store } = await open('one', { leases: shortLeases });
    await using lease = await store.lease(name, asProgram, signal);
    await (await hand.bucket('berth-leases')).put(name, JSON.stringify({ v: 1, instance: 'thief', program: 'test' }));
    await endOf(lease);
    expect(await record(hand)).toMatchObject({ instance: 'thief' });
    // That one isn't renewed, so it ends by itself.
    await lease[Symbol.asyncDispose]();
    await using again = await store.lease(name, asProgram, signal);
    expect(again.held()).toBe(true);
  });

  test('is asked for once at a time by one program, and no longer when its signal aborts', async ({ open, signal }) => {
    const { store } = await open('one');
    await using _lease = await store.lease(name, asProgram, signal);
    await expect(store.lease(name, asProgram, signal)).rejects.toThrow('already holds the lease keeper.here');
    const spare = await open('two');
    const end = new AbortController();
    const waiting = spare.store.lease(name, asProgram, end.signal);
    end.abort(new Error('enough'));
    await expect(waiting).rejects.toThrow('enough');
  });
});
