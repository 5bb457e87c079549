/** What `npm run lab -- --smoke` promises. */
import { readdirSync } from 'node:fs';
import { expect, test } from 'vitest';
import { runEntry } from './run-entry.ts';

test('containers of two hosts reach each other through the BIG-IP, by the names that it answers, as the laboratory proves', async () => {
  const { code, stdout, stderr } = await runEntry('packages/local-stack/src/lab/main.ts', { args: ['--smoke'] });
  expect({ code, stdout, stderr }).toMatchObject({ code: 0, stdout: expect.stringMatching(/All is as it should be\.\n$/) });
  const [, namespace = ''] = stdout.match(/namespace (\S+)-docker1/) ?? [];
  expect(readdirSync('/run/netns').filter((name) => name.startsWith(namespace))).toEqual([]);
});
