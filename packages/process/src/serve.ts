/** The program over NATS: connected, alive to others, and running by the configuration as it is now. */

import { addAbortListener } from 'node:events';
import { isDeepStrictEqual } from 'node:util';
import { discoverySubjects, type NatsStoreOptions, openNatsStore, type Store } from '@berth/bus';
import { type Installation, version } from '@berth/installation';
import type { Heartbeat } from '@berth/messages';
import { Configuration, type ConfigurationSource } from './configuration.ts';
import { discoveryAnswer } from './discovery.ts';
import { FileWatch } from './file-watch.ts';
import type { Health } from './health.ts';
import { Heart } from './heartbeat.ts';
import { Loops } from './loops.ts';
import { MeteredStore } from './metrics/metered-store.ts';
import { noteOthers } from './other-installations.ts';
import { namesOf, partsOf, refuseUnknown } from './parts.ts';
import type { Started } from './program.ts';
import { Tracing } from './tracing/tracing.ts';

export type ServeOptions = ConfigurationSource & {
  /** Unique to this run of the program. */
  readonly instance: string;
  /** The parts to work for; empty for all. */
  readonly only: readonly string[];
  /** `[ADDRESS:]PORT`. */
  readonly health: string | undefined;
};

/** Runs until `signal` aborts. Throws what nobody could handle; a ConfigurationError or UsageError before anything has begun. */
export async function serve<Config>(program: Started<Config>, options: ServeOptions, signal: AbortSignal): Promise<void> {
  using configuration = await Configuration.read(options);
  refuseUnknown(program, configuration.loaded.installation, options.only);
  await using health = await openHealth(options.health);
  const meters = health?.meters;
  await using tracing = new Tracing({ program: program.name, instance: options.instance, meters, log: options.log });
  await tracing.become(configuration.loaded.installation);
  using _tracing = configuration.onNews(() => void tracing.become(configuration.loaded.installation));
  while (!signal.aborted) {
    const connection = connectionOf(configuration.loaded.installation);
    const moved = new AbortController();
    using _listening = configuration.onNews(() => {
      if (!isDeepStrictEqual(connection, connectionOf(configuration.loaded.installation))) moved.abort();
    });
    await serveConnected(program, { ...options, configuration, health, tracing, connection }, AbortSignal.any([signal, moved.signal]));
  }
}

/** Undefined where nobody can ask: then nothing is measured either, and what that takes isn't loaded. */
async function openHealth(where: string | undefined): Promise<Health | undefined> {
  if (where === undefined) return undefined;
  const { Health } = await import('./health.ts');
  return await Health.open(where);
}

/** What can't change while there is a connection. */
function connectionOf({ nats, leases }: Installation) {
  return { ...nats, leases };
}

type Serving = Omit<ServeOptions, 'health'> & {
  readonly configuration: Configuration;
  readonly health: Health | undefined;
  readonly tracing: Tracing;
  readonly connection: ReturnType<typeof connectionOf>;
};

/** With one connection to NATS, until `signal` aborts. */
async function serveConnected<Config>(program: Started<Config>, serving: Serving, signal: AbortSignal): Promise<void> {
  const { configuration, health, tracing: tracer, connection, instance, only, log } = serving;
  await using store = await openStore({ ...connection, program: program.name, instance, log, tracer }, health, signal);
  if (store === undefined) return;
  const slices = () => partsOf(program, configuration.loaded.installation, only);
  using files = new FileWatch(() => filesOf(program, slices), log);
  const heartbeat = (): Heartbeat => ({
    v: 1,
    program: program.name,
    instance,
    installation: configuration.loaded.installation.installation,
    leases: store.heldLeases(),
    engines: [...(program.open?.names ?? [])],
    configuration: configuration.loaded.hash,
    refused: [...configuration.refused],
    unreadable: files.unreadable,
  });
  const parts = () => namesOf(program, configuration.loaded.installation, only);
  const engines = () => (program.open === undefined ? [] : parts());
  using heart = new Heart(store, { tell: heartbeat, engines, open: program.open });
  using _ready = health?.of(store, heartbeat, parts);
  const self = { about: program.about, version, started: new Date() };
  using discovery = new DisposableStack();
  for (const filter of discoverySubjects(program.name)) {
    const tell = () => ({ ...self, installation: configuration.loaded.installation.installation, heartbeat: heartbeat() });
    discovery.use(store.answer(filter, (subject) => discoveryAnswer(subject, tell())));
  }
  await using besides = new Loops<NonNullable<typeof program.besides>>({
    log,
    run: (work, end) => work(store, () => configuration.loaded.installation, end),
  });
  await besides.become(
    new Map([
      ...(program.besides === undefined ? [] : [['besides', program.besides] as const]),
      // By keys each installation has accounts of its own, and few programs may listen.
      ...(connection.nkeyFile === undefined ? [['others', noteOthers(log)] as const] : []),
    ]),
  );
  await using loops = new Loops<Config>({
    log,
    run: (config, end) => program.run(config, { store, clock: Date, log, tracer, signal: end }),
  });
  const failed = AbortSignal.any([loops.failed, besides.failed]);
  const stop = untilAborted(AbortSignal.any([signal, failed]));
  let news = Promise.withResolvers<void>();
  using _listening = configuration.onNews(() => news.resolve());
  while (!signal.aborted) {
    news = Promise.withResolvers();
    heart.beat();
    await loops.become(slices());
    await Promise.race([news.promise, stop]);
    failed.throwIfAborted();
  }
}

/** Undefined when the program should end before there is a connection. */
async function openStore(options: NatsStoreOptions, health: Health | undefined, signal: AbortSignal): Promise<Store | undefined> {
  try {
    const store = await openNatsStore(options, signal);
    return health === undefined ? store : new MeteredStore(store, { meters: health.meters, log: options.log });
  } catch (error) {
    if (signal.aborted) return undefined;
    throw error;
  }
}

async function untilAborted(signal: AbortSignal): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  using _listener = addAbortListener(signal, () => resolve());
  await promise;
}

/** A program that needs none may have very many parts. */
function filesOf<Config>({ files }: Pick<Started<Config>, 'files'>, slices: () => ReadonlyMap<string, Config>): readonly string[] {
  return files === undefined ? [] : [...slices().values()].flatMap(files);
}
