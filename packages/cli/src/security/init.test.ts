import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { initSecurity } from './init.ts';

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-security-'));
});
afterEach(async () => await rm(directory, { recursive: true }));

const init = () =>
  initSecurity({
    installation: 'shop',
    engines: ['docker1'],
    directory,
    mountedAt: directory,
    store: '/data',
    hosts: ['localhost'],
    now: Date.UTC(2026, 0, 1),
  });
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
