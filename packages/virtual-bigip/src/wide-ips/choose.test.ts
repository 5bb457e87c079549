/** Turns and networks, where no listener is needed to see them. */
import { expect, test } from 'vitest';
import { inTurn, networkOf } from './choose.ts';

test.for([
  { ratios: [1, 1, 1], times: 9, first: [3, 3, 3] },
  { ratios: [3, 0, 1], times: 8, first: [6, 0, 2] },
  { ratios: [65_535, 1], times: 65_536, first: [65_535, 1] },
  { ratios: [5], times: 4, first: [4] },
])('in $times turns, members with the ratios $ratios come first $first times', ({ ratios, times, first }) => {
  const members = ratios.map((ratio, order) => ({ name: `m${order}`, order, ratio }));
  const counts = ratios.map(() => 0);
  for (let count = 0; count < times; count += 1) {
    const order = inTurn(members, 'ratio', { count, client: '192.0.2.1' })[0]?.order ?? -1;
    counts[order] = (counts[order] ?? 0) + 1;
  }
  expect(counts).toEqual(first);
});

test('nobody has a turn when all ratios are 0', () => {
  expect(inTurn([{ name: 'm', order: 0, ratio: 0 }], 'ratio', { count: 0, client: '192.0.2.1' })).toEqual([]);
});

test.for([
  { client: '192.0.2.77', ipv4: 32, ipv6: 128, network: '192.0.2.77' },
  { client: '192.0.2.77', ipv4: 20, ipv6: 128, network: '192.0.0.0' },
  { client: '192.0.2.77', ipv4: 26, ipv6: 128, network: '192.0.2.64' },
  { client: '192.0.2.77', ipv4: 0, ipv6: 128, network: '0.0.0.0' },
  { client: '::ffff:192.0.2.77', ipv4: 24, ipv6: 128, network: '192.0.2.0' },
  { client: '2001:db8:1:2::9', ipv4: 32, ipv6: 48, network: '2001:db8:1::' },
])('$client is in $network by $ipv4 and $ipv6 bits', ({ client, network, ...prefixes }) => {
  expect(networkOf(client, prefixes)).toBe(network);
});
