/** The whole program between nats-server and a virtual BIG-IP, started and stopped by tests. */
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Log, openNatsStore, type Store, untraced } from '@berth/bus';
import { type ApplierConfig, applierConfig, parseInstallation } from '@berth/installation';
import { type NatsServer, startNats } from '@berth/local-stack';
import type { DesiredBase, DesiredService } from '@berth/messages';
import { ltmApplier } from '../run.ts';
import { Desk } from './desk.ts';
import { installation } from './documents.ts';
import { openDriver, test as withBigip } from './fixtures.ts';

/** How long a condition may take to come true on a slow machine. */
export const soon = { timeout: 60_000, interval: 10 };

/** Short enough that a takeover is waited for. */
const leases = { ttl: 2000, renew: 400, timeout: 400, margin: 400, retry: 100 };

/** A connection of its own to the bus, as each run of a program has. */
export type OpenStore = (log: Log, signal: AbortSignal) => Promise<Store>;

/** One instance of the program. */
export class Program implements AsyncDisposable {
  readonly #config: ApplierConfig;
  readonly #open: OpenStore;
  readonly #lines = new Map<string, number>();
  #running: { readonly end: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(config: ApplierConfig, open: OpenStore) {
    this.#config = config;
    this.#open = open;
  }

  async start(clock: Clock = Date): Promise<void> {
    const end = new AbortController();
    const count = (_fields: object, text: string) => void this.#lines.set(text, this.logged(text) + 1);
    const log: Log = { debug: count, info: count, warn: count, error: count };
    const store = await this.#open(log, end.signal);
    const surroundings = { store, clock, log, tracer: untraced, signal: end.signal };
    const ended = ltmApplier.run(this.#config, surroundings).finally(() => store[Symbol.asyncDispose]());
    this.#running = { end, ended };
  }

  /** How often a text was logged. */
  logged(text: string): number {
    return this.#lines.get(text) ?? 0;
  }

  async stop(): Promise<void> {
    this.#running?.end.abort();
    await this.#running?.ended;
    this.#running = undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }
}

type Elsewhere = {
  /** Puts what these documents ask for on the BIG-IP, and nothing on the bus. */
  fill(base: DesiredBase, ...services: DesiredService[]): Promise<void>;
};

export const test = withBigip
  .extend<{ config: ApplierConfig }>({
    config: async ({ bigip }, use) => {
      const directory = await mkdtemp(join(tmpdir(), 'ltm-applier-'));
      await writeFile(join(directory, 'password'), `${bigip.password}\n`);
      await writeFile(join(directory, 'ca.pem'), bigip.ca);
      const text = `
installation: ${installation}
sites:
  east:
    engines:
      docker1: { url: "unix:///nowhere", address: 192.0.2.1 }
      docker2: { url: "unix:///nowhere", address: 192.0.2.2 }
    bigips:
      edge:
        units: ["${new URL(bigip.url).host}"]
        user: ${bigip.user}
        passwordFile: ${join(directory, 'password')}
        ca: ${join(directory, 'ca.pem')}
applier: { saveAfter: 100ms, reread: 1s, secondRead: 500ms, documents: 1s, orphanAge: 4s, backoff: 300ms }
`;
      await use(applierConfig(parseInstallation('berth.yaml', text).installation));
      await rm(directory, { recursive: true });
    },
  })
  .extend<{ nats: NatsServer }>({
    nats: async ({ task: _task }, use) => {
      const directory = await mkdtemp(join(tmpdir(), 'ltm-applier-nats-'));
      {
        await using nats = await startNats({ directory });
        await use(nats);
      }
      await rm(directory, { recursive: true });
    },
  })
  .extend<{ open: OpenStore }>({
    open: async ({ nats }, use) => {
      await use((log, signal) =>
        openNatsStore({ servers: [nats.url], program: 'ltm-applier', instance: randomUUID(), replicas: 1, leases, log }, signal),
      );
    },
  })
  .extend<{ desk: Desk }>({
    desk: async ({ open }, use) => {
      const quiet = () => undefined;
      await using store = await open({ debug: quiet, info: quiet, warn: quiet, error: quiet }, new AbortController().signal);
      await using desk = new Desk(store);
      await use(desk);
    },
  })
  .extend<{ applier: Program; spare: Program; elsewhere: Elsewhere }>({
    applier: async ({ config, open }, use) => {
      await using program = new Program(config, open);
      await use(program);
    },
    spare: async ({ config, open }, use) => {
      await using program = new Program(config, open);
      await use(program);
    },
    elsewhere: async ({ bigip }, use) => {
      await use({
        fill: async (base, ...services) => {
          await using driver = await openDriver(bigip);
          await driver.apply(base, ...services);
        },
      });
    },
  });
