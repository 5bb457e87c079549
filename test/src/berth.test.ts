/** The `berth` command as a process of its own, over a real nats-server with documents that our own store put there. */
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Store } from '@berth/bus';
import { container, engine, holding, idOf, problem, service, serving, status, www1 } from '@berth/cli/testing';
import { freePort, type NatsServer, repository, startNats, waitUntil } from '@berth/local-stack';
import { Audit, auditSubject, type BucketName, containerChangeSubject, type Documents, documents, type Status } from '@berth/messages';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { type Ended, runEntry } from './run-entry.ts';
import { RunningEntry } from './running-entry.ts';
import { openTestStore } from './test-store.ts';

const entry = 'packages/cli/src/main.ts';
const forever = new AbortController();
let directory: string;
let nats: NatsServer;
let store: Store;
let config: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'berth-command-'));
  nats = await startNats({ directory: join(directory, 'nats') });
  config = join(directory, 'berth.yaml');
  await writeFile(
    config,
    `installation: shop
nats: { servers: ["${nats.url}"] }
sites:
  east:
    engines: { docker1: { url: "unix:///nowhere", address: 192.0.2.11 } }
    bigips: { edge: { units: [192.0.2.1], user: berth, passwordFile: /nowhere } }
`,
  );
});

afterAll(async () => {
  await nats?.[Symbol.asyncDispose]();
  await rm(directory, { recursive: true, force: true });
});

async function berth(...args: readonly string[]): Promise<Ended> {
  return await runEntry(entry, { args, env: { BERTH_CONFIG: config } });
}

async function put<B extends BucketName>(bucket: B, key: string, document: object): Promise<void> {
  const found = await store.read(bucket, key, forever.signal);
  const parsed: Documents[B] = documents[bucket].schema.parse(document);
  expect(await store.compareAndSet(bucket, { key, document: parsed, revision: found?.revision }, forever.signal)).toBeTypeOf('number');
}

describe.concurrent('with nothing on the bus', () => {
  test('nothing is well, nothing is known, and nothing is made by asking', async () => {
    expect(await berth('status')).toMatchObject({ code: 1, stdout: expect.stringContaining('no applier has ever reported on it') });
    expect(await berth('why', 'www')).toMatchObject({ code: 1, stdout: expect.stringContaining('www is no service') });
    const streams = await readdir(join(directory, 'nats/store/jetstream/$G/streams')).catch(() => []);
    expect(streams).toEqual([]);
  });

  test('its version, and that of Node, wherever it is called', async () => {
    const { version } = JSON.parse(await readFile(join(repository, 'package.json'), 'utf8'));
    const ended = await runEntry(entry, { args: ['--version'], env: { BERTH_CONFIG: '/nowhere/berth.yaml' } });
    expect(ended).toEqual({ code: 0, stdout: `berth ${version}, Node ${process.versions.node}\n`, stderr: '' });
  });

  test('NATS away: it says so soon, and what to do', async () => {
    const server = `nats://127.0.0.1:${await freePort()}`;
    const ended = await berth('status', '--server', server, '--json');
    expect(ended).toMatchObject({ code: 2, stdout: '' });
    expect(ended.stderr).toContain(`NATS can't be reached at ${server}: no answer within 5 s`);
    expect(ended.stderr).toContain('--server nats://HOST:4222');
  });

  test.for([
    { args: ['status'], config: '/nowhere/berth.yaml', says: 'there is no /nowhere/berth.yaml: name the configuration with BERTH_CONFIG' },
    { args: ['stauts'], config: undefined, says: 'Did you mean status?' },
    { args: ['freeze', 'egde'], config: undefined, says: 'there is no BIG-IP egde; known are: edge' },
    { args: ['watch', 'berth..x'], config: undefined, says: '"berth..x" is not a topic' },
    {
      args: ['watch', 'berth.desird.>'],
      config: undefined,
      says: 'nothing is ever told under berth.desird.>; did you mean berth.desired.>?',
    },
  ])('$args can not be asked: $says', async ({ args, config: file, says }) => {
    const ended = await runEntry(entry, { args, env: { BERTH_CONFIG: file ?? config } });
    expect(ended).toMatchObject({ code: 2, stdout: '', stderr: expect.stringContaining(says) });
  });

  test('a wrong configuration is named', async () => {
    const file = join(directory, 'wrong.yaml');
    await writeFile(file, 'installation: Shop_1\nsites: {}\n');
    const ended = await runEntry(entry, { args: ['status'], env: { BERTH_CONFIG: file } });
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('installation: an installation name must be a DNS label') });
  });

  test('a server is enough', async () => {
    const ended = await berth('status', '--json', '--server', nats.url);
    expect(JSON.parse(ended.stdout)).toMatchObject({ well: false, bigips: [], engines: [] });
  });
});

