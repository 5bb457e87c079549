/** The certificate of NATS ends soon, which somebody should be told. */
import { join } from 'node:path';
import { openNatsStore } from '@berth/bus';
import { initSecurity } from '@berth/cli';
import { ownDirectory, startNats, waitUntil } from '@berth/local-stack';
import { expect, test } from 'vitest';
import { steadyLeases } from '../bus/documents.ts';

const day = 24 * 3600 * 1000;

test('the planner tells of a certificate that ends within 30 days', async () => {
  await using directory = await ownDirectory('certificate');
  const nats = join(directory.path, 'nats');
  const about = {
    installation: 'laboratory',
    users: [{ kind: 'planner' }] as const,
    directory: directory.path,
    mountedAt: directory.path,
    store: join(nats, 'store'),
  };
  const { ends } = await initSecurity({ ...about, hosts: ['127.0.0.1', 'localhost'], cluster: [], now: Date.now() - 710 * day });
  await using server = await startNats({ directory: nats, config: join(directory.path, 'nats-server.conf') });
  const quiet = () => undefined;
  const log = { debug: quiet, info: quiet, warn: quiet, error: quiet };
  const { signal } = new AbortController();
  const key = { caFile: join(directory.path, 'ca.pem'), nkeyFile: join(directory.path, 'users/planner.nk') };
  const options = { ...key, servers: [server.url], program: 'planner', instance: 'test', replicas: 1, leases: steadyLeases, log };
  await using store = await openNatsStore(options, signal);
  await using _lease = await store.lease('planner.here', { program: 'planner' }, signal);
  const told = await waitUntil('the problem', 30_000, async () => {
    for await (const { entries } of store.watch('berth-problems', 'bus-planner.>', AbortSignal.timeout(5000)))
      return entries.find(({ value }) => value.kind === 'document')?.value;
    return undefined;
  });
  const what = `the certificate of ${server.url} ends on ${ends.toISOString().slice(0, 10)}, in 19 days; `;
  expect(told).toMatchObject({ document: { severity: 'warning', what: expect.stringContaining(what) } });
});
