/** What the kernel is told so that it becomes as wanted. */

import { expect, test } from 'vitest';
import { commands, removals } from './difference.ts';
import type { Observed } from './kernel.ts';
import type { WantedAddress, WantedRoute } from './wanted.ts';

type Owner = 'unit' | 'other';

function observed(
  links: Readonly<Record<string, readonly (readonly [string, number, Owner])[]>>,
  routes: readonly string[] = [],
  down: readonly string[] = [],
): Observed {
  return {
    links: new Map(
      Object.entries(links).map(([name, addresses]) => [
        name,
        {
          state: down.includes(name) ? 'down' : 'up',
          addresses: addresses.map(([address, prefix, owner]) => ({ address, prefix, owner })),
        },
      ]),
    ),
    routes: new Set(routes),
  };
}

const self: WantedAddress = { family: 4, address: '10.31.1.1', prefix: 24, link: '1.1', role: 'self' };
const virtual: WantedAddress = { family: 6, address: 'fd00::80', prefix: 128, link: 'lo', role: 'virtual' };
const route: WantedRoute = { family: 4, network: '10.32.1.0/24', mtu: 0, way: { kind: 'gateway', address: '10.31.1.2', link: '1.1' } };
const blackhole: WantedRoute = { family: 4, network: '10.99.0.0/16', mtu: 0, way: { kind: 'blackhole' } };
const add = 'address add 10.31.1.1/24 dev 1.1 metric 39001';
const addRoute = 'route add 10.32.1.0/24 via 10.31.1.2 dev 1.1 proto 191';
const wanted = { addresses: [self], routes: [route] };

test.for([
  { when: 'nothing is there', at: observed({ '1.1': [] }), told: [add, addRoute] },
  { when: 'all is there', at: observed({ '1.1': [['10.31.1.1', 24, 'unit']] }, ['10.32.1.0/24 via 10.31.1.2 dev 1.1']), told: [] },
  { when: 'the address is there, set by another', at: observed({ '1.1': [['10.31.1.1', 24, 'other']] }), told: [addRoute] },
  {
    when: 'the address is on another link',
    at: observed({ '1.1': [], '1.2': [['10.31.1.1', 24, 'unit']] }),
    told: ['address delete 10.31.1.1/24 dev 1.2', add, addRoute],
  },
  { when: 'the link is down', at: observed({ '1.1': [] }, [], ['1.1']), told: [] },
  { when: 'the link is missing', at: observed({}), told: [] },
  {
    when: 'the route goes by another gateway',
    at: observed({ '1.1': [['10.31.1.1', 24, 'unit']] }, ['10.32.1.0/24 via 10.31.1.9 dev 1.1']),
    told: ['route delete 10.32.1.0/24 via 10.31.1.9 dev 1.1 proto 191', addRoute],
  },
])('when $when', ({ at, told }) => {
  expect(commands(wanted, at)).toEqual(told);
});

test('a virtual address is nobody’s source, and may be on any link', () => {
  const alone = { addresses: [virtual], routes: [] };
  expect(commands(alone, observed({ lo: [] }))).toEqual(['address add fd00::80/128 dev lo metric 39001 nodad preferred_lft 0']);
  expect(commands(alone, observed({ lo: [], '1.1': [['fd00::80', 64, 'other']] }))).toEqual([]);
});

test('a route to nowhere needs no link', () => {
  expect(commands({ addresses: [], routes: [blackhole] }, observed({}))).toEqual(['route add blackhole 10.99.0.0/16 proto 191']);
});

test('only what is the unit’s own is removed', () => {
  const at = observed(
    {
      '1.1': [
        ['10.31.1.1', 24, 'unit'],
        ['10.31.1.9', 24, 'other'],
      ],
    },
    ['10.32.1.0/24 via 10.31.1.2 dev 1.1'],
  );
  expect(removals(at)).toEqual(['route delete 10.32.1.0/24 via 10.31.1.2 dev 1.1 proto 191', 'address delete 10.31.1.1/24 dev 1.1']);
});