describe('with an installation at rest', () => {
  let leases: AsyncDisposableStack;

  beforeEach(async () => {
    await nats.wipe();
    store = await openTestStore(nats);
    leases = new AsyncDisposableStack();
    leases.use(store);
    const { 'berth-leases': held = {}, ...others } = holding();
    for (const name of Object.keys(held)) leases.use(await store.lease(name, { program: 'desk' }, forever.signal));
    for (const [bucket, keys] of Object.entries(others))
      for (const [key, document] of Object.entries(keys)) await put(bucket as BucketName, key, document);
    // It was looked at just now.
    await put('berth-engines', 'docker1', { ...engine(container('www-1', 'aaa1'), container('www-2', 'aaa2')), listedAt: Date.now() });
  });

  afterEach(async () => {
    await leases.disposeAsync();
  });

  test('all is well: exit code 0, for people and as JSON', async () => {
    const [text, json, why, whyJson] = await Promise.all([
      berth('status'),
      berth('status', '--json'),
      berth('why', 'www'),
      berth('why', 'www-1.apps.example.com', '--json'),
    ]);
    expect([text, json, why, whyJson]).toMatchObject(Array.from({ length: 4 }, () => ({ code: 0, stderr: '' })));
    expect(text.stdout).toContain('edge (ltm)  active; everything applied');
    expect(text.stdout).not.toContain('\u001b');
    expect(JSON.parse(json.stdout)).toMatchObject({ well: true, services: [{ service: 'www', offered: 2, members: 2 }] });
    expect(why.stdout).toContain('member 172.17.0.2:80  enabled  www-1');
    expect(JSON.parse(whyJson.stdout)).toMatchObject({ well: true, findings: [{ is: 'host name', places: [{ pool: '/berth/www' }] }] });
  });

  test('a problem: exit code 1, told where it matters', async () => {
    await put('berth-problems', 'planner-east.one', problem('container www-2: exposes no TCP port', 'engine docker1, container www-2'));
    const [all, its, another] = await Promise.all([berth('status'), berth('why', 'www-2'), berth('why', 'www-1')]);
    expect([all, its]).toMatchObject(
      Array.from({ length: 2 }, () => ({ code: 1, stdout: expect.stringContaining('exposes no TCP port') })),
    );
    expect(another).toMatchObject({ code: 0 });
  });

  test('names from outside can not steer the terminal', async () => {
    const name = 'www-1\u001b]0;owned\u0007\u001b[2J\u202e\r\n';
    await put('berth-engines', 'docker1', { ...engine(container(name, 'aaa1')), listedAt: Date.now() });
    await put('berth-problems', 'planner-east.one', problem(`container ${name}: no`, name));
    const origin = { ...www1, name };
    const member = { address: '172.17.0.2%0', port: 80, session: 'enabled', ratio: 1, priorityGroup: 0, connectionLimit: 0, origin };
    await put('berth-desired', 'ltm.edge.www', service(serving([member], [])));
    const asked = [['status'], ['why', name], ['why', 'docker1'], ['why', 'www', '--json']];
    for (const { stdout, stderr } of await Promise.all(asked.map((args) => berth(...args)))) {
      expect(stdout).toMatch(/www-1\\u001b/);
      expect(`${stdout}${stderr}`.replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    }
  });

  test('freeze holds until thaw, and says whether the applier follows', async () => {
    const freezing = berth('freeze', 'edge', '--reason', 'maintenance', '--json');
    const decided = await waitUntil('the decision', 60_000, () => store.read('berth-control', 'freeze.edge', forever.signal));
    expect(decided.value).toMatchObject({ document: { kind: 'freeze', reason: 'maintenance', by: expect.stringMatching(/^.+@.+$/) } });
    // As its applier does.
    await put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'held by ann: maintenance' } }));
    const frozen = await freezing;
    expect(frozen).toMatchObject({ code: 0, stderr: '' });
    expect(JSON.parse(frozen.stdout)).toMatchObject({
      actions: [{ kind: 'froze', bigip: 'edge' }],
      followers: [{ bigip: 'edge', follows: 'yes' }],
    });
    expect(await berth('status')).toMatchObject({ code: 1, stdout: expect.stringMatching(/frozen: held by .*: maintenance/) });
    expect(await berth('freeze', 'edge')).toMatchObject({ code: 0, stdout: expect.stringContaining('edge was already frozen by') });

    const thawing = berth('thaw', 'edge');
    await waitUntil('no decision', 60_000, async () => (await store.read('berth-control', 'freeze.edge', forever.signal)) === undefined);
    await put('berth-status', 'ltm.edge', status());
    expect(await thawing).toMatchObject({ code: 0, stdout: expect.stringContaining('edge (ltm)  active') });
    expect(await store.read('berth-control', 'installed.edge', forever.signal)).toBeUndefined();
    expect(await berth('thaw')).toMatchObject({ code: 0, stdout: expect.stringContaining('Nothing was frozen.') });
  });

  test('an applier that does not follow is told, and exit code 1', async () => {
    expect(await berth('freeze')).toMatchObject({ code: 1, stdout: expect.stringMatching(/Froze every BIG-IP.*\nedge \(ltm\) {2}active/) });
    await put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'held by ann' } }));
    expect(await berth('thaw', 'edge')).toMatchObject({
      code: 1,
      stdout: expect.stringMatching(/edge \(ltm\) {2}frozen: held by .*: no reason was given\n {2}let it go on: berth thaw\n/),
    });
    expect(await store.read('berth-control', 'freeze.=all', forever.signal)).toBeDefined();
  });

  test('without an applier the decision is kept for the next one', async () => {
    await store.remove('berth-leases', 'ltm.edge', forever.signal);
    expect(await berth('freeze')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('no applier runs; the next one will do as decided'),
    });
  });

  test('thaw lets go on what Berth froze by itself', async () => {
    await put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'it holds objects of ours' } }));
    const thawing = berth('thaw');
    const installed = await waitUntil('the record', 60_000, () => store.read('berth-control', 'installed.edge', forever.signal));
    expect(installed.value).toMatchObject({ document: { kind: 'installed', installation: 'shop' } });
    await put('berth-status', 'ltm.edge', status());
    expect(await thawing).toMatchObject({ code: 0, stdout: expect.stringContaining('Recorded that what edge holds') });
  });

  test('only the configuration knows the name that such a record needs', async () => {
    await put('berth-status', 'ltm.edge', status({ state: { kind: 'frozen', reason: 'it holds objects of ours' } }));
    const ended = await berth('thaw', '--server', nats.url);
    expect(ended).toMatchObject({ code: 2, stderr: expect.stringContaining('BERTH_CONFIG=berth.yaml berth thaw edge') });
    expect(await store.read('berth-control', 'installed.edge', forever.signal)).toBeUndefined();
  });

  test('watch tells a change on its way, with its latency', async () => {
    await using watch = new RunningEntry(entry, ['watch'], { BERTH_CONFIG: config });
    const at = Date.now();
    const before = container('www-3', 'aaa3', { state: 'exited' });
    const origin = { engine: 'docker1', container: idOf('aaa3'), name: 'www-3' };
    const audit = {
      v: 1,
      bigip: 'edge',
      at: at + 23,
      took: 5,
      request: 'POST …',
      outcome: { kind: 'done' },
      changes: [{ change: 'create', object: '/berth/www 172.17.0.4:80', cause: 'document', origin }],
    };
    const telling = setInterval(() => {
      store.publish(containerChangeSubject('docker1', idOf('aaa3')), {
        v: 1,
        change: 'changed',
        engine: 'docker1',
        site: 'east',
        at,
        before,
        after: container('www-3', 'aaa3'),
      });
      store.publish(auditSubject('ltm', 'edge'), Audit.parse(audit));
    }, 200);
    try {
      await watch.line('the container', (line) => line.endsWith('container www-3 changed on docker1, exited → running'));
      await watch.line('the write', (line) =>
        line.endsWith('edge: created /berth/www 172.17.0.4:80 for www-3 on docker1, 23 ms after the event'),
      );
    } finally {
      clearInterval(telling);
    }
    await put('berth-desired', 'ltm.edge.www', service(serving([], [])));
    await watch.line('the plan', (line) => line.endsWith('planned www on edge: nothing to serve'));
    await put('berth-problems', 'planner-east.one', problem('the name is disputed', 'engine docker1'));
    await watch.line('the problem', (line) => line.endsWith('problem: the name is disputed (engine docker1); do this'));
    await store.remove('berth-problems', 'planner-east.one', forever.signal);
    await watch.line('its end', (line) => line.endsWith('problem solved: the name is disputed'));
    watch.interrupt();
    expect(await watch.ended()).toBe(0);
  });

  test('watch of a topic: what is there, then what comes, as JSON lines, with revisions and deletions', async () => {
    await put('berth-status', 'ltm.edge', status());
    await using watch = new RunningEntry(entry, ['watch', 'berth.status.>'], { BERTH_CONFIG: config });
    const first = await watch.line('what is there', () => true);
    const message: { readonly subject: string; readonly revision: number; readonly value: Status } = JSON.parse(first);
    expect(message).toMatchObject({ subject: 'berth.status.ltm.edge', revision: expect.any(Number), value: { target: 'edge' } });
    await store.remove('berth-status', 'ltm.edge', forever.signal);
    const last = JSON.parse(await watch.line('the deletion', (line) => line.includes('"deleted"')));
    expect(last).toEqual({ subject: 'berth.status.ltm.edge', revision: expect.any(Number), deleted: true });
    expect(last.revision).toBeGreaterThan(message.revision);
  });

  test('watch ends when nobody reads any more', async () => {
    await using watch = new RunningEntry(entry, ['watch', '--json'], { BERTH_CONFIG: config });
    const telling = setInterval(() => store.publish('berth.audit.ltm.edge', {}), 20);
    try {
      const line = await watch.line('something', () => true);
      expect(JSON.parse(line)).toMatchObject({ kind: 'unreadable', subject: 'berth.audit.ltm.edge' });
      watch.stopReading();
      expect(await watch.ended()).toBe(0);
    } finally {
      clearInterval(telling);
    }
  });
});
