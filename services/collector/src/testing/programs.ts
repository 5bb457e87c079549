/** The program with a bus of its own, started and stopped by tests, and someone who follows what it writes. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Clock, type Log, openNatsStore, type Store, untraced } from '@berth/bus';
import { type CollectorConfig, collectorConfig, parseInstallation } from '@berth/installation';
import { type NatsServer, startNats } from '@berth/local-stack';
import { ContainerChange, type Engine, type EngineName, engineKey, type Problem } from '@berth/messages';
import { run } from '../run.ts';

/** Long enough for a slow machine. */
export const patience = 30_000;

const leases = { ttl: 2000, renew: 400, timeout: 400, margin: 400, retry: 100 };

export type Line = { readonly level: 'debug' | 'info' | 'warn' | 'error'; readonly text: string; readonly fields: object };

/** A nats-server that goes with `resources`, with all its files. */
export async function startBus(resources: AsyncDisposableStack): Promise<NatsServer> {
  const directory = await mkdtemp(join(tmpdir(), 'berth-collector-'));
  resources.defer(() => rm(directory, { recursive: true, force: true }));
  return resources.use(await startNats({ directory }));
}

/** The program's configuration for these engines. */
export function configure(engines: Readonly<Record<string, object>>, timing: object = {}): CollectorConfig {
  const withAddresses = Object.fromEntries(Object.entries(engines).map(([name, engine]) => [name, { address: '192.0.2.1', ...engine }]));
  const installation = { installation: 'tests', collector: timing, sites: { here: { engines: withAddresses } } };
  return collectorConfig(parseInstallation('berth.yaml', JSON.stringify(installation)).installation);
}

let instances = 0;

/** One program's own. */
export async function openStore(nats: NatsServer, program: string, log: Log, signal: AbortSignal): Promise<Store> {
  return await openNatsStore({ program, instance: `${program}-${++instances}`, servers: [nats.url], replicas: 1, leases, log }, signal);
}

/** One instance of the program. */
export class Program implements AsyncDisposable {
  /** The engines whose event stream is open. */
  readonly open: ReadonlySet<EngineName>;
  readonly lines: readonly Line[];
  readonly #store: Store;
  readonly #end: AbortController;
  readonly #ended: Promise<void>;

  private constructor({ open, lines, store, end, ended }: Running) {
    this.open = open;
    this.lines = lines;
    this.#store = store;
    this.#end = end;
    this.#ended = ended;
  }

  static async start(nats: NatsServer, config: CollectorConfig, clock: Clock = Date): Promise<Program> {
    const end = new AbortController();
    const open = new Set<EngineName>();
    const lines: Line[] = [];
    const log = logTo(lines);
    const store = await openStore(nats, 'collector', log, end.signal);
    const ended = run(config, { store, clock, log, tracer: untraced, signal: end.signal, open });
    return new Program({ open, lines, store, end, ended });
  }

  /** Throws what ended it before. */
  async stop(): Promise<void> {
    this.#end.abort();
    await this.#ended;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
    await this.#store[Symbol.asyncDispose]();
  }
}

type Running = {
  readonly open: Set<EngineName>;
  readonly lines: readonly Line[];
  readonly store: Store;
  readonly end: AbortController;
  readonly ended: Promise<void>;
};

function logTo(lines: Line[]): Log {
  const at = (level: Line['level']) => (fields: object, text: string) => void lines.push({ level, text, fields });
  return { debug: at('debug'), info: at('info'), warn: at('warn'), error: at('error') };
}

/** For who must have a log that nobody reads. */
export const silent: Log = logTo([]);

/** Somebody else on the bus, who sees every document, problem and message. */
export class Reader implements AsyncDisposable {
  readonly store: Store;
  readonly #end: AbortController;
  readonly #following: Promise<void>[];
  readonly #engines = new Map<string, Engine>();
  readonly #problems = new Map<string, Problem>();
  readonly #changes: ContainerChange[] = [];
  readonly #documents: Engine[] = [];

  private constructor(store: Store, end: AbortController) {
    this.store = store;
    this.#end = end;
    this.#following = [this.#followEngines(), this.#followProblems(), this.#followTopics(), this.#followChanges()];
  }

  static async start(nats: NatsServer): Promise<Reader> {
    const end = new AbortController();
    return new Reader(await openStore(nats, 'reader', silent, end.signal), end);
  }

  document(engine: string): Engine | undefined {
    return this.#engines.get(engineKey(engine));
  }

  /** Every document of an engine that was written, in order. */
  documents(engine: string): readonly Engine[] {
    return this.#documents.filter(({ name }) => name === engine);
  }

  problems(engine: string): readonly Problem[] {
    return [...this.#problems.values()].filter(({ source }) => source === `collector-${engine}`);
  }

  changes(engine: string): readonly ContainerChange[] {
    return this.#changes.filter((change) => change.engine === engine);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#end.abort();
    await Promise.all(this.#following);
    await this.store[Symbol.asyncDispose]();
  }

  async #followEngines(): Promise<void> {
    for await (const { kind, entries } of this.store.watch('berth-engines', '>', this.#end.signal)) {
      if (kind === 'snapshot') this.#engines.clear();
      for (const { key, value } of entries) {
        if (value.kind === 'document') this.#engines.set(key, value.document);
        else this.#engines.delete(key);
      }
    }
  }

  async #followProblems(): Promise<void> {
    for await (const { kind, entries } of this.store.watch('berth-problems', '>', this.#end.signal)) {
      if (kind === 'snapshot') this.#problems.clear();
      for (const { key, value } of entries) {
        if (value.kind === 'document') this.#problems.set(key, value.document);
        else this.#problems.delete(key);
      }
    }
  }

  async #followTopics(): Promise<void> {
    for await (const { value } of this.store.subscribe('berth.engine.*', this.#end.signal)) this.#documents.push(value as Engine);
  }

  async #followChanges(): Promise<void> {
    for await (const { value } of this.store.subscribe('berth.container.>', this.#end.signal))
      this.#changes.push(ContainerChange.parse(value));
  }
}
