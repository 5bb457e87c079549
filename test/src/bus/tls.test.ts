/** TLS to NATS: what was asked for is never left out in silence. */
import { type Log, openNatsStore } from '@berth/bus';
import { expect, vi } from 'vitest';
import { steadyLeases } from './documents.ts';
import { soon, test } from './on-nats.ts';

test('a server named by tls:// that has no TLS is not spoken to', async ({ server }) => {
  const warn = vi.fn<Log['warn']>();
  const log: Log = { debug: () => undefined, info: () => undefined, warn, error: () => undefined };
  const end = new AbortController();
  const servers = [server.url.replace('nats://', 'tls://')];
  const opening = openNatsStore({ servers, program: 'test', instance: 'one', replicas: 1, leases: steadyLeases, log }, end.signal);
  const refused = expect.objectContaining({ reason: expect.stringContaining("server does not support 'tls'") });
  await vi.waitFor(() => expect(warn).toHaveBeenCalledWith(refused, 'could not connect to NATS, trying on'), soon);
  end.abort();
  await expect(opening).rejects.toThrow();
});
