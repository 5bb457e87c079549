/** What of a list entry asks for another inspection. */
import { expect, test } from 'vitest';
import type { Listed } from './docker/answers.ts';
import { summaryOf } from './summary.ts';
import { listed } from './testing/recorded.ts';

function named(name: string): Listed {
  const found = listed.find(({ Names }) => Names?.includes(`/${name}`));
  if (found === undefined) throw new Error(`no ${name} was recorded`);
  return found;
}

test.for([
  { name: 'healthy', Status: 'Up Less than a second (healthy)' },
  { name: 'healthy', Status: 'Up 3 days (healthy)' },
  { name: 'multi', Status: 'Up About an hour' },
  { name: 'exited', Status: 'Exited (7) 2 weeks ago' },
  { name: 'paused', Status: 'Up 4 hours (Paused)' },
])('time that passes makes no difference: $name, $Status', ({ name, Status }) => {
  expect(summaryOf({ ...named(name), Status })).toBe(summaryOf(named(name)));
});

const networks = named('healthy').NetworkSettings?.Networks ?? {};

test.for([
  { what: 'its health', change: { Status: 'Up 5 seconds (unhealthy)' } },
  { what: 'its first health', change: { Status: 'Up 5 seconds (health: starting)' } },
  { what: 'its state', change: { State: 'paused', Status: 'Up 5 seconds (Paused)' } },
  { what: 'its end', change: { State: 'exited', Status: 'Exited (0) 1 second ago' } },
  { what: 'its name', change: { Names: ['/better'] } },
  { what: 'a restart', change: { NetworkSettings: { Networks: { bridge: { ...networks['bridge'], EndpointID: 'another' } } } } },
  { what: 'its address', change: { NetworkSettings: { Networks: { bridge: { ...networks['bridge'], IPAddress: '10.32.1.99' } } } } },
  { what: 'a further network', change: { NetworkSettings: { Networks: { ...networks, back: { EndpointID: 'b' } } } } },
])('$what makes a difference', ({ change }) => {
  expect(summaryOf({ ...named('healthy'), ...change })).not.toBe(summaryOf(named('healthy')));
});

test('the order in which Docker tells names and networks makes none', () => {
  const one = { ...named('multi'), Names: ['/multi', '/front/alias'] };
  const other = {
    ...one,
    Names: one.Names.toReversed(),
    NetworkSettings: { Networks: Object.fromEntries(Object.entries(one.NetworkSettings?.Networks ?? {}).reverse()) },
  };
  expect(summaryOf(other)).toBe(summaryOf(one));
});

test('a container that runs without an endpoint of its own is looked at each time, for its restart would not show', () => {
  expect(listed.filter((item) => summaryOf(item) === undefined).flatMap(({ Names }) => Names ?? [])).toEqual(['/sidecar']);
});
