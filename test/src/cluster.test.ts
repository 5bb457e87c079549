/** NATS as a cluster of three that knows everybody by a key: the server that leads may be lost, and changes go on. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { freePort, startNats, waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  laboratoryOn,
  leaderOf,
  patience,
  type SecuredCluster,
  startSecuredCluster,
  untilGone,
  untilServed,
  untilWhole,
} from './cluster.ts';
import { zone } from './laboratory.ts';
import { SteadyClient } from './steady-client.ts';

let cluster: SecuredCluster;

beforeAll(async () => {
  cluster = await startSecuredCluster();
});

afterAll(async () => {
  await cluster?.[Symbol.asyncDispose]();
});

test('a server that cannot show a certificate of the installation is not let in', async () => {
  const monitorPort = await freePort();
  const routes = ['--routes', cluster.cluster.routes.join()];
  const args = ['--name', 'stranger', '--cluster_name', 'laboratory', '--cluster', 'nats://127.0.0.1:-1', ...routes];
  await using stranger = await startNats({ directory: join(cluster.directory, 'stranger'), monitorPort, args });
  const { logFile } = stranger.process;
  await waitUntil('it to be turned away', patience, async () => /Router connection closed/.test(await readFile(logFile, 'utf8')));
  const found: unknown = await (await fetch(`http://127.0.0.1:${monitorPort}/routez`)).json();
  expect(found).toMatchObject({ num_routes: 0 });
});

// Which of the other buckets the same server leads, and which it follows, is NATS's choice.
test('the server that leads is killed; nothing is lost, and containers come and go as before', async () => {
  await using laboratory = await laboratoryOn(cluster);
  const first = await laboratory.run('www-1');
  await untilServed(laboratory, 'www-1');
  await using client = new SteadyClient(laboratory.http, new Map([[`www-1.${zone}`, new Set(['www-1'])]]));

  const leader = cluster.cluster.server(await leaderOf('KV_berth-desired', cluster));
  await leader.kill();
  await laboratory.run('www-2');
  await untilServed(laboratory, 'www-2');
  expect(client.complaints).toEqual([]);
  await client[Symbol.asyncDispose]();

  await first.remove({ force: true });
  await untilGone(laboratory, 'www-1');
  await waitUntil('all to be well', patience, async () => (await laboratory.berth('status')).code === 0);
  await leader.start();
  await untilWhole('KV_berth-desired', cluster);
  expect(await laboratory.logs()).not.toContain('NATS refused');
});
