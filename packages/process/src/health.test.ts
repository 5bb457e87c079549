import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { Health } from './health.ts';
import { Meters } from './metrics/meters.ts';

test.for(['http', '0', '65536', '127.0.0.1', '::1:80'])('%s is no place to listen', async (where) => {
  await expect(Health.open(where, new Meters())).rejects.toThrow(/PORT or ADDRESS:PORT/);
});

test('a place that is taken is said', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  await expect(Health.open(`${address.port}`, new Meters())).rejects.toThrow(/^--health \d+: listen EADDRINUSE/);
});
