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
