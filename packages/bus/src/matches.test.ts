/** Which keys a filter means. */
import { expect, test } from 'vitest';
import { matches } from './matches.ts';

test.for([
  { filter: 'ltm.edge', key: 'ltm.edge', matched: true },
  { filter: 'ltm.edge', key: 'ltm.edge.www', matched: false },
  { filter: 'ltm.edge.www', key: 'ltm.edge', matched: false },
  { filter: '>', key: 'docker1', matched: true },
  { filter: 'ltm.>', key: 'ltm', matched: false },
  { filter: 'ltm.>', key: 'ltm.edge.=base', matched: true },
  { filter: 'ltm.>', key: 'ltmx.edge', matched: false },
  { filter: '*.edge', key: 'dns.edge', matched: true },
  { filter: '*.edge', key: 'dns.core', matched: false },
  { filter: 'ltm.*.>', key: 'ltm.edge', matched: false },
  { filter: 'ltm.*.>', key: 'ltm.edge.www.a', matched: true },
])('$filter means $key: $matched', ({ filter, key, matched }) => {
  expect(matches(filter, key)).toBe(matched);
});
