/** Which unit of a pair the session is with, while one of them does not answer. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { VirtualDeviceGroup } from '@berth/virtual-bigip';
import { test as base, expect } from 'vitest';
import { Link, type LinkOptions } from './link.ts';

const silent = () => undefined;
const signal = new AbortController().signal;

/** Asks its units only when a session is opened. */
const test = base.extend<{ group: VirtualDeviceGroup; link: Link }>({
  group: async ({ task: _task }, use) => {
    await using group = await VirtualDeviceGroup.start();
    await use(group);
  },
  link: async ({ group }, use) => {
    const directory = await mkdtemp(join(tmpdir(), 'link-'));
    const passwordFile = join(directory, 'password');
    await writeFile(passwordFile, group.unit(0).password);
    const bigip = {
      name: 'edge',
      partition: 'Common',
      user: group.unit(0).user,
      passwordFile,
      units: group.units.map(({ url }) => new URL(url).host),
      fingerprints: group.units.map(({ fingerprint }) => fingerprint),
    };
    const log = { debug: silent, info: silent, warn: silent, error: silent };
    const link = new Link({
      bigip,
      timing: { requestTimeout: 1000, roles: 60_000 },
      log,
      onFacts: silent,
      onChange: silent,
    } as unknown as LinkOptions);
    await use(link);
    await link.close();
    await rm(directory, { recursive: true });
  },
});

test('a unit that hangs is told, and not waited for again', async ({ group, link }) => {
  const [first, second] = [group.unit(0), group.unit(1)];
  expect((await link.open(signal)).session.unit).toBe(new URL(first.url).host);
  first.fault({ kind: 'hang', path: '/mgmt' });
  link.doubt();
  const [away, standby] = [new URL(first.url).host, new URL(second.url).host];
  await expect(link.open(signal)).rejects.toThrow(
    new RegExp(`no unit is active: ${away} can not be asked \\(.*no answer within .*\\); ${standby} is standby`),
  );
  using _unfit = group.failsafe(0);
  const asked = first.requests.counters.requests;
  expect((await link.open(signal)).session.unit).toBe(standby);
  expect(first.requests.counters.requests).toBe(asked);
});

test('units that were all away are found again at the next try', async ({ group, link }) => {
  await link.open(signal);
  {
    using faults = new DisposableStack();
    for (const unit of group.units) faults.use(unit.fault({ kind: 'reset-before', path: '/mgmt' }));
    link.doubt();
    await expect(link.open(signal)).rejects.toThrow(/no unit can be asked/);
  }
  expect((await link.open(signal)).session.unit).toBe(new URL(group.unit(0).url).host);
});

test('units that do not agree which is active are asked which traffic group decides: it may be another one', async ({ group, link }) => {
  const reads = () =>
    group.units.map(({ requests }) => requests.since(0).filter(({ path }) => path === '/mgmt/tm/sys/folder/~Common').length);
  await link.open(signal);
  link.doubt();
  await link.open(signal);
  expect(reads()).toEqual([1, 1]);
  using _first = group.failsafe(0);
  using _second = group.failsafe(1);
  for (const all of [1, 2]) {
    link.doubt();
    await expect(link.open(signal)).rejects.toThrow(/no unit is active/);
    expect(reads()).toEqual([all, all]);
  }
});
