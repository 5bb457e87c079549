/** What the bus's tests need: a nats-server of their own, stores on it, and a hand that writes past every rule. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Log, type NatsStoreOptions, openNatsStore, type Store } from '@berth/bus';
import { type NatsServer, startNats } from '@berth/local-stack';
import { test as plain } from 'vitest';
import { Cable } from './cable.ts';
import { steadyLeases } from './documents.ts';
import { Hand } from './hand.ts';

/** How long a condition may take to come true on a slow machine. */
export const soon = { timeout: 20_000, interval: 5 };

/** A store, and what it logged. */
type Client = { readonly store: Store; readonly logged: (text: string) => number };

export type OpenStore = (instance: string, options?: Partial<NatsStoreOptions>) => Promise<Client>;

export const test = plain
  .extend<{ directory: string; signal: AbortSignal }>({
    directory: async ({ task: _task }, use) => {
      const directory = await mkdtemp(join(tmpdir(), 'berth-bus-'));
      await use(directory);
      await rm(directory, { recursive: true });
    },
    signal: async ({ task: _task }, use) => {
      const end = new AbortController();
      await use(end.signal);
      end.abort();
    },
  })
  .extend<{ server: NatsServer }>({
    server: async ({ directory }, use) => {
      await using server = await startNats({ directory });
      await use(server);
    },
  })
  .extend<{ hand: Hand; cable: Cable; open: OpenStore }>({
    hand: async ({ server }, use) => {
      await using hand = await Hand.at(server.url);
      await use(hand);
    },
    cable: async ({ server }, use) => {
      await using cable = await Cable.to(server.port);
      await use(cable);
    },
    open: async ({ server, signal }, use) => {
      await using stores = new AsyncDisposableStack();
      await use(async (instance, options = {}) => {
        const lines = new Map<string, number>();
        const count = (_fields: object, text: string) => void lines.set(text, (lines.get(text) ?? 0) + 1);
        const log: Log = { debug: count, info: count, warn: count, error: count };
        const defaults = { servers: [server.url], program: 'test', instance, replicas: 1, leases: steadyLeases, log };
        const store = stores.use(await openNatsStore({ ...defaults, ...options }, signal));
        return { store, logged: (text) => lines.get(text) ?? 0 };
      });
    },
  });
