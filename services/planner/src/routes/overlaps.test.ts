/** Overlaps, compared with looking at every pair. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { engineWith, routesInput } from '../testing/sample-routes.ts';
import { findOverlaps, type Held } from './overlaps.ts';
import { planRoutes } from './plan-routes.ts';
import { parseRouteNetwork, routeNetwork, type Subnet, subnetOf } from './subnets.ts';

/** Few addresses and lengths, so that networks meet often. */
const subnets = fc
  .record({ third: fc.integer({ min: 0, max: 7 }), length: fc.integer({ min: 20, max: 26 }), routeDomain: fc.integer({ min: 0, max: 1 }) })
  .map(({ third, length, routeDomain }) => subnetOf(`10.0.${third}.0/${length}`, routeDomain) as Subnet);
const held = fc.array(
  fc.record({ subnet: subnets, owner: fc.constantFrom('one', 'two', 'three') }).map((one): Held => ({ ...one, name: one.owner })),
  { maxLength: 30 },
);

test('finds all that share an address with another, and nothing else', () => {
  fc.assert(
    fc.property(held, (all) => {
      const found = findOverlaps(all);
      for (const one of all) {
        const others = all.filter(({ owner, subnet }) => owner !== one.owner && meet(subnet, one.subnet));
        const other = found.get(one);
        expect(other === undefined).toBe(others.length === 0);
        if (other !== undefined) expect(others).toContain(other);
      }
    }),
  );
});

test('no two routes ever lead to one address, and the same input gives the same bytes', () => {
  const networks = fc.array(subnets, { maxLength: 4 }).map((all) => Object.fromEntries(all.map((one, at) => [`n${at}`, networkText(one)])));
  fc.assert(
    fc.property(fc.array(networks, { minLength: 1, maxLength: 4 }), (all) => {
      const input = routesInput(all.map((own, at) => engineWith(at + 1, { networks: own })));
      const planned = planRoutes(input);
      expect(JSON.stringify(planRoutes(input))).toBe(JSON.stringify(planned));
      const routes = planned.documents.flatMap(({ engine, want }) =>
        want.routes.map(({ network }) => ({ engine, subnet: parseRouteNetwork(network) })),
      );
      for (const one of routes)
        for (const other of routes)
          if (one.engine !== other.engine && one.subnet && other.subnet) expect(meet(one.subnet, other.subnet)).toBe(false);
    }),
  );
});

function networkText(subnet: Subnet): string {
  return routeNetwork(subnet).replace(/%\d+/, '');
}

function meet(a: Subnet, b: Subnet): boolean {
  return a.routeDomain === b.routeDomain && a.first <= b.last && b.first <= a.last;
}
