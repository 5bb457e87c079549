import { expect, test } from 'vitest';
import { Health } from './health.ts';

test.for(['http', '0', '65536', '127.0.0.1', '::1:80'])('%s is no place to listen', async (where) => {
  await expect(Health.open(where)).rejects.toThrow(/PORT or ADDRESS:PORT/);
});

test('a place that is taken is said', async () => {
  await using _first = await Health.open('28473');
  await expect(Health.open('28473')).rejects.toThrow(/--health 28473: listen EADDRINUSE/);
});
