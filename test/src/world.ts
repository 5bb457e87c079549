/** A nats-server and programs as processes, with a configuration of the test's own and no BIG-IP that answers. */
import { randomUUID } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@berth/bus';
import { berthDirectory, type NatsServer, type OwnProcess, startBerthProgram, startNats } from '@berth/local-stack';
import { type BucketName, type Documents, Heartbeat, problemFilter } from '@berth/messages';
import { stringify } from 'yaml';
import { documentIn, openTestStore } from './test-store.ts';

/** How long a condition may take to come true on a slow machine, ms. */
export const patience = 30_000;
/** A BIG-IP that nobody asks. */
export const bigip = { units: ['127.0.0.1:1'], user: 'nobody', passwordFile: '/nowhere' };

/** A nats-server of its own, what is on it, and programs that use it; all end with the value. */
export class World implements AsyncDisposable {
  readonly nats: NatsServer;
  readonly #directory: string;
  readonly #store: Store;
  readonly #programs = new AsyncDisposableStack();

  private constructor(directory: string, nats: NatsServer, store: Store) {
    this.#directory = directory;
    this.nats = nats;
    this.#store = store;
  }

  static async make(): Promise<World> {
    await mkdir(berthDirectory, { recursive: true });
    const directory = await mkdtemp(join(berthDirectory, 'programs-'));
    const nats = await startNats({ directory: join(directory, 'nats') });
    return new World(directory, nats, await openTestStore(nats));
  }

  /** An installation of two sites without engines, each with one BIG-IP, `first` and `second`. */
  installation(more: object = {}) {
    return {
      installation: 'sample',
      nats: { servers: [this.nats.url] },
      zones: { public: ['apps.example.com'] },
      sites: { east: { bigips: { first: bigip } }, west: { bigips: { second: { ...bigip, units: ['127.0.0.1:2'] } } } },
      ...more,
    };
  }

  /** Writes a configuration, and returns its file. */
  async configure(content: object, name = 'berth.yaml'): Promise<string> {
    const file = join(this.#directory, name);
    await writeFile(file, stringify(content));
    return file;
  }

  async start(program: string, config: string, args: readonly string[] = []): Promise<OwnProcess> {
    const logFile = join(this.#directory, `${randomUUID()}.log`);
    const own = await startBerthProgram({ program, env: { BERTH_CONFIG: config }, args, logFile });
    return this.#programs.use(own);
  }

  async read<B extends BucketName>(bucket: B, key: string): Promise<Documents[B] | undefined> {
    return await documentIn(this.#store, bucket, key, AbortSignal.timeout(patience));
  }

  /** The instance that holds a lease. */
  async holder(lease: string): Promise<string | undefined> {
    return (await this.read('berth-leases', lease))?.instance;
  }

  /** The next heartbeat that is as expected. */
  async heartbeat(expected: (heartbeat: Heartbeat) => boolean): Promise<Heartbeat> {
    for await (const { value } of this.#store.subscribe('berth.heartbeat.>', AbortSignal.timeout(patience))) {
      const parsed = Heartbeat.safeParse(value);
      if (parsed.success && expected(parsed.data)) return parsed.data;
    }
    throw new Error('waited in vain for a heartbeat');
  }

  /** What is told by `source`. */
  async told(source: string): Promise<string[]> {
    for await (const { entries } of this.#store.watch('berth-problems', problemFilter(source), AbortSignal.timeout(patience)))
      return entries.flatMap(({ value }) => (value.kind === 'document' ? [value.document.what] : []));
    throw new Error('waited in vain for what is stored');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#programs.disposeAsync();
    await this.#store[Symbol.asyncDispose]();
    await this.nats[Symbol.asyncDispose]();
    await rm(this.#directory, { recursive: true, force: true });
  }
}
