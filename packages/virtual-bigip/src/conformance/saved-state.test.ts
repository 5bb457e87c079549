/** What survives: the saved configuration, or with `keep: running` every acknowledged change. */

import { appendFile, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { test as base, expect } from 'vitest';
import { VirtualBigIp } from '../start.ts';
import { type Ask, as } from './case.ts';
import { done, send } from './wire.ts';

const test = base.extend<{ state: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: fixtures take the others by pattern
  state: async ({}, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'virtual-bigip-'));
    await use(directory);
    await rm(directory, { recursive: true });
  },
});

const SAVE: Ask = ['POST', 'sys/config', { command: 'save' }];
const partition = (name: string): Ask => ['POST', 'auth/partition', { name }];
const pool = (name: string, part = 'T', more: object = {}): Ask => ['POST', 'ltm/pool', { name, partition: part, ...more }];
const everything: readonly Ask[] = [
  partition('T'),
  pool('p', 'T', { monitor: '/Common/tcp', members: [{ name: '10.0.0.1:80', partition: 'T', session: 'user-disabled' }] }),
  [
    'POST',
    'ltm/data-group/internal',
    { name: 'd', partition: 'T', type: 'ip', records: [{ name: '10.0.0.0/8', data: 'x' }, { name: '10.0.0.1' }] },
  ],
  ['POST', 'ltm/rule', { name: 'r', partition: 'T', apiAnonymous: 'when HTTP_REQUEST { pool /T/p }' }],
  [
    'POST',
    'ltm/virtual',
    {
      name: 'v',
      partition: 'T',
      destination: '/T/192.0.2.1:80',
      ipProtocol: 'tcp',
      profiles: ['/Common/http'],
      rules: ['/T/r'],
      disabled: true,
    },
  ],
  ['POST', '/mgmt/shared/file-transfer/uploads/f', '"a" := "b"', { 'content-range': '0-9/10', 'content-type': 'application/octet-stream' }],
  ['POST', 'sys/file/data-group', { name: 'f', partition: 'T', type: 'string', sourcePath: 'file:/var/config/rest/downloads/f' }],
  ['POST', 'ltm/data-group/external', { name: 'e', partition: 'T', externalFileName: '/T/f' }],
  ['POST', 'ltm/node', { name: 'h', partition: 'T', fqdn: { tmName: 'web.example.com' } }],
  ['POST', 'auth/user', { name: 'bob', password: 'bob', partitionAccess: [{ name: 'T', role: 'guest' }] }],
  [
    'POST',
    'ltm/policy',
    {
      name: 'q',
      partition: 'T',
      subPath: 'Drafts',
      rules: [
        { name: 'r', actions: [{ name: '0', forward: true, select: true, pool: '/T/p' }], conditions: [{ name: '0', httpHost: true }] },
      ],
    },
  ],
  ['POST', 'ltm/policy', { command: 'publish', name: '/T/Drafts/q' }],
];

test('a restart finds what was saved, and only that', async ({ state }) => {
  const saved = await (async () => {
    await using bigip = await VirtualBigIp.start({ state });
    await done(bigip, [...everything, SAVE]);
    const snapshot = bigip.snapshot();
    await done(bigip, [pool('unsaved'), ['DELETE', 'ltm/virtual/~T~v']]);
    return { snapshot, fingerprint: bigip.fingerprint };
  })();
  await using again = await VirtualBigIp.start({ state });
  expect(again.snapshot()).toEqual(saved.snapshot);
  expect(again.fingerprint).toBe(saved.fingerprint);
  expect((await send(again, ['DELETE', 'ltm/pool/~T~p'])).status).toBe(400);
});

test('loading brings back what was saved', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [...everything, SAVE]);
  const saved = bigip.snapshot();
  await done(bigip, [pool('unsaved'), ['POST', 'sys/config', { command: 'load' }]]);
  expect(bigip.snapshot()).toEqual(saved);
});

test('saving some partitions leaves the others as they were saved', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [partition('T'), partition('U'), SAVE, pool('p', 'T'), pool('p', 'U')]);
  await done(bigip, [
    ['POST', 'sys/config', { command: 'save', options: [{ partitions: '{ T }' }] }],
    ['POST', 'sys/config', { command: 'load' }],
  ]);
  expect(bigip.snapshot()).toHaveProperty(['ltm/pool', '/T/p']);
  expect(bigip.snapshot()).not.toHaveProperty(['ltm/pool', '/U/p']);
});

test('metadata that does not persist is not saved', async () => {
  await using bigip = await VirtualBigIp.start();
  await done(bigip, [
    partition('T'),
    pool('p', 'T', { metadata: [{ name: 'a', persist: 'false', value: 'x' }] }),
    SAVE,
    ['POST', 'sys/config', { command: 'load' }],
  ]);
  expect((await send(bigip, ['GET', 'ltm/pool/~T~p'])).body).not.toHaveProperty('metadata');
});

test('kept running, a restart finds every acknowledged change', async ({ state }) => {
  const running = await (async () => {
    await using bigip = await VirtualBigIp.start({ state, keep: 'running' });
    await done(bigip, [
      ...everything,
      pool('unsaved'),
      ['PATCH', 'ltm/data-group/internal/~T~d?options=records+add+%7B+10.0.0.2+%7B+data+y+%7D+%7D', {}],
      ['PATCH', 'ltm/data-group/internal/~T~d?options=records+delete+%7B+10.0.0.1+%7D', {}],
      ['DELETE', 'ltm/virtual/~T~v'],
      ['DELETE', 'ltm/rule/~T~r'],
      ['DELETE', 'ltm/pool/~T~p/members/~T~10.0.0.1:80'],
    ]);
    return bigip.snapshot();
  })();
  await appendFile(join(state, 'running.jsonl'), '[{"put":{"half'); // cut off by a kill, and so never acknowledged
  await using again = await VirtualBigIp.start({ state, keep: 'running' });
  expect(again.snapshot()).toEqual(running);
});

test('a restart gives the administrator the password that it is told, and others keep theirs', async ({ state }) => {
  {
    await using bigip = await VirtualBigIp.start({ state, password: 'first' });
    await done(bigip, [...everything, SAVE]);
  }
  await using again = await VirtualBigIp.start({ state, password: 'second' });
  expect((await send(again, ['GET', 'ltm/pool'])).status).toBe(200);
  expect((await send(again, as('bob', ['GET', 'ltm/pool']))).status).toBe(200);
  const first = `Basic ${Buffer.from('admin:first').toString('base64')}`;
  expect((await send(again, ['GET', 'ltm/pool', undefined, { authorization: first }])).status).toBe(401);
});

test('another administrator than admin can be had', async () => {
  await using bigip = await VirtualBigIp.start({ user: 'me', password: 'mine' });
  expect((await send(bigip, ['GET', 'auth/user/me'])).body).toMatchObject({ partitionAccess: [{ name: 'all-partitions', role: 'admin' }] });
  const admin = `Basic ${Buffer.from('admin:admin').toString('base64')}`;
  expect((await send(bigip, ['GET', 'ltm/pool', undefined, { authorization: admin }])).status).toBe(401);
});
