/** A NATS of somebody else's that lets programs hear less than they ask for. */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { ownDirectory, startBerthProgram, startNats, waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { stringify } from 'yaml';
import { bigip, patience } from './world.ts';

test('a program that may not hear of others works on without', async () => {
  await using directory = await ownDirectory('restricted-nats');
  const config = join(directory.path, 'nats-server.conf');
  await writeFile(
    config,
    `jetstream { store_dir: "${directory.path}/store" }
     authorization { users: [{ user: all, password: all, permissions: { publish: ">", subscribe: { deny: "berth.heartbeat.>" } } }] }
     no_auth_user: all`,
  );
  await using nats = await startNats({ directory: directory.path, config });
  const berth = join(directory.path, 'berth.yaml');
  await writeFile(
    berth,
    stringify({ installation: 'sample', nats: { servers: [nats.url] }, sites: { east: { bigips: { first: bigip } } } }),
  );
  const logFile = join(directory.path, 'ltm-applier.log');
  await using program = await startBerthProgram({ program: 'ltm-applier', env: { BERTH_CONFIG: berth }, logFile });
  const log = () => readFile(logFile, 'utf8');
  await waitUntil('its word', patience, async () => !program.running || (await log()).includes('could not hear of other installations'));
  expect(program.running, await log()).toBe(true);
});
