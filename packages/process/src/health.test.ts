import { once } from 'node:events';
import { createServer } from 'node:net';
import { Gauge } from 'prom-client';
import { expect, onTestFinished, test } from 'vitest';
import { Health } from './health.ts';

test.for(['http', '0', '65536', '127.0.0.1', '::1:80'])('%s is no place to listen', async (where) => {
  await expect(Health.open(where)).rejects.toThrow(/PORT or ADDRESS:PORT/);
});

test('a place that is taken is said', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  onTestFinished(() => void other.close());
  await once(other, 'listening');
  const address = other.address();
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  await expect(Health.open(`${address.port}`)).rejects.toThrow(/^--health \d+: listen EADDRINUSE/);
});

test('what can not be measured is said, and the program goes on', async () => {
  const port = await freePort();
  await using health = await Health.open(`${port}`);
  const collect = () => {
    throw new Error('no such file');
  };
  new Gauge({ name: 'broken', help: 'Broken.', registers: [health.meters.registry], collect });
  const answer = await fetch(`http://127.0.0.1:${port}/metrics`);
  expect([answer.status, await answer.text()]).toEqual([500, 'no such file\n']);
});

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('it listens on a port');
  return address.port;
}
