/** The applier's choice of a shard and the rule's are one. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { shardName } from './shard-name.ts';
import { asked, httpVirtual } from './testing/http-virtual.ts';

const label = fc.stringMatching(/^[a-z0-9]([a-z0-9-]{0,20}[a-z0-9])?$/);

test('a record is found in the shard that its name stands for', async () => {
  await fc.assert(
    fc.asyncProperty(fc.uniqueArray(label, { minLength: 1, maxLength: 60 }), fc.integer({ min: 1, max: 100 }), async (labels, shards) => {
      const names = labels.map((name) => `${name}.some.zone`);
      const containers = Object.fromEntries(names.map((name) => [name, '/T/www 10.0.0.1 80']));
      await using rules = httpVirtual({ settings: { shards, zones: ['some.zone'] }, containers });
      const connection = rules.connection();
      for (const name of names) expect(await asked(connection, name)).toBe('member /T/10.0.0.1:80');
    }),
    { numRuns: 15 },
  );
});

test.for([
  { shards: 1, host: 'www-1.apps.example.com', name: 'g' },
  { shards: 16, host: 'www-1.apps.example.com', name: 'g_07' },
  { shards: 16, host: 'www-1.other.zone', name: 'g_07' },
  { shards: 100, host: 'www-1', name: 'g_55' },
])('$host is in $name of $shards', ({ shards, host, name }) => {
  expect(shardName('g', shards, host)).toBe(name);
});
