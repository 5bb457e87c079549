/** The laws of planning one service, over random histories of documents, against a simple model. */
import type { DesiredService } from '@berth/messages';
import { basePart, planBase } from '@berth/reconcile';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Known } from './known.ts';
import { type PlanContext, type PlannedPart, planServing } from './plan-service.ts';
import { base, container, type Given, installation, service } from './testing/documents.ts';
import { Wanted } from './wanted.ts';

/** A BIG-IP that takes everything. */
class World {
  readonly known = new Known(installation);
  readonly wanted = new Wanted(installation);
  #revision = 0;

  constructor() {
    this.wanted.update({ part: basePart, revision: 0, state: { kind: 'document', document: base() } });
    // The partition, and then what lies in it.
    for (const _step of [1, 2]) this.#carryOut(planBase(base(), this.known.folder, () => false));
  }

  /** What is done for a document; nothing the second time. */
  apply(document: DesiredService): PlannedPart {
    this.#revision += 1;
    this.wanted.update({ part: document.service, revision: this.#revision, state: { kind: 'document', document } });
    return this.again(document.service);
  }

  again(name: string): PlannedPart {
    const wanted = this.wanted.service(name);
    if (wanted?.kind !== 'serving') return { changes: [], exceptions: [] };
    const context: PlanContext = {
      known: this.known,
      wanted: this.wanted,
      isHeld: () => false,
      makes: () => false,
      causeFor: () => 'stopped',
    };
    return this.#carryOut(planServing(wanted, context));
  }

  members(pool: string): Map<string, string> {
    const members = this.known.pools.get(`/berth/${pool}`)?.members.values() ?? [];
    return new Map(
      [...members].map(({ object, mark }) => [object.address, `${mark?.engine} ${mark?.container} ${object.settings.session}`]),
    );
  }

  records(pool: string): Map<string, string> {
    return new Map([...this.known.recordsOf(`/berth/${pool}`).values()].map(({ name, data }) => [name, data]));
  }

  #carryOut(planned: PlannedPart): PlannedPart {
    for (const { change } of planned.changes) this.known.apply(change);
    return planned;
  }
}

const engines = ['docker1', 'docker2', 'docker3'];

/** Containers at few addresses, so that addresses go from one to another. */
const containers = fc
  .uniqueArray(
    fc.record({
      number: fc.integer({ min: 1, max: 6 }),
      engine: fc.constantFrom(...engines),
      id: fc.constantFrom('a', 'b'),
      session: fc.constantFrom('enabled' as const, 'disabled' as const),
    }),
    { selector: ({ number }) => number },
  )
  .map((given) =>
    given.map(
      ({ number, engine, id, session }): Given => ({
        name: `www-${number}`,
        address: `10.0.0.${number}`,
        engine,
        id: `${number}${id}${engine}`,
        session,
      }),
    ),
  );
const documents = fc
  .record({ containers, partial: fc.subarray(engines) })
  .map(({ containers: given, partial }) => service('www', given, { partial }));

/** What must be there after a document, member by member. */
function expected(before: ReadonlyMap<string, string>, { want }: DesiredService): Map<string, string> {
  if (want.kind !== 'serving') return new Map();
  const partial = new Set<string>(want.partial);
  const kept = [...before].filter(([, member]) => partial.has(member.split(' ')[0] ?? ''));
  const listed = want.members.map(({ address, origin, session }): [string, string] => {
    const id = `${origin.engine} ${origin.container.slice(0, 12)}`;
    const stays = partial.has(origin.engine) && before.get(address) === `${id} user-enabled`;
    return [address, `${id} ${session === 'enabled' || stays ? 'user-enabled' : 'user-disabled'}`];
  });
  return new Map([...kept, ...listed]);
}

test('nothing that came from an engine named in partial is removed or disabled; the rest is as listed', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 8 }), (history) => {
      const world = new World();
      let model = new Map<string, string>();
      for (const document of history) {
        model = expected(model, document);
        world.apply(document);
        expect(world.members('www')).toEqual(model);
        expect(world.again('www').changes).toEqual([]);
      }
    }),
  );
});

test('a later full document leaves what a plan from nothing would', () => {
  fc.assert(
    fc.property(fc.array(documents, { maxLength: 8 }), containers, (history, last) => {
      const world = new World();
      const fresh = new World();
      for (const document of history) world.apply(document);
      world.apply(service('www', last));
      fresh.apply(service('www', last));
      expect(world.members('www')).toEqual(fresh.members('www'));
      expect(world.records('www')).toEqual(fresh.records('www'));
      expect(world.known.owned).toEqual(fresh.known.owned);
    }),
  );
});

test('records never name a member that is not there', () => {
  fc.assert(
    fc.property(fc.array(documents, { minLength: 1, maxLength: 8 }), (history) => {
      const world = new World();
      for (const document of history) {
        world.apply(document);
        for (const data of world.records('www').values()) {
          const [, address] = data.split(' ');
          if (address !== undefined) expect(world.members('www').has(`${address}%0`)).toBe(true);
        }
      }
    }),
  );
});

test('a change of one container is planned from its service alone', () => {
  const world = new World();
  world.apply(service('www', [{ name: 'www-1', address: '10.0.0.1' }]));
  const { changes } = world.apply(service('www', [{ name: 'www-1', address: '10.0.0.1', session: 'disabled' }]));
  expect(changes).toMatchObject([
    {
      change: {
        kind: 'update',
        desired: { settings: { session: 'user-disabled', description: expect.stringContaining('user-disabled/user-up') } },
      },
      origin: { engine: 'docker1', container: container('www-1'), name: 'www-1' },
    },
  ]);
});
