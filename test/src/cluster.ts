/** A laboratory whose NATS is a cluster of three that knows everybody by a key. */
import { readFile } from 'node:fs/promises';
import { type NatsCluster, ownDirectory, startNatsCluster, waitUntil } from '@berth/local-stack';
import { jetstreamManager } from '@nats-io/jetstream';
import { Laboratory, zone } from './laboratory.ts';
import { isPage } from './request.ts';
import { connectAs, type Security, secure } from './security/secure.ts';

/** Without a leader a cluster takes up to ten seconds to elect one, and a busy machine has much else to do. */
export const patience = 90_000;

export type SecuredCluster = AsyncDisposable & { readonly cluster: NatsCluster; readonly security: Security; readonly directory: string };

export async function startSecuredCluster(): Promise<SecuredCluster> {
  await using started = new AsyncDisposableStack();
  const { path: directory } = started.use(await ownDirectory('cluster'));
  const security = await secure(directory, { engines: ['docker1'], store: '/the/servers/own', servers: 3 });
  const configuration = await readFile(security.config, 'utf8');
  const cluster = started.use(await startNatsCluster(directory, (store) => configuration.replace('/the/servers/own', store)));
  const parts = started.move();
  return { cluster, security, directory, [Symbol.asyncDispose]: () => parts.disposeAsync() };
}

export async function laboratoryOn({ cluster, security }: SecuredCluster): Promise<Laboratory> {
  return await Laboratory.start({ security, installation: { nats: { servers: cluster.urls, replicas: 3 } } });
}

/** The name of the server that leads a stream. */
export async function leaderOf(stream: string, cluster: SecuredCluster): Promise<string> {
  return await waitUntil(`a leader of ${stream}`, patience, async () => (await look(stream, cluster))?.leader);
}

/** Waits until every copy of the stream is there, and up to date. */
export async function untilWhole(stream: string, cluster: SecuredCluster): Promise<void> {
  await waitUntil(`all of ${stream} again`, patience, async () => {
    const found = await look(stream, cluster);
    return found?.leader !== undefined && (found.replicas ?? []).every(({ current, offline }) => current && offline !== true);
  });
}

export async function untilServed(laboratory: Laboratory, name: string): Promise<void> {
  await waitUntil(`the page of ${name}`, patience, async () => {
    const answer = await laboratory.get(`${name}.${zone}`);
    return isPage(answer) && answer.body === name;
  });
}

export async function untilGone(laboratory: Laboratory, name: string): Promise<void> {
  await waitUntil(`the end of ${name}`, patience, async () => {
    const answer = await laboratory.get(`${name}.${zone}`);
    return answer.kind === 'answer' && answer.status === 404;
  });
}

async function look(stream: string, { cluster, security }: SecuredCluster) {
  try {
    const nats = await connectAs('planner', security, cluster.urls);
    try {
      const manager = await jetstreamManager(nats, { checkAPI: false, timeout: 500, domain: 'berth' });
      return (await manager.streams.info(stream)).cluster;
    } finally {
      await nats.close();
    }
  } catch {
    // No leader answers just now.
    return undefined;
  }
}
