/** Which routes a BIG-IP gets, which it doesn't get and why. */
import type { Routing } from '@berth/messages';
import { expect, test } from 'vitest';
import { engineWith, routesInput } from '../testing/sample-routes.ts';
import { planRoutes } from './plan-routes.ts';
import type { RoutedEngine } from './route-claims.ts';

/** `docker1: 10.1.0.0%0/24 via 192.0.2.11%0`, each route of each engine. */
function routesOf(engines: readonly RoutedEngine[], more: Parameters<typeof routesInput>[1] = {}): string[] {
  const { documents } = planRoutes(routesInput(engines, more));
  return documents.flatMap(({ engine, want }) => want.routes.map(({ network, gateway }) => `${engine}: ${network} via ${gateway}`));
}

test.for([
  { when: 'it has none', networks: {}, routes: [] },
  { when: 'it has its default bridge', networks: { bridge: '10.1.0.0/24' }, routes: ['10.1.0.0%0/24 via 192.0.2.11%0'] },
  {
    when: 'it has several, in one order',
    networks: { shop: '10.1.2.0/24', bridge: '10.1.1.0/24' },
    routes: ['10.1.1.0%0/24 via 192.0.2.11%0', '10.1.2.0%0/24 via 192.0.2.11%0'],
  },
  { when: 'one is internal', networks: { inner: { subnets: ['10.1.0.0/24'], internal: true } }, routes: [] },
  { when: 'one is an overlay', networks: { mesh: { subnets: ['10.1.0.0/24'], driver: 'overlay' } }, routes: [] },
  { when: "one is Swarm's way out", networks: { docker_gwbridge: '10.1.0.0/24' }, routes: [] },
  { when: 'one has addresses of the local network', networks: { lan: { subnets: ['192.0.2.0/24'], driver: 'macvlan' } }, routes: [] },
  {
    when: 'one is routed by its driver',
    networks: { l3: { subnets: ['10.1.0.0/24'], driver: 'ipvlan', options: { ipvlan_mode: 'l3' } } },
    routes: ['10.1.0.0%0/24 via 192.0.2.11%0'],
  },
  { when: 'one is taken out', networks: { shop: '10.1.0.0/24' }, config: { networks: { 's*': { routed: false } } }, routes: [] },
  {
    when: 'only one is wanted',
    networks: { shop: '10.1.0.0/24', bridge: '10.1.1.0/24' },
    config: { networks: { shop: { routed: true }, '*': { routed: false } } },
    routes: ['10.1.0.0%0/24 via 192.0.2.11%0'],
  },
  {
    when: 'one is in a route domain of its own',
    networks: { shop: '10.1.0.0/24' },
    config: { networks: { shop: { routeDomain: 7 } } },
    routes: ['10.1.0.0%7/24 via 192.0.2.11%7'],
  },
  {
    when: 'its host has an IPv6 address too',
    networks: { shop: { subnets: ['10.1.0.0/24', 'FD00:1:0::/64'] } },
    config: { gateways: ['2001:db8:0::11'] },
    routes: ['10.1.0.0%0/24 via 192.0.2.11%0', 'fd00:1::%0/64 via 2001:db8::11%0'],
  },
  { when: 'its host has no IPv6 address', networks: { six: 'fd00:1::/64' }, routes: [] },
  {
    when: 'another address of its host leads there',
    networks: { shop: '10.1.0.0/24' },
    config: { gateways: ['198.51.100.11'] },
    routes: ['10.1.0.0%0/24 via 198.51.100.11%0'],
  },
])("routes to an engine's networks when $when", ({ networks, config, routes }) => {
  expect(routesOf([engineWith(1, { networks, ...(config && { config }) })])).toEqual(routes.map((route) => `docker1: ${route}`));
});

test.for([
  { when: 'they are apart', one: '10.1.0.0/24', other: '10.1.1.0/24', routed: 2 },
  { when: 'they are the same', one: '172.17.0.0/16', other: '172.17.0.0/16', routed: 0 },
  { when: 'one lies in the other', one: '172.16.0.0/12', other: '172.17.0.0/16', routed: 0 },
  { when: 'only their versions differ', one: '10.1.0.0/24', other: 'fd00:1::/64', routed: 2 },
])('routes to two engines when $when', ({ one, other, routed }) => {
  const config = { gateways: ['2001:db8::11'] };
  const engines = [engineWith(1, { networks: { bridge: one }, config }), engineWith(2, { networks: { bridge: other }, config })];
  expect(routesOf(engines)).toHaveLength(routed);
});

