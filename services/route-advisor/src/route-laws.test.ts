/** The laws of keeping routes, over random histories of documents, on a BIG-IP that takes everything. */
import { Frame } from '@berth/reconcile';
import { followed, fromLast, ObligingBigip } from '@berth/reconcile/testing';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RouteKinds } from './route-kinds.ts';
import { base, forwarding, gone, installation, routes } from './testing/documents.ts';

function withBase(): ObligingBigip {
  const target = { installation, partition: 'berth', mode: 'apply', routes: 'shared', synchronised: 'kept' } as const;
  const bigip = new ObligingBigip(new Frame(new RouteKinds(target)));
  bigip.apply(base());
  return bigip;
}

/** Few networks, so that they move from engine to engine. */
const anyRoutes = fc
  .record({
    engine: fc.integer({ min: 1, max: 3 }),
    is: fc.constantFrom('gone', 'there', 'there', 'there'),
    networks: fc.uniqueArray(fc.integer({ min: 1, max: 5 }), { maxLength: 4 }),
  })
  .map(({ engine, is, networks }) =>
    is === 'gone' ? gone(engine) : routes(engine, Object.fromEntries(networks.map((third) => [`10.32.${third}.0/24`, 'shop']))),
  );
const anyBase = fc.constantFrom(base(), forwarding('docker1'), forwarding('docker1', 'docker2'));
const histories = fc.array(fc.oneof({ weight: 4, arbitrary: anyRoutes }, { weight: 1, arbitrary: anyBase }), {
  minLength: 1,
  maxLength: 12,
});

test('following every document leaves what the last ones from nothing would, and asks for nothing twice', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const all = followed(withBase(), history);
      const last = fromLast(withBase(), history);
      // Which engine has a network that several ask for is a matter of who came first.
      expect(new Set(all.objects.keys())).toEqual(new Set(last.objects.keys()));
      expect(routesTo(all)).toEqual(routesTo(last));
    }),
    { numRuns: 200 },
  );
});

/** Networks that have a route. */
function routesTo({ objects }: ObligingBigip): string[] {
  return [...objects].flatMap(([key, want]) => (key.startsWith('route ') ? [String(JSON.parse(want).settings.network)] : [])).sort();
}
