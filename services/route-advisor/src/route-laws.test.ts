/** The laws of keeping routes, over random histories of documents, on a BIG-IP that takes everything. */
import { desiredServiceKey } from '@berth/messages';
import { basePart, type PartDocument, Quarantine } from '@berth/reconcile';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { RouteResources } from './route-resources.ts';
import { base, forwarding, gone, installation, routes } from './testing/documents.ts';

class World {
  /** What is there: key → content. */
  readonly objects = new Map<string, string>();
  readonly #resources = new RouteResources({ installation, partition: 'berth', mode: 'apply', routes: 'shared', forwarding: 'kept' });

  constructor() {
    this.apply(base());
  }

  /** Takes a document in, and returns how many requests follow. */
  apply(document: PartDocument): number {
    const part = document.kind === 'routes' ? document.engine : basePart;
    let parts: Iterable<string> = this.#resources.update([{ part, revision: 1, state: { kind: 'document', document } }]);
    let requests = 0;
    for (let steps = this.#plan(parts); steps.length > 0; steps = this.#plan(parts)) {
      const more: string[] = [];
      for (const { requests: sent, changes, acknowledge } of steps) {
        requests += sent.length;
        for (const { change, key, want } of changes) {
          if (change === 'delete') this.objects.delete(key);
          else this.objects.set(key, want);
        }
        more.push(...acknowledge());
      }
      parts = [...parts, ...more];
    }
    return requests;
  }

  #plan(parts: Iterable<string>) {
    return this.#resources.plan([...new Set(parts)], new Quarantine(), 0);
  }
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
      const followed = new World();
      for (const document of history) {
        followed.apply(document);
        expect(followed.apply(document)).toBe(0);
      }
      const last = new Map(
        history.map((document) => [document.kind === 'routes' ? desiredServiceKey('route', 'edge', document.engine) : basePart, document]),
      );
      const whole = new World();
      for (const document of last.values()) whole.apply(document);
      // Which engine has a network that several ask for is a matter of who came first.
      expect(new Set(followed.objects.keys())).toEqual(new Set(whole.objects.keys()));
      expect(routesTo(followed)).toEqual(routesTo(whole));
    }),
    { numRuns: 200 },
  );
});

/** Networks that have a route. */
function routesTo({ objects }: World): string[] {
  return [...objects].flatMap(([key, want]) => (key.startsWith('route ') ? [String(JSON.parse(want).settings.network)] : [])).sort();
}
