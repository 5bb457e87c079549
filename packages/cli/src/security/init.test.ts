import { chmod, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseInstallation } from '@berth/installation';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initSecurity, type SecurityOptions } from './init.ts';
import { usersOf } from './users.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-security-'));
});
afterEach(async () => await rm(directory, { recursive: true }));

const init = (more: Partial<SecurityOptions> = {}) =>
  initSecurity({
    installation: 'shop',
    users: [{ kind: 'collector', engine: 'docker1' }, { kind: 'planner' }, { kind: 'reader' }],
    directory,
    mountedAt: directory,
    store: '/data',
    hosts: ['localhost'],
    cluster: [],
    now: Date.UTC(2026, 0, 1),
    ...more,
  });
const edge = { units: ['192.0.2.5'], user: 'berth', passwordFile: '/p' };
const east = { engines: { docker1: { url: 'unix:///nowhere', address: '192.0.2.1' } }, bigips: { edge } };
const { installation } = parseInstallation('berth.yaml', JSON.stringify({ installation: 'shop', sites: { east } }));
const read = (file: string) => readFile(join(directory, file), 'utf8');

test('what is there and secret is kept, and the rest made anew', async () => {
  const first = await init();
  expect(first.kept).toEqual([]);
  const authority = [await read('ca.pem'), await read('ca.key')];
  const certificate = await read('server.pem');
  const again = await init();
  expect(again.kept).toEqual(['ca.pem', 'ca.key', ...first.made.filter((file) => file.startsWith('users/'))]);
  expect(again.made).toEqual(['server.pem', 'server.key', 'nats-server.conf']);
  expect([await read('ca.pem'), await read('ca.key')]).toEqual(authority);
  expect(await read('server.pem')).not.toBe(certificate);
});

test.for([
  { away: 'ca.key', there: 'ca.pem' },
  { away: 'ca.pem', there: 'ca.key' },
])('an authority without its $away is not replaced by another', async ({ away, there }) => {
  await init();
  const files = [there, 'server.pem', 'server.key'];
  const before = await Promise.all(files.map(read));
  await rm(join(directory, away));
  await expect(init()).rejects.toThrow(`${away} is missing`);
  expect(await Promise.all(files.map(read))).toEqual(before);
});

test("a user's seed that can't be read is named", async () => {
  await init();
  await writeFile(join(directory, 'users/planner.nk'), 'nonsense\n');
  await expect(init()).rejects.toThrow('users/planner.nk');
});

test('nobody but the owner may read what is secret, and what others may read by now is told', async () => {
  const first = await init();
  const isSecret = (file: string) => file.endsWith('.key') || file.endsWith('.nk');
  for (const file of first.made.filter(isSecret))
    expect({ file, mode: (await stat(join(directory, file))).mode & 0o777 }).toEqual({ file, mode: 0o600 });
  expect(first.exposed).toEqual([]);
  await chmod(join(directory, 'users/planner.nk'), 0o644);
  await chmod(join(directory, 'server.key'), 0o644);
  expect((await init()).exposed).toEqual(['users/planner.nk']);
  expect((await stat(join(directory, 'server.key'))).mode & 0o777).toBe(0o600);
});

test('an authority that ends soon signs nothing, and a certificate ends no later than its authority', async () => {
  await init();
  const before = await Promise.all((await readdir(directory)).filter((file) => file.includes('.')).map(read));
  await expect(init({ now: Date.UTC(2035, 11, 5) })).rejects.toThrow(/ca\.pem ends on 2035-12-30\n/);
  expect(await Promise.all((await readdir(directory)).filter((file) => file.includes('.')).map(read))).toEqual(before);
  expect((await init({ now: Date.UTC(2035, 0, 1) })).ends).toEqual(new Date(Date.UTC(2035, 11, 30)));
});

test('several servers are a cluster that lets no other server in', async () => {
  await init();
  expect(await read('nats-server.conf')).not.toContain('cluster');
  await init({ cluster: ['a.example.com', '2001:db8::1'] });
  const configuration = await read('nats-server.conf');
  expect(configuration).toMatch(/cluster \{[^}]*tls \{[^}]*verify: true \}/);
  expect(configuration).toContain('routes: ["nats://a.example.com:6222","nats://[2001:db8::1]:6222"]');
});

test('what was made before appliers had keys for one BIG-IP each is kept, under its names', async () => {
  const before = usersOf(installation).filter((user) => user.kind !== 'applier' || user.only === undefined);
  const { made } = await init({ users: before });
  const secrets = ['ca.pem', 'ca.key', ...made.filter((file) => file.startsWith('users/'))];
  expect(made).toContain('users/ltm-applier.nk');
  const contents = await Promise.all(secrets.map(read));
  const again = await init({ users: usersOf(installation) });
  expect(new Set(again.kept)).toEqual(new Set(secrets));
  expect(await Promise.all(secrets.map(read))).toEqual(contents);
  const added = again.made.filter((file) => file.startsWith('users/'));
  expect(added).toEqual(['users/ltm-applier-edge.nk', 'users/dns-applier-edge.nk', 'users/route-advisor-edge.nk']);
});

test('a directory that can not be made is told', async () => {
  await init();
  const file = join(directory, 'ca.pem');
  await expect(init({ directory: file })).rejects.toThrow(`${file} can't be made, or nothing in it: ENOTDIR`);
});
