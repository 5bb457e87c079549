/** What an operator decides by the `berth` command: freeze and thaw. */
import { status } from '@berth/cli/testing';
import { waitUntil } from '@berth/local-stack';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { AskedInstallation, forever } from './asked-installation.ts';

let asked: AskedInstallation;

beforeAll(async () => {
  asked = await AskedInstallation.start();
});
afterAll(async () => await asked?.[Symbol.asyncDispose]());
beforeEach(async () => await asked.rest());

test('freeze holds until thaw, and says whether the applier follows', async () => {
  const freezing = asked.berth('freeze', 'edge', '--reason', 'maintenance', '--json');
  const decided = await waitUntil('the decision', 60_000, () => asked.store.read('berth-control', 'freeze.edge', forever.signal));
  expect(decided.value).toMatchObject({ document: { kind: 'freeze', reason: 'maintenance', by: expect.stringMatching(/^.+@.+$/) } });
  // As its applier does.
  await asked.put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'held by ann: maintenance' } }));
  const frozen = await freezing;
  expect(frozen).toMatchObject({ code: 0, stderr: '' });
  expect(JSON.parse(frozen.stdout)).toMatchObject({
    actions: [{ kind: 'froze', bigip: 'edge' }],
    followers: [{ bigip: 'edge', follows: 'yes' }],
  });
  expect(await asked.berth('status')).toMatchObject({ code: 1, stdout: expect.stringMatching(/frozen: held by .*: maintenance/) });
  expect(await asked.berth('freeze', 'edge')).toMatchObject({ code: 0, stdout: expect.stringContaining('edge was already frozen by') });

  const thawing = asked.berth('thaw', 'edge');
  await waitUntil(
    'no decision',
    60_000,
    async () => (await asked.store.read('berth-control', 'freeze.edge', forever.signal)) === undefined,
  );
  await asked.put('berth-status', 'ltm.edge', status());
  expect(await thawing).toMatchObject({ code: 0, stdout: expect.stringContaining('edge (ltm)  active') });
  expect(await asked.store.read('berth-control', 'installed.edge', forever.signal)).toBeUndefined();
  expect(await asked.berth('thaw')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was frozen.') });
});

test('an applier that does not follow is told, and exit code 1', async () => {
  expect(await asked.berth('freeze')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/Froze every BIG-IP.*\nedge \(ltm\) {2}active/),
  });
  await asked.put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'held by ann' } }));
  expect(await asked.berth('thaw', 'edge')).toMatchObject({
    code: 1,
    stdout: expect.stringMatching(/edge \(ltm\) {2}frozen: held by .*: no reason was given\n {2}let it go on: berth thaw\n/),
  });
  expect(await asked.store.read('berth-control', 'freeze.=all', forever.signal)).toBeDefined();
});

test('without an applier the decision is kept for the next one', async () => {
  await asked.store.remove('berth-leases', 'ltm.edge', forever.signal);
  expect(await asked.berth('freeze')).toMatchObject({
    code: 0,
    stdout: expect.stringContaining('no applier runs; the next one will do as decided'),
  });
});

test('thaw lets go on what Berth froze by itself', async () => {
  await asked.put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'it holds objects of ours' } }));
  const thawing = asked.berth('thaw');
  const installed = await waitUntil('the record', 60_000, () => asked.store.read('berth-control', 'installed.edge', forever.signal));
  expect(installed.value).toMatchObject({ document: { kind: 'installed', installation: 'shop' } });
  await asked.put('berth-status', 'ltm.edge', status());
  expect(await thawing).toMatchObject({ code: 0, stdout: expect.stringContaining('Recorded that what edge holds') });
});

test('only the configuration knows the name that such a record needs', async () => {
  await asked.put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'it holds objects of ours' } }));
  const ended = await asked.berth('thaw', '--server', asked.nats.url);
  expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('BERTH_CONFIG=berth.yaml berth thaw edge') });
  expect(await asked.store.read('berth-control', 'installed.edge', forever.signal)).toBeUndefined();
});
