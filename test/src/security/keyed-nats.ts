/** A nats-server that knows everybody by a key, with something under every key, and nobody who works. */
import { openNatsStore } from '@berth/bus';
import { ownDirectory, startNats, waitUntil } from '@berth/local-stack';
import { bucketNames } from '@berth/messages';
import { type Security, secure } from './secure.ts';
import { Thief } from './thief.ts';
import { bucketOf, isReadByKey, keys, subjectOf, users } from './users.ts';

const patience = 30_000;

export type KeyedNats = AsyncDisposable & {
  readonly security: Security;
  readonly url: string;
  /** Somebody with the key of a user. */
  readonly thief: (user: string) => Promise<Thief>;
};

export async function startKeyedNats(): Promise<KeyedNats> {
  await using started = new AsyncDisposableStack();
  const directory = started.use(await ownDirectory('keyed-nats'));
  const nats = `${directory.path}/nats`;
  const security = await secure(directory.path, { engines: ['docker1'], sites: 'two', store: `${nats}/store` });
  const { url } = started.use(await startNats({ directory: nats, config: security.config }));
  await makeBuckets(security, url);
  const thief = (user: string) => Thief.of(user, security, url);
  for (const user of [...users.map(({ user: name }) => name), 'collector-docker2']) {
    await using someone = await thief(user);
    await someone.refusedToPublish(keys.map(subjectOf), 'first');
  }
  await using operator = await thief('operator');
  for (const key of keys.filter(isReadByKey))
    await waitUntil(key, patience, async () => (await operator.ask(`DIRECT.GET.KV_${bucketOf(key)}.${subjectOf(key)}`)) !== undefined);
  const running = started.move();
  return { security, url, thief, [Symbol.asyncDispose]: () => running.disposeAsync() };
}

/** As the planner does when it runs. */
async function makeBuckets(security: Security, url: string): Promise<void> {
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const leases = { ttl: 60_000, renew: 2000, timeout: 1000, margin: 2000, retry: 500 };
  const { signal } = new AbortController();
  const who = { program: 'planner', instance: 'test', nkeyFile: `${security.users}/planner.nk`, caFile: security.caFile };
  await using _store = await openNatsStore({ ...who, servers: [url], replicas: 1, leases, log }, signal);
  await using planner = await Thief.of('planner', security, url);
  const made = async (stream: string) => !('error' in ((await planner.ask(`STREAM.INFO.${stream}`))?.json<object>() ?? { error: 1 }));
  for (const stream of [...bucketNames.map((bucket) => `KV_${bucket}`), 'berth-changes', 'berth-audit'])
    await waitUntil(stream, patience, () => made(stream));
}
