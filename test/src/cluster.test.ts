/** NATS as a cluster of three that knows everybody by a key: any one server may be lost, the leader too, and changes go on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, ownDirectory, startNats, startNatsCluster, waitUntil } from '@berth/local-stack';
import { jetstreamManager } from '@nats-io/jetstream';
import { expect, test } from 'vitest';
import { Laboratory, zone } from './laboratory.ts';
import { connectAs, type Security, secure } from './security/secure.ts';
import { SteadyClient } from './steady-client.ts';

const patience = 90_000;

test('a server is killed, then the one that leads; nothing is lost, and containers come and go as before', async () => {
  await using directory = await ownDirectory('cluster');
  const security = await secure(directory.path, { engines: ['docker1'], store: '/the/servers/own', servers: 3 });
  const configuration = await readFile(security.config, 'utf8');
  await using cluster = await startNatsCluster(directory.path, (store) => configuration.replace('/the/servers/own', store));
  await using laboratory = await Laboratory.start({ security, installation: { nats: { servers: cluster.urls, replicas: 3 } } });
  const leaderOf = (stream: string) =>
    waitUntil(`a leader of ${stream}`, patience, async () => (await look(cluster.urls, security, stream))?.leader);
  /** Whether every copy of the stream is there, and up to date. */
  const isWhole = async (stream: string) => {
    const found = await look(cluster.urls, security, stream);
    return found?.leader !== undefined && (found.replicas ?? []).every(({ current, offline }) => current && offline !== true);
  };
  const served = (name: string) =>
    waitUntil(`the page of ${name}`, patience, async () => {
      const answer = await laboratory.get(`${name}.${zone}`);
      return answer.kind === 'answer' && answer.status === 200 && answer.body === name;
    });

  const first = await laboratory.run('www-1');
  await served('www-1');
  await using client = new SteadyClient(laboratory.http, new Map([[`www-1.${zone}`, new Set(['www-1'])]]));

  const leader = await leaderOf('KV_berth-engines');
  const other = [...cluster.servers.keys()].find((name) => name !== leader) ?? '';
  await cluster.server(other).kill();
  await laboratory.run('www-2');
  await served('www-2');
  await cluster.server(other).start();
  await waitUntil('all three again', patience, () => isWhole('KV_berth-desired'));

  await cluster.server(await leaderOf('KV_berth-desired')).kill();
  await laboratory.run('www-3');
  await served('www-3');
  expect(client.complaints).toEqual([]);
  await client[Symbol.asyncDispose]();

  await first.remove({ force: true });
  await waitUntil('the end of www-1', patience, async () => {
    const answer = await laboratory.get(`www-1.${zone}`);
    return answer.kind === 'answer' && answer.status === 404;
  });
  await waitUntil('all to be well', patience, async () => (await laboratory.berth('status')).code === 0);
  expect(await laboratory.logs()).not.toContain('NATS refused');
});

test('a server that cannot show a certificate of the installation is not let in', async () => {
  await using directory = await ownDirectory('cluster');
  const security = await secure(directory.path, { engines: [], store: '/the/servers/own', servers: 3 });
  const configuration = await readFile(security.config, 'utf8');
  await using cluster = await startNatsCluster(directory.path, (store) => configuration.replace('/the/servers/own', store));
  const monitorPort = await freePort();
  const args = [
    '--name',
    'stranger',
    '--cluster_name',
    'laboratory',
    '--cluster',
    'nats://127.0.0.1:-1',
    '--routes',
    cluster.routes.join(),
  ];
  await using stranger = await startNats({ directory: join(directory.path, 'stranger'), monitorPort, args });
  const { logFile } = stranger.process;
  await waitUntil('it to be turned away', patience, async () => /Router connection closed/.test(await readFile(logFile, 'utf8')));
  const routes: unknown = await (await fetch(`http://127.0.0.1:${monitorPort}/routez`)).json();
  expect(routes).toMatchObject({ num_routes: 0 });
});

async function look(servers: string[], security: Security, stream: string) {
  const nats = await connectAs('planner', security, servers);
  try {
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: 2000, domain: 'berth' });
    return (await manager.streams.info(stream)).cluster;
  } catch {
    // No leader answers just now.
    return undefined;
  } finally {
    await nats.close();
  }
}
