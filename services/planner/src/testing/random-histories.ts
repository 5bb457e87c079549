/** For tests: random histories of a site's engines, in which containers get into each other's way as often as possible. */
import type { Entry } from '@berth/bus';
import {
  BigipName,
  type Container,
  type ContainerState,
  type Engine,
  EngineName,
  MemberStates,
  memberStatesKey,
  type Observed,
  type Way,
} from '@berth/messages';
import fc from 'fast-check';
import type { Doubt } from '../engine-doubts.ts';
import type { WaysBack } from '../untranslated.ts';
import { container, documentEntry, engine, unreadable } from './sample-site.ts';

/** Of the sample site. */
export const engines = ['docker1', 'docker2', 'docker3'].map((name) => EngineName.parse(name));
/** Few names, addresses and starts. */
const anyContainer = fc
  .record({
    name: fc.constantFrom('www-1', 'www-2', 'www', 'api-1', 'www-1-1', 'bad_name-1'),
    copy: fc.constantFrom('', 'b'),
    state: fc.constantFrom<ContainerState[]>('starting', 'running', 'running', 'running', 'unhealthy', 'paused', 'exited'),
    startedAt: fc.integer({ min: 1, max: 4 }),
    place: fc.integer({ min: 2, max: 5 }),
    shares: fc.constantFrom(undefined, undefined, undefined, 'www-1', 'api-1'),
    labels: fc.record(
      {
        'berth.service': fc.constantFrom('www', 'shop'),
        'berth.host': fc.constantFrom('x.apps.example.com', 'www.apps.example.com', 'x.apps.example.com,y.docker.example.com'),
        'berth.monitor': fc.constantFrom('http', 'none', 'htpp'),
        'berth.virtual': fc.constantFrom('192.0.2.1:25', '192.0.2.1:25,192.0.2.1:53/udp', '192.0.2.1:53/udp', '203.0.113.1:25'),
        'berth.min-available': fc.constantFrom('0', '2'),
        'berth.service.api.port': fc.constantFrom('8080', '0'),
      },
      { requiredKeys: [] },
    ),
  })
  .map(({ copy, shares, ...given }) => ({ ...given, key: given.name + copy, shares }));
type AnyContainer = typeof anyContainer extends fc.Arbitrary<infer T> ? T : never;

function built(where: EngineName, all: readonly AnyContainer[]): Engine {
  const unique = [...new Map(all.map((each) => [each.key, each])).values()];
  return engine(
    where,
    unique.map(({ key, shares, place, name, ...rest }): Container => {
      const bridge = { kind: 'networks', networks: [{ network: 'bridge', ipv4: `172.17.0.${place}` }] };
      const id = idOn(where, key);
      return { ...container({ ...rest, name, attachment: shares ? { kind: 'container', container: idOn(where, shares) } : bridge }), id };
    }),
  );
}

function idOn(where: EngineName, key: string): Container['id'] {
  return container({ name: `${key}@${where}` }).id;
}

/** What happens to a planner: a batch of engines' documents, time, doubt about an engine, what monitors say, ways back. */
export type Step =
  | { readonly kind: 'update' | 'snapshot'; readonly entries: readonly Entry<Engine>[] }
  | { readonly kind: 'tick' }
  | { readonly kind: 'doubt'; readonly engine: EngineName; readonly doubt: Doubt }
  | { readonly kind: 'states'; readonly entry: Entry<Observed> }
  | { readonly kind: 'ways'; readonly ways: WaysBack };

export const anyEntry: fc.Arbitrary<Entry<Engine>> = fc
  .constantFrom(...engines)
  .chain((where) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.array(anyContainer, { maxLength: 5 }).map((all) => documentEntry(built(where, all))) },
      { weight: 1, arbitrary: fc.constant(unreadable(where)) },
      { weight: 1, arbitrary: fc.constant<Entry<Engine>>({ key: where, revision: 1, value: { kind: 'deleted' } }) },
    ),
  );

/** What the monitors say of some containers that may run there. */
const anyStates: fc.Arbitrary<Step> = fc
  .tuple(
    fc.constantFrom(...engines),
    fc.array(fc.tuple(fc.constantFrom('www', 'api', 'shop'), anyContainer, fc.constantFrom('up', 'down', 'down')), { maxLength: 4 }),
  )
  .map(([where, said]) => {
    const members = said.map(([pool, { key }, state]) => ({ pool, member: '', container: idOn(where, key).slice(0, 12), state }));
    const document = MemberStates.parse({
      v: 1,
      kind: 'member-states',
      epoch: { lease: 'bigip.edge', created: 0, revision: 0 },
      bigip: 'edge',
      engine: where,
      members,
    });
    return { kind: 'states', entry: { key: memberStatesKey('edge', where), revision: 1, value: { kind: 'document', document } } };
  });

export const edge = BigipName.parse('edge');
/** Most often answers come back. */
const anyWay = fc.constantFrom<Way[]>('works', 'works', 'works', 'fails', 'unknown').map((way) => ({ way, finding: undefined }));
export const anyWays: fc.Arbitrary<Step> = fc
  .tuple(...engines.map((name) => anyWay.map((way) => [name, way] as const)))
  .map((found) => ({ kind: 'ways', ways: new Map([[edge, new Map(found)]]) }));

const anyStep: fc.Arbitrary<Step> = fc.oneof(
  {
    weight: 6,
    arbitrary: fc.record({ kind: fc.constant('update' as const), entries: fc.array(anyEntry, { minLength: 1, maxLength: 2 }) }),
  },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('snapshot' as const), entries: fc.array(anyEntry, { maxLength: 3 }) }) },
  { weight: 2, arbitrary: fc.constant<Step>({ kind: 'tick' }) },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('doubt' as const),
      engine: fc.constantFrom(...engines),
      doubt: fc.constantFrom<Doubt>('none', 'withdraw', 'forget-down', 'forget'),
    }),
  },
  { weight: 2, arbitrary: anyStates },
  { weight: 2, arbitrary: anyWays },
);

/** One history. */
export const histories = fc.array(anyStep, { minLength: 1, maxLength: 12 });

/** A document of each engine. */
export const anyDocuments = fc.tuple(...engines.map((where) => fc.array(anyContainer, { maxLength: 6 }).map((all) => built(where, all))));

/** What each engine's key holds after these steps. */
export function worldAfter(steps: readonly Step[]): Map<string, Entry<Engine>> {
  const world = new Map<string, Entry<Engine>>();
  for (const step of steps) {
    if (step.kind !== 'update' && step.kind !== 'snapshot') continue;
    if (step.kind === 'snapshot') world.clear();
    for (const entry of step.entries) world.set(entry.key, entry);
  }
  return world;
}
