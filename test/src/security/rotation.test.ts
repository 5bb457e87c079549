/** Keys are replaced and added while NATS runs. */
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { ownDirectory, startNats, waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { secure } from './secure.ts';
import { Thief } from './thief.ts';

test('the old key is of no use at once, the new one is, and nobody else is disturbed', async () => {
  await using directory = await ownDirectory('rotation');
  const nats = join(directory.path, 'nats');
  const about = { engines: ['docker1', 'docker2'], store: join(nats, 'store') };
  const security = await secure(directory.path, about);
  await using server = await startNats({ directory: nats, config: security.config });
  const seed = join(security.users, 'collector-docker1.nk');
  await using thief = await Thief.of('collector-docker1', security, server.url);
  await using other = await Thief.of('collector-docker2', security, server.url);
  const others = await readFile(join(security.users, 'collector-docker2.nk'), 'utf8');

  await rename(seed, join(directory.path, 'collector-docker1.nk'));
  await secure(directory.path, about);
  expect(await readFile(join(security.users, 'collector-docker2.nk'), 'utf8')).toBe(others);
  server.process.signal('SIGHUP');
  await waitUntil('the end of the old connection', 30_000, async () => thief.nats.isClosed());
  await using owner = await Thief.of('collector-docker1', security, server.url);
  const own = ['$KV.berth-engines.docker1', '$KV.berth-engines.docker2'];
  expect(await owner.refusedToPublish(own)).toEqual(['$KV.berth-engines.docker2']);
  await expect(Thief.of('collector-docker1', { ...security, users: directory.path }, server.url)).rejects.toThrow(/uthorization/);
  expect(other.nats.isClosed()).toBe(false);
  expect(await other.refusedToPublish(own)).toEqual(['$KV.berth-engines.docker1']);
});

test('an engine is added, and who listened before hears of it', async () => {
  await using directory = await ownDirectory('rotation');
  const nats = join(directory.path, 'nats');
  const about = { engines: ['docker1'], store: join(nats, 'store') };
  const security = await secure(directory.path, about);
  await using server = await startNats({ directory: nats, config: security.config });
  await using planner = await Thief.of('planner', security, server.url);
  await using applier = await Thief.of('ltm-applier', security, server.url);
  const heard = new Set<string>();
  planner.nats.subscribe('berth.heartbeat.>', { callback: (_error, { subject }) => void heard.add(subject) });
  applier.nats.subscribe('berth.container.>', { callback: (_error, { subject }) => void heard.add(subject) });
  await Promise.all([planner, applier].map(({ nats: connection }) => connection.flush()));
  await secure(directory.path, { ...about, engines: ['docker1', 'docker2'] });
  server.process.signal('SIGHUP');
  await waitUntil('the new collector', 30_000, async () => {
    await using collector = await Thief.of('collector-docker2', security, server.url).catch(() => undefined);
    await collector?.refusedToPublish(['berth.heartbeat.collector.x.docker2', 'berth.container.docker2.abc']);
    return heard.size === 2;
  });
  expect([planner, applier].map(({ nats: connection }) => connection.isClosed())).toEqual([false, false]);
});
