/** Monitor expressions as versions write them. */
import { expect, test } from 'vitest';
import { normalMonitor } from './monitor.ts';

test.for([
  { text: '/Common/tcp ', normal: '/Common/tcp' },
  { text: '/Common/tcp and /Common/http ', normal: '/Common/http and /Common/tcp' },
  { text: 'min 1 of { /Common/tcp /Common/http }', normal: 'min 1 of { /Common/http /Common/tcp }' },
  { text: 'min 1 of /Common/tcp /Common/http', normal: 'min 1 of { /Common/http /Common/tcp }' },
  { text: 'none', normal: '' },
  { text: '', normal: '' },
])('"$text" is "$normal"', ({ text, normal }) => {
  expect(normalMonitor(text)).toBe(normal);
  expect(normalMonitor(normal)).toBe(normal);
});
