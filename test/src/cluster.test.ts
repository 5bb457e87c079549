/** NATS as a cluster of three: any one server may be lost, the leader too, and changes go on. */
import { ownDirectory, startNatsCluster, waitUntil } from '@berth/local-stack';
import { jetstreamManager } from '@nats-io/jetstream';
import { connect } from '@nats-io/transport-node';
import { expect, test } from 'vitest';
import { Laboratory, zone } from './laboratory.ts';
import { SteadyClient } from './steady-client.ts';

const patience = 90_000;

test('a server is killed, then the one that leads; nothing is lost, and containers come and go as before', async () => {
  await using directory = await ownDirectory('cluster');
  await using cluster = await startNatsCluster(directory.path);
  await using laboratory = await Laboratory.start({ installation: { nats: { servers: cluster.urls, replicas: 3 } } });
  const served = (name: string) =>
    waitUntil(`the page of ${name}`, patience, async () => {
      const answer = await laboratory.get(`${name}.${zone}`);
      return answer.kind === 'answer' && answer.status === 200 && answer.body === name;
    });

  const first = await laboratory.run('www-1');
  await served('www-1');
  await using client = new SteadyClient(laboratory.http, new Map([[`www-1.${zone}`, new Set(['www-1'])]]));

  const leader = await leaderOf(cluster.urls, 'KV_berth-engines');
  const other = [...cluster.servers.keys()].find((name) => name !== leader) ?? '';
  await cluster.server(other).kill();
  await laboratory.run('www-2');
  await served('www-2');
  await cluster.server(other).start();
  await waitUntil('all three again', patience, async () => await isWhole(cluster.urls, 'KV_berth-desired'));

  await cluster.server(await leaderOf(cluster.urls, 'KV_berth-desired')).kill();
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
});

async function leaderOf(servers: string[], stream: string): Promise<string> {
  return await waitUntil(`a leader of ${stream}`, patience, async () => (await look(servers, stream))?.leader);
}

/** Whether every copy of the stream is there, and up to date. */
async function isWhole(servers: string[], stream: string): Promise<boolean> {
  const cluster = await look(servers, stream);
  return cluster?.leader !== undefined && (cluster.replicas ?? []).every(({ current, offline }) => current && offline !== true);
}

async function look(servers: string[], stream: string) {
  const nats = await connect({ servers });
  try {
    const manager = await jetstreamManager(nats, { checkAPI: false, timeout: 2000 });
    return (await manager.streams.info(stream)).cluster;
  } catch {
    return undefined;
  } finally {
    await nats.close();
  }
}
