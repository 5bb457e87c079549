/** How many connections each member gets, by mode. */
import { expect, test } from 'vitest';
import { activeGroup, type Candidate, choose, type Turns } from './load-balancing.ts';

function member(name: string, properties: Partial<Candidate> = {}): Candidate {
  return { name, address: name, ratio: 1, nodeRatio: 1, priorityGroup: 0, connectionLimit: 0, connections: 0, ramp: 1, ...properties };
}

/** Chooses `times` times; with `keep`, each connection stays. */
function shares(mode: string, members: readonly Candidate[], { times, keep }: { times: number; keep: 'open' | 'closed' }): string {
  const turns: Turns = new Map();
  const got = new Map(members.map(({ name }) => [name, 0]));
  for (let n = 0; n < times; n += 1) {
    const now = members.map((one) => ({ ...one, connections: one.connections + (keep === 'open' ? (got.get(one.name) ?? 0) : 0) }));
    const name = choose(now, mode, turns)?.name ?? '';
    got.set(name, (got.get(name) ?? 0) + 1);
  }
  return [...got].map(([name, count]) => `${name} ${count}`).join(', ');
}

test.for([
  { mode: 'round-robin', members: [member('a'), member('b'), member('c')], times: 9, shares: 'a 3, b 3, c 3' },
  { mode: 'round-robin', members: [member('a', { ratio: 5 }), member('b')], times: 8, shares: 'a 4, b 4' },
  { mode: 'ratio-member', members: [member('a', { ratio: 3 }), member('b')], times: 8, shares: 'a 6, b 2' },
  {
    mode: 'ratio-member',
    members: [member('a', { ratio: 1 }), member('b', { ratio: 2 }), member('c', { ratio: 7 })],
    times: 100,
    shares: 'a 10, b 20, c 70',
  },
  { mode: 'ratio-node', members: [member('a', { nodeRatio: 2, ratio: 9 }), member('b')], times: 9, shares: 'a 6, b 3' },
  { mode: 'ratio-session', members: [member('a', { ratio: 2 }), member('b')], times: 9, shares: 'a 6, b 3' },
  { mode: 'least-connections-member', members: [member('a', { connections: 4 }), member('b')], times: 6, shares: 'a 1, b 5' },
  { mode: 'least-connections-member', members: [member('a'), member('b'), member('c')], times: 9, shares: 'a 3, b 3, c 3' },
  { mode: 'observed-member', members: [member('a', { connections: 2 }), member('b')], times: 4, shares: 'a 1, b 3' },
  {
    mode: 'least-connections-node',
    members: [member('a', { address: 'n' }), member('b', { address: 'n' }), member('c', { address: 'm' })],
    times: 8,
    shares: 'a 2, b 2, c 4',
  },
  { mode: 'ratio-least-connections-member', members: [member('a', { ratio: 3 }), member('b')], times: 8, shares: 'a 6, b 2' },
  {
    mode: 'weighted-least-connections-member',
    members: [member('a', { connectionLimit: 30 }), member('b', { connectionLimit: 10 })],
    times: 8,
    shares: 'a 6, b 2',
  },
  {
    mode: 'least-connections-member',
    members: [member('a', { connections: 8 }), member('b', { ramp: 0.1 })],
    times: 10,
    shares: 'a 9, b 1',
  },
])('$mode gives $shares', ({ mode, members, times, shares: expected }) => {
  expect(shares(mode, members, { times, keep: mode.startsWith('r') && !mode.includes('least') ? 'closed' : 'open' })).toBe(expected);
});

test('a member that comes or goes changes nobody else by more than one', () => {
  const turns: Turns = new Map();
  const count = (members: readonly Candidate[]): string => {
    const names: string[] = [];
    for (let n = 0; n < members.length; n += 1) names.push(choose(members, 'round-robin', turns)?.name ?? '');
    return names.toSorted((x, y) => (x < y ? -1 : 1)).join('');
  };
  const [a, b, c] = [member('a'), member('b'), member('c')];
  expect([count([a, b]), count([a, b, c]), count([a, b, c]), count([b, c]), count([b, c])]).toEqual(['ab', 'abc', 'abc', 'bc', 'bc']);
});

test('nobody is chosen of nobody', () => {
  for (const mode of ['round-robin', 'least-connections-member', 'ratio-node']) expect(choose([], mode, new Map())).toBeUndefined();
});

test.for([
  { least: 0, groups: [1, 2, 3], active: [1, 2, 3] },
  { least: 1, groups: [1, 2, 2, 3], active: [3] },
  { least: 2, groups: [1, 2, 2, 3], active: [2, 2, 3] },
  { least: 3, groups: [1, 2, 2, 3], active: [2, 2, 3] },
  { least: 4, groups: [1, 2, 2, 3], active: [1, 2, 2, 3] },
  { least: 9, groups: [1, 2, 2, 3], active: [1, 2, 2, 3] },
  { least: 1, groups: [], active: [] },
])('with at least $least active of groups $groups, those of $active are', ({ least, groups, active }) => {
  const members = groups.map((priorityGroup, at) => member(String(at), { priorityGroup }));
  expect(activeGroup(members, least).map(({ priorityGroup }) => priorityGroup)).toEqual(active);
});
