/** Each server of a cluster is killed in its turn, again and again: nothing is lost, and containers come and go as before. */
import { waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { laboratoryOn, patience, startSecuredCluster, untilGone, untilServed, untilWhole } from './cluster.ts';
import { zone } from './laboratory.ts';
import { SteadyClient } from './steady-client.ts';

const rounds = Number(process.env['BERTH_SOAK_HISTORIES'] ?? 20);

test('whichever server is killed, changes go on', async () => {
  await using cluster = await startSecuredCluster();
  await using laboratory = await laboratoryOn(cluster);
  await laboratory.run('www-1');
  await untilServed(laboratory, 'www-1');
  await using client = new SteadyClient(laboratory.http, new Map([[`www-1.${zone}`, new Set(['www-1'])]]));
  for (let round = 0; round < rounds; round++) {
    for (const server of cluster.cluster.servers.values()) {
      await server.kill();
      const further = await laboratory.run('www-2');
      await untilServed(laboratory, 'www-2');
      await server.start();
      await untilWhole('KV_berth-desired', cluster);
      await further.remove({ force: true });
      await untilGone(laboratory, 'www-2');
    }
  }
  expect(client.complaints).toEqual([]);
  await waitUntil('all to be well', patience, async () => (await laboratory.berth('status')).code === 0);
  expect(await laboratory.logs()).not.toContain('NATS refused');
});
