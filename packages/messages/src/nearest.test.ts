import { expect, test } from 'vitest';
import { nearest } from './nearest.ts';

test.for([
  { text: 'prot', meant: 'port' },
  { text: 'lbmethod', meant: 'lb-method' },
  { text: 'Host', meant: 'host' },
  { text: 'something-else', meant: undefined },
])('$text is nearest to $meant', ({ text, meant }) => {
  expect(nearest(text, ['port', 'host', 'lb-method'])).toBe(meant);
});

test('a text of any length is soon told to be nothing that there is', () => {
  const before = process.cpuUsage();
  for (let at = 0; at < 100; at++) expect(nearest(`port${'x'.repeat(60_000)}`, ['port', 'host', 'lb-method'])).toBe(undefined);
  expect(process.cpuUsage(before).user).toBeLessThan(500_000);
});
