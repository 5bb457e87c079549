/** The whole program between a bus and a virtual BIG-IP, started and stopped by tests. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Log, Store } from '@berth/bus';
import { type ApplierConfig, applierConfig, parseInstallation } from '@berth/installation';
import type { DesiredBase, DesiredService } from '@berth/messages';
import { run } from '../run.ts';
import { Desk } from './desk.ts';
import { installation } from './documents.ts';
import { Driver } from './driver.ts';
import { test as withBigip } from './fixtures.ts';
import { MemoryStore } from './memory-store.ts';

/** How long a condition may take to come true on a slow machine. */
export const soon = { timeout: 20_000, interval: 10 };

/** One instance of the program. */
export class Program implements AsyncDisposable {
  readonly #config: ApplierConfig;
  readonly #store: Store;
  readonly #lines = new Map<string, number>();
  #running: { readonly end: AbortController; readonly ended: Promise<void> } | undefined;

  constructor(config: ApplierConfig, store: Store) {
    this.#config = config;
    this.#store = store;
  }

  async start(): Promise<void> {
    const end = new AbortController();
    const count = (_fields: object, text: string) => void this.#lines.set(text, this.logged(text) + 1);
    const log: Log = { debug: count, info: count, warn: count, error: count };
    const ended = run(this.#config, { store: this.#store, clock: Date, log, signal: end.signal });
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
applier: { saveAfter: 100ms, reread: 1s, secondRead: 500ms, documents: 1s, orphanAge: 2s, backoff: 300ms }
`;
      await use(applierConfig(parseInstallation('berth.yaml', text).installation));
      await rm(directory, { recursive: true });
    },
  })
  .extend<{ store: Store }>({
    store: async ({ task: _task }, use) => {
      await use(new MemoryStore());
    },
  })
  .extend<{ desk: Desk }>({
    desk: async ({ store }, use) => {
      await using desk = new Desk(store);
      await use(desk);
    },
  })
  .extend<{ applier: Program; spare: Program; elsewhere: Elsewhere }>({
    applier: async ({ config, store }, use) => {
      await using program = new Program(config, store);
      await use(program);
    },
    spare: async ({ config, store }, use) => {
      await using program = new Program(config, store);
      await use(program);
    },
    elsewhere: async ({ bigip }, use) => {
      await use({
        fill: async (base, ...services) => {
          await using driver = await Driver.open(bigip);
          await driver.apply(base, ...services);
        },
      });
    },
  });
