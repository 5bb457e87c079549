import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { certificateProblem, watchCertificates } from './certificate-watch.ts';

const now = Date.UTC(2026, 0, 1);

test.for([
  { ends: Date.UTC(2026, 0, 31, 0, 0, 1), says: undefined },
  { ends: Date.UTC(2026, 0, 31), says: 'the certificate of nats://a:4222 ends on 2026-01-31, in 30 days; ' },
  { ends: Date.UTC(2026, 0, 2, 12), says: 'the certificate of nats://a:4222 ends on 2026-01-02, in 1 day; ' },
])('a certificate that ends at $ends is told: $says', ({ ends, says }) => {
  const what = certificateProblem('nats://a:4222', ends, now)?.what;
  if (says === undefined) expect(what).toBeUndefined();
  else expect(what).toContain(says);
});

const quiet = () => undefined;

test('servers that say nothing keep nobody from ending', async () => {
  // Their patience never ends, so only the closing ends the watch.
  const timeout = vi.spyOn(AbortSignal, 'timeout').mockImplementation(() => new AbortController().signal);
  onTestFinished(() => timeout.mockRestore());
  await using server = createServer((socket) => socket.resume());
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const silent = `nats://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const closing = new AbortController();
  const watching = watchCertificates({
    connection: { signal: closing.signal },
    servers: [silent, silent, silent],
    caFile: import.meta.filename,
    report: quiet,
    log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
  });
  await once(server, 'connection');
  closing.abort();
  await expect(watching).resolves.toBeUndefined();
});
