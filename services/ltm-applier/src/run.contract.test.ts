/** The program between a bus and a BIG-IP: when it writes, what it tells, and how it gets over faults. */
import { writeFile } from 'node:fs/promises';
import { lookAtCertificate } from '@berth/icontrol';
import { byHand } from '@berth/reconcile/testing';
import { describe, expect, vi } from 'vitest';
import { base, container, service, www1, www2 } from './testing/documents.ts';
import { soon, test } from './testing/program.ts';

const one = service('www', [www1]);
const two = service('www', [www1, www2]);

// Most of the time goes by in waiting for a status, which comes once a second.
describe.concurrent('the program', () => {
  test('fills an empty BIG-IP, saves it, and says so', async ({ bigip, desk, applier }) => {
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => {
      expect(desk.status).toMatchObject({
        state: { kind: 'active' },
        behindBy: 0,
        owned: { pools: 1, members: 1, records: 2 },
        exceptions: [],
      });
      expect(desk.status?.unsavedSince).toBeUndefined();
    }, soon);
    expect(await desk.isInstalled()).toBe(true);
    expect(bigip.requests.since(0).some(({ path }) => path === '/mgmt/tm/sys/config')).toBe(true);
    expect(desk.audits.flatMap(({ changes }) => changes)).toContainEqual({
      change: 'create',
      object: '/berth/www 10.0.0.1:80',
      cause: 'document',
      origin: { engine: 'docker1', container: container('www-1'), name: 'www-1' },
    });
  });

  test('a restart with nothing changed writes nothing', async ({ bigip, desk, applier }) => {
    await desk.plan(base(), two);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 2 } }), soon);
    await applier.stop();
    const { writes } = bigip.requests.counters;
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ state: { kind: 'active' }, behindBy: 0 }), soon);
    await vi.waitFor(() => expect(applier.logged('changed its state')).toBeGreaterThan(1), soon);
    expect(bigip.requests.counters.writes).toBe(writes);
  });

  test('what an earlier holder of the lease did not come to save is saved', async ({ bigip, desk, applier, elsewhere }) => {
    await elsewhere.fill(base(), two);
    await desk.install();
    await desk.plan(base(), two);
    const { writes } = bigip.requests.counters;
    await applier.start();
    await vi.waitFor(() => expect(applier.logged('saved the configuration')).toBe(1), soon);
    expect(bigip.requests.counters.writes).toBe(writes);
  });

  test("saves when none of the BIG-IP's other appliers does", async ({ desk, applier }) => {
    {
      await using _turn = await desk.turn();
      await desk.plan(base(), one);
      await applier.start();
      await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 1 } }), soon);
      await vi.waitFor(() => expect(applier.logged('waiting for a lease')).toBe(1), soon);
      expect(applier.logged('saved the configuration')).toBe(0);
    }
    await vi.waitFor(() => expect(applier.logged('saved the configuration')).toBe(1), soon);
  });

  test('one container more is two writes', async ({ bigip, desk, applier }) => {
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 1 } }), soon);
    const { writes } = bigip.requests.counters;
    await desk.set(two);
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 2, records: 3 } }), soon);
    expect(bigip.requests.counters.writes).toBe(writes + 2);
  });

  test('writes nothing without a plan, nor while frozen, and goes on when thawed', async ({ bigip, desk, applier }) => {
    await desk.set(one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status?.state).toEqual({ kind: 'waiting', reason: 'there is no plan' }), soon);
    await desk.freeze();
    await desk.plan(base(), one);
    await vi.waitFor(
      () => expect(desk.status).toMatchObject({ state: { kind: 'frozen', reason: 'held by ann: maintenance' }, behindBy: 2 }),
      soon,
    );
    expect(bigip.requests.counters.writes).toBe(0);
    await desk.thaw();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ state: { kind: 'active' }, behindBy: 0, owned: { members: 1 } }), soon);
  });

  test('a bus that knows nothing of what is on the BIG-IP freezes it', async ({ bigip, desk, applier, elsewhere }) => {
    await elsewhere.fill(base(), two);
    const { writes } = bigip.requests.counters;
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ state: { kind: 'frozen' }, owned: { members: 2 } }), soon);
    expect(bigip.requests.counters.writes).toBe(writes);
    expect(await desk.isInstalled()).toBe(false);
    await desk.install();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ state: { kind: 'active' }, owned: { members: 1 } }), soon);
  });

  test('tells that the certificate of the BIG-IP ends soon', async ({ bigip, desk, applier }) => {
    await desk.plan(base(), one);
    const { hostname: host, port } = new URL(bigip.url);
    const trust = { kind: 'ca', pem: bigip.ca } as const;
    const { certificate } = await lookAtCertificate({ host, port: Number(port), trust, timeout: 20_000 }, AbortSignal.timeout(20_000));
    const early = certificate.validUntil - 20 * 24 * 3600 * 1000 - Date.now();
    await applier.start({ now: () => Date.now() + early });
    const what = await desk.problem((each) => each.startsWith('the certificate of '));
    expect(what).toContain(`the certificate of ${host}:${port} ends on `);
  });

  test("another installation's partition stops it", async ({ bigip, desk, applier }) => {
    await byHand(bigip, 'POST', '/auth/partition', { name: 'berth', description: 'berth/1 shop-west' });
    const { writes } = bigip.requests.counters;
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(
      () => expect(desk.status?.state).toEqual({ kind: 'waiting', reason: 'partition /berth belongs to the installation shop-west' }),
      soon,
    );
    expect(bigip.requests.counters.writes).toBe(writes);
  });

  test('an orphan is told as long as an engine is unknown, and goes when the plan is whole and old enough', async ({
    config,
    desk,
    applier,
    elsewhere,
  }) => {
    await elsewhere.fill(base(), two, service('api', []));
    await desk.install();
    const planned = performance.now();
    await desk.plan(base(), service('api', [], { partial: ['docker2'] }));
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ exceptions: [{ kind: 'orphaned', object: '/berth/www' }] }), soon);
    await desk.set(service('api', []));
    await vi.waitFor(() => expect(desk.status).toMatchObject({ owned: { pools: 1, members: 0 }, exceptions: [] }), soon);
    expect(performance.now() - planned).toBeGreaterThan(config.timing.orphanAge);
  });

  test('drift is found in the background and repaired', async ({ bigip, desk, applier }) => {
    await desk.plan(base(), two);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 2 } }), soon);
    await byHand(bigip, 'DELETE', '/ltm/pool/~berth~www/members/~berth~10.0.0.1:80');
    await vi.waitFor(
      () => expect(desk.audits.flatMap(({ changes }) => changes)).toContainEqual(expect.objectContaining({ cause: 'drift' })),
      soon,
    );
    expect(Object.keys(bigip.snapshot()['ltm/pool/members'] ?? bigip.snapshot()['ltm/pool/member'] ?? {})).toHaveLength(2);
  });

  test.for([
    { fault: 'busy' },
    { fault: 'unregistered' },
    { fault: 'restarting' },
    { fault: 'servlet-timeout' },
    { fault: 'mcpd-lost' },
    { fault: 'reset-before' },
    { fault: 'reset-after' },
  ] as const)('gets over $fault, on writes and on everything', async ({ fault }, { bigip, desk, applier }) => {
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 1 } }), soon);
    {
      using _writes = bigip.fault({ kind: fault, methods: ['POST', 'PATCH', 'DELETE'], times: 2 });
      await desk.set(two);
      await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 2, records: 3 }, exceptions: [] }), soon);
    }
    {
      using _everything = bigip.fault({ kind: fault });
      await desk.set(one);
      await vi.waitFor(() => expect(desk.status?.state.kind).toBe('unreachable'), soon);
    }
    await vi.waitFor(
      () =>
        expect(desk.status).toMatchObject({ state: { kind: 'active' }, behindBy: 0, owned: { members: 1, records: 2 }, exceptions: [] }),
      soon,
    );
    // What its own requests did, though nobody answered them, is nobody else's doing.
    expect(desk.statuses.flatMap(({ exceptions }) => exceptions)).toEqual([]);
  });

  test('an ended token is replaced without a trace', async ({ bigip, desk, applier }) => {
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 1 } }), soon);
    bigip.expireTokens();
    await desk.set(two);
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 2 } }), soon);
    expect(desk.audits.every(({ outcome }) => outcome.kind === 'done')).toBe(true);
  });

  test('a changed password is read from its file', async ({ bigip, desk, applier, config }) => {
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 1 } }), soon);
    await byHand(bigip, 'PATCH', `/auth/user/${bigip.user}`, { password: 'another one' });
    bigip.expireTokens();
    await desk.set(two);
    await vi.waitFor(() => expect(desk.status?.state.kind).toBe('unreachable'), soon);
    for (const { passwordFile } of config.bigips) await writeFile(passwordFile, 'another one');
    await vi.waitFor(() => expect(desk.status).toMatchObject({ state: { kind: 'active' }, behindBy: 0, owned: { members: 2 } }), soon);
  });

  test('a spare waits, and takes over when the holder leaves', async ({ bigip, desk, applier, spare }) => {
    await desk.plan(base(), one);
    await applier.start();
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 1 } }), soon);
    await spare.start();
    const { writes } = bigip.requests.counters;
    await applier.stop();
    await desk.set(two);
    await vi.waitFor(() => expect(desk.status).toMatchObject({ behindBy: 0, owned: { members: 2 } }), soon);
    expect(bigip.requests.counters.writes).toBe(writes + 2);
  });
});