test('an overlap names both, and what to do about it without a new one', () => {
  const engines = [
    engineWith(1, { networks: { bridge: '172.17.0.0/16' } }),
    engineWith(2, { networks: { bridge: '172.17.0.0/16', shop: '10.200.3.0/24' } }),
  ];
  const { documents, problems } = planRoutes(routesInput(engines));
  const overlaps = problems.filter(({ subject }) => subject.includes('-overlap-'));
  expect(overlaps.map(({ what }) => what)).toEqual([
    'engine docker1: 172.17.0.0%0/16 of network bridge of engine docker1 (site east) overlaps with 172.17.0.0%0/16, network bridge of engine docker2 (site east); neither is routed',
    'engine docker2: 172.17.0.0%0/16 of network bridge of engine docker2 (site east) overlaps with 172.17.0.0%0/16, network bridge of engine docker1 (site east); neither is routed',
  ]);
  expect(overlaps.map(({ hint }) => /"default-address-pools": (\[.*\])/.exec(hint)?.[1])).toEqual([
    '[{ "base": "10.201.0.0/16", "size": 24 }]',
    '[{ "base": "10.202.0.0/16", "size": 24 }]',
  ]);
  expect(documents.map(({ want }) => want.withheld.map(({ network }) => network))).toEqual([['172.17.0.0%0/16'], ['172.17.0.0%0/16']]);
  expect(documents.map(({ want }) => want.routes.map(({ network }) => network))).toEqual([[], ['10.200.3.0%0/24']]);
});

test.for([
  {
    what: 'a network of another site',
    more: { elsewhere: [engineWith(3, { site: 'west', networks: { bridge: '10.1.0.0/24' } })] },
    named: 'engine docker3 (site west)',
  },
  {
    what: 'a network that the BIG-IP is in',
    more: { selfIps: ['192.0.2.1/24', '10.1.0.1/16'] },
    named: 'self IP /Common/self-10.1.0.1 of edge',
  },
])('$what is nothing to route to', ({ more, named }) => {
  const { documents, problems } = planRoutes(routesInput([engineWith(1, { networks: { bridge: '10.1.0.0/24' } })], more));
  expect(documents[0]?.want.routes).toEqual([]);
  expect(problems.find(({ subject }) => subject.includes('overlap'))?.what).toContain(named);
});

test.for([
  { when: 'a self IP is in its network', selfIps: ['192.0.2.1/24'], routed: 1 },
  { when: 'none is', selfIps: ['198.51.100.1/24'], routed: 0 },
  { when: 'only one of another route domain is', selfIps: ['192.0.2.1%5/24'], routed: 0 },
  { when: 'it is not known', selfIps: undefined, routed: 1 },
])('an address of an engine is a gateway when $when', ({ selfIps, routed }) => {
  const { documents, problems } = planRoutes(routesInput([engineWith(1, { networks: { bridge: '10.1.0.0/24' } })], selfIps && { selfIps }));
  expect(documents[0]?.want.routes).toHaveLength(routed);
  expect(problems.filter(({ subject }) => subject === 'route-edge-docker1-gateway-bridge')).toHaveLength(1 - routed);
});

test('an engine that can not be seen keeps its routes, and what overlaps with them stays without', () => {
  const before = planRoutes(routesInput([engineWith(1, { networks: { bridge: '10.1.0.0/24' } }), engineWith(2)]));
  const previous = before.documents[0]?.want as Routing;
  const input = routesInput([engineWith(1, { seen: 'unknown' }), engineWith(2, { networks: { bridge: '10.1.0.0/24' } })], {
    previous: (engine) => (engine === 'docker1' ? previous : undefined),
  });
  const [one, two] = planRoutes(input).documents;
  expect(one?.want).toEqual({ ...previous, partial: ['docker1'] });
  expect(two?.want.routes).toEqual([]);
});
