import { once } from 'node:events';
import { type AddressInfo, createServer } from 'node:net';
import { expect, onTestFinished, test, vi } from 'vitest';
import { watchCertificates } from './certificate-watch.ts';

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
