/** The `berth` command as a process of its own, over a real nats-server with documents that our own store put there. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@berth/bus';
import { container, engine, holding } from '@berth/cli/testing';
import { type NatsServer, startNats } from '@berth/local-stack';
import { type BucketName, type Documents, documents } from '@berth/messages';
import { expect } from 'vitest';
import { type Ended, runEntry } from './run-entry.ts';
import { openTestStore } from './test-store.ts';

export const entry = 'packages/cli/src/main.ts';
export const forever = new AbortController();

export class AskedInstallation implements AsyncDisposable {
  readonly directory: string;
  readonly nats: NatsServer;
  /** Its berth.yaml. */
  readonly config: string;
  #store: Store | undefined;
  /** The store, and what was leased by it. */
  #held = new AsyncDisposableStack();

  private constructor(directory: string, nats: NatsServer) {
    this.directory = directory;
    this.nats = nats;
    this.config = join(directory, 'berth.yaml');
  }

  /** With nothing on the bus. */
  static async start(): Promise<AskedInstallation> {
    const directory = await mkdtemp(join(tmpdir(), 'berth-command-'));
    const nats = await startNats({ directory: join(directory, 'nats') });
    const asked = new AskedInstallation(directory, nats);
    await writeFile(
      asked.config,
      `installation: shop
nats: { servers: ["${nats.url}"] }
sites:
  east:
    engines: { docker1: { url: "unix:///nowhere", address: 192.0.2.11 } }
    bigips: { edge: { units: [192.0.2.1], user: berth, passwordFile: /nowhere } }
`,
    );
    return asked;
  }

  /** Our own, since the installation came to rest. */
  get store(): Store {
    if (this.#store === undefined) throw new Error('nothing is on the bus yet');
    return this.#store;
  }

  /** All is well from here on, whatever was on the bus. */
  async rest(): Promise<void> {
    await this.#held.disposeAsync();
    await this.nats.wipe();
    this.#held = new AsyncDisposableStack();
    this.#store = this.#held.use(await openTestStore(this.nats));
    const { 'berth-leases': held = {}, ...others } = holding();
    for (const name of Object.keys(held)) this.#held.use(await this.store.lease(name, { program: 'desk' }, forever.signal));
    for (const [bucket, keys] of Object.entries(others))
      for (const [key, document] of Object.entries(keys)) await this.put(bucket as BucketName, key, document);
    // It was looked at just now.
    await this.put('berth-engines', 'docker1', { ...engine(container('www-1', 'aaa1'), container('www-2', 'aaa2')), listedAt: Date.now() });
  }

  async put<B extends BucketName>(bucket: B, key: string, document: object): Promise<void> {
    const found = await this.store.read(bucket, key, forever.signal);
    const parsed: Documents[B] = documents[bucket].schema.parse(document);
    const replacement = { key, document: parsed, revision: found?.revision };
    expect(await this.store.compareAndSet(bucket, replacement, forever.signal)).toBeTypeOf('number');
  }

  async berth(...args: readonly string[]): Promise<Ended> {
    return await runEntry(entry, { args, env: { BERTH_CONFIG: this.config } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#held.disposeAsync();
    await this.nats[Symbol.asyncDispose]();
    await rm(this.directory, { recursive: true, force: true });
  }
}
