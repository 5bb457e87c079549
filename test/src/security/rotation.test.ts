/** Keys are replaced and added while NATS runs. */
import { readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import { userName } from '@berth/bus';
import { initSecurity } from '@berth/cli';
import { ownDirectory, startNats, waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { secure } from './secure.ts';
import { Thief } from './thief.ts';

test.for([
  { user: 'collector-docker1', own: '$KV.berth-engines.docker1', foreign: '$KV.berth-engines.docker2' },
  { user: 'ltm-applier-edge', own: '$KV.berth-status.ltm.edge', foreign: '$KV.berth-status.ltm.core' },
])('the old key of $user is of no use at once, the new one is, and nobody else is disturbed', async ({ user, own, foreign }) => {
  await using directory = await ownDirectory('rotation');
  const nats = join(directory.path, 'nats');
  const about = { engines: ['docker1', 'docker2'], store: join(nats, 'store') };
  const security = await secure(directory.path, about);
  await using server = await startNats({ directory: nats, config: security.config });
  const seed = join(security.users, `${user}.nk`);
  await using thief = await Thief.of(user, security, server.url);
  await using other = await Thief.of('collector-docker2', security, server.url);
  const others = await readFile(join(security.users, 'collector-docker2.nk'), 'utf8');

  await rename(seed, join(directory.path, `${user}.nk`));
  await secure(directory.path, about);
  expect(await readFile(join(security.users, 'collector-docker2.nk'), 'utf8')).toBe(others);
  server.process.signal('SIGHUP');
  await waitUntil('the end of the old connection', 30_000, async () => thief.nats.isClosed());
  await using owner = await Thief.of(user, security, server.url);
  expect(await owner.refusedToPublish([own, foreign])).toEqual([foreign]);
  await expect(Thief.of(user, { ...security, users: directory.path }, server.url)).rejects.toThrow(/uthorization/);
  expect(other.nats.isClosed()).toBe(false);
  const engines = ['$KV.berth-engines.docker1', '$KV.berth-engines.docker2'];
  expect(await other.refusedToPublish(engines)).toEqual(['$KV.berth-engines.docker1']);
});

test('where keys were made before appliers had one for each BIG-IP, they go on, and the new ones are good beside them', async () => {
  await using directory = await ownDirectory('rotation');
  const nats = join(directory.path, 'nats');
  const made = join(directory.path, 'security');
  const about = {
    installation: 'laboratory',
    directory: made,
    mountedAt: made,
    store: join(nats, 'store'),
    hosts: ['127.0.0.1', 'localhost'],
  };
  const users = [
    { kind: 'collector', engine: 'docker1' },
    { kind: 'planner' },
    { kind: 'applier', program: 'ltm-applier' },
    { kind: 'operator' },
    { kind: 'reader' },
  ] as const;
  await initSecurity({ ...about, users, cluster: [], now: Date.now() });
  await using server = await startNats({ directory: nats, config: join(made, 'nats-server.conf') });
  const before = { directory: made, config: join(made, 'nats-server.conf'), caFile: join(made, 'ca.pem'), users: join(made, 'users') };
  await using applier = await Thief.of('ltm-applier', before, server.url);
  const seeds = async () => await Promise.all(users.map((user) => readFile(join(before.users, `${userName(user)}.nk`), 'utf8')));
  const kept = await seeds();

  const security = await secure(directory.path, { engines: ['docker1'], sites: 'two', store: about.store });
  expect(await seeds()).toEqual(kept);
  server.process.signal('SIGHUP');
  const statuses = ['$KV.berth-status.ltm.edge', '$KV.berth-status.ltm.core'];
  await waitUntil('the new key to be good', 30_000, async () => {
    await using narrow = await Thief.of('ltm-applier-edge', security, server.url).catch(() => undefined);
    return narrow !== undefined && (await narrow.refusedToPublish(statuses)).join() === statuses[1];
  });
  expect(applier.nats.isClosed()).toBe(false);
  expect(await applier.refusedToPublish(statuses)).toEqual([]);
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
