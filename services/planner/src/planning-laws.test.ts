/** Laws of planning, for random histories: whole equals incremental, order does not matter, unknown engines lose nothing. */
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
  type ServiceName,
  type Way,
} from '@berth/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Doubt } from './engine-doubts.ts';
import { HttpTranslations } from './http-translations.ts';
import { plan } from './plan.ts';
import { ServiceIndex } from './service-index.ts';
import { container, documentEntry, engine, site, snapshot, unreadable, update } from './testing/sample-site.ts';
import type { Touched } from './touched.ts';
import type { WaysBack } from './untranslated.ts';

const engines = ['docker1', 'docker2', 'docker3'].map((name) => EngineName.parse(name));
const linger = 5;

/** Few names, addresses and starts, so that containers get into each other's way as often as possible. */
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

type Step =
  | { readonly kind: 'update' | 'snapshot'; readonly entries: readonly Entry<Engine>[] }
  | { readonly kind: 'tick' }
  | { readonly kind: 'doubt'; readonly engine: EngineName; readonly doubt: Doubt }
  | { readonly kind: 'states'; readonly entry: Entry<Observed> }
  | { readonly kind: 'ways'; readonly ways: WaysBack };
const anyEntry: fc.Arbitrary<Entry<Engine>> = fc
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

const edge = BigipName.parse('edge');
/** Most often answers come back. */
const anyWay = fc.constantFrom<Way[]>('works', 'works', 'works', 'fails', 'unknown').map((way) => ({ way, finding: undefined }));
const anyWays: fc.Arbitrary<Step> = fc
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

const sampleSite = site({
  engines,
  bigip: 'dns: { mode: attach }, http: { mode: own, virtual: "198.51.100.10:80", template: default }',
  engineOptions: 'allow: { virtuals: ["192.0.2.*"] }, limits: { endpoints: 5, names: 20 }',
  more: 'templates: { default: { sourceAddressTranslation: none } }',
});

/** The program's way: what a step touches at once, and everything else when an engine came or went. */
class Incremental {
  readonly index = new ServiceIndex(sampleSite);
  readonly problems = new Map<string, string>();
  readonly http = new HttpTranslations(this.index);
  now = 0;

  take(step: Step): void {
    this.now += 1;
    if (step.kind === 'tick') this.#plan(this.index.wants.ending());
    else this.#follow(step);
    this.#tell(new Map([['http', this.http.plan(edge).problems]]));
  }

  #follow(step: Exclude<Step, { kind: 'tick' }>): void {
    const touched = takenIn(this.index, step);
    this.#tell(touched.problems);
    this.#plan(touched.services);
    if (touched.everything === 'later') {
      for (const service of this.index.services()) {
        const again = this.index.reconsider(service);
        this.#tell(again.problems);
        this.#plan(again.services);
      }
    }
  }

  #plan(services: Iterable<ReturnType<ServiceIndex['services']>[number]>): void {
    this.#tell(plan(this.index, services, { now: this.now, linger }).problems);
  }

  #tell(problems: ReturnType<ServiceIndex['update']>['problems'] | ReturnType<typeof plan>['problems']): void {
    for (const [owner, found] of problems) {
      if (found.length === 0) this.problems.delete(owner);
      else this.problems.set(owner, JSON.stringify(found));
    }
  }
}

function takenIn(index: ServiceIndex, step: Exclude<Step, { kind: 'tick' }>): Touched {
  if (step.kind === 'doubt') return index.doubt(step.engine, { since: undefined, doubt: step.doubt });
  if (step.kind === 'states') return index.hear({ entries: [step.entry] });
  if (step.kind === 'ways') return index.learnWaysBack(step.ways);
  return index.update({ kind: step.kind, entries: step.entries });
}

function documentsOf(index: ServiceIndex): Map<string, string> {
  return new Map(
    index.services().flatMap((service) =>
      [...index.site.bigips.keys()].flatMap((bigip) => {
        const want = index.wants.of(bigip, service);
        const names = index.wants.namesOf(bigip, service);
        return want === undefined && names === undefined ? [] : [[`${bigip} ${service}`, JSON.stringify({ want, names })]];
      }),
    ),
  );
}

/** What each engine's key holds after these steps. */
function worldAfter(steps: readonly Step[]): Map<string, Entry<Engine>> {
  const world = new Map<string, Entry<Engine>>();
  for (const step of steps) {
    if (step.kind !== 'update' && step.kind !== 'snapshot') continue;
    if (step.kind === 'snapshot') world.clear();
    for (const entry of step.entries) world.set(entry.key, entry);
  }
  return world;
}

const histories = fc.array(anyStep, { minLength: 1, maxLength: 12 });
const runs = { numRuns: 300 };

test('planning everything from what is stored equals having followed every change', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const followed = new Incremental();
      for (const step of steps) followed.take(step);
      followed.take({ kind: 'tick' });

      const whole = new ServiceIndex(sampleSite);
      for (const service of followed.index.services())
        for (const bigip of sampleSite.bigips.keys()) {
          const want = followed.index.wants.of(bigip, service);
          if (want !== undefined) whole.recall(bigip, service, want);
        }
      for (const service of followed.index.services())
        for (const bigip of sampleSite.bigips.keys()) {
          const names = followed.index.wants.namesOf(bigip, service);
          if (names !== undefined) whole.recallNames(bigip, service, names);
        }
      // What a planner that begins anew is told before it plans: what was given up, what the monitors say, and what time has passed.
      for (const name of engines) whole.engines.doubts.recall(name, followed.index.engines.doubts.forgotten(name));
      for (const step of steps) if (step.kind === 'states') whole.hear({ entries: [step.entry] });
      for (const name of engines) whole.doubt(name, { since: undefined, doubt: followed.index.engines.doubts.of(name) });
      whole.learnWaysBack(followed.index.waysBack);
      const http = new HttpTranslations(whole);
      http.recall({ bigip: edge, virtuals: [{ sourceAddressTranslation: followed.http.plan(edge).translation }] });
      const { problems } = whole.update({ kind: 'snapshot', entries: [...worldAfter(steps).values()] });
      const planned = plan(whole, whole.services(), { now: followed.now, linger });
      expect(documentsOf(whole)).toEqual(documentsOf(followed.index));
      const shown = http.plan(edge);
      expect(shown).toEqual(followed.http.plan(edge));

      const open = new Map(
        [...problems, ...planned.problems, ['http', shown.problems] as const]
          .filter(([, found]) => found.length > 0)
          .map(([owner, found]) => [owner, JSON.stringify(found)]),
      );
      const missing = (owner: string) => !owner.startsWith('engine ');
      expect(new Set([...open.keys()].filter(missing))).toEqual(new Set([...followed.problems.keys()].filter(missing)));
    }),
    runs,
  );
});

const world = fc.tuple(...engines.map((where) => fc.array(anyContainer, { maxLength: 6 }).map((all) => built(where, all))));

test('the order in which engines are heard does not change a byte', () => {
  fc.assert(
    fc.property(world, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), fc.boolean(), anyWays, (documents, order, together, ways) => {
      const whole = new Incremental();
      whole.take(ways);
      whole.take({ kind: 'snapshot', entries: snapshot(...documents).entries });
      const followed = new Incremental();
      followed.take(ways);
      const entries = order.flatMap((at) => documents[at] ?? []).map((document) => documentEntry(document));
      if (together) followed.take({ kind: 'update', entries });
      else for (const entry of entries) followed.take({ kind: 'update', entries: [entry] });
      expect(documentsOf(followed.index)).toEqual(documentsOf(whole.index));
      expect(followed.http.plan(edge)).toEqual(whole.http.plan(edge));
      expect(followed.problems).toEqual(whole.problems);
    }),
    runs,
  );
});

test('nothing that came from an engine is removed or disabled while it is unknown', () => {
  fc.assert(
    fc.property(world, fc.constantFrom(...engines), fc.array(anyEntry, { maxLength: 6 }), (documents, lost, entries) => {
      const followed = new Incremental();
      followed.take({ kind: 'snapshot', entries: snapshot(...documents).entries });
      const before = new Map(servings(followed.index));
      const told = new Map([...before.keys()].map((service) => [service, answersIn(followed.index, service)]));
      followed.take({ kind: 'update', entries: update(unreadable(lost)).entries });
      for (const entry of entries.filter(({ key }) => key !== lost)) followed.take({ kind: 'update', entries: [entry] });
      followed.take({ kind: 'tick' });

      const after = new Map(servings(followed.index));
      for (const [service, past] of before) {
        const now = after.get(service);
        expect(now?.partial ?? []).toContain(lost);
        const places = new Map(now?.members.map((member) => [`${member.address} ${member.port}`, member]));
        for (const member of past.members.filter(({ origin }) => origin.engine === lost)) {
          const here = places.get(`${member.address} ${member.port}`);
          expect(here).toBeDefined();
          if (member.session === 'enabled') expect(here?.session).toBe('enabled');
        }
        const hosts = new Set(now?.hosts.map(({ host }) => host));
        const kept = past.hosts.filter((record) => record.kind === 'pool' || record.origin.engine === lost);
        for (const { host } of kept) expect(hosts).toContain(host);
        const answers = new Map(answersIn(followed.index, service));
        for (const [name, answer] of told.get(service) ?? []) if (answer.has(lost)) expect(answers.get(name)).toContain(lost);
      }
    }),
    runs,
  );
});

test('an engine that comes back as it was leaves no trace', () => {
  fc.assert(
    fc.property(world.map(withoutMinimum), fc.constantFrom(...engines), (documents, lost) => {
      const followed = new Incremental();
      followed.take({ kind: 'snapshot', entries: snapshot(...documents).entries });
      const [documentsBefore, problemsBefore] = [documentsOf(followed.index), new Map(followed.problems)];
      followed.take({ kind: 'update', entries: [unreadable(lost)] });
      followed.take({ kind: 'update', entries: documents.filter(({ name }) => name === lost).map((document) => documentEntry(document)) });
      expect(documentsOf(followed.index)).toEqual(documentsBefore);
      expect(followed.problems).toEqual(problemsBefore);
    }),
    runs,
  );
});

function servings(index: ServiceIndex) {
  return index.services().flatMap((service) => {
    const want = [...index.site.bigips.keys()].map((bigip) => index.wants.of(bigip, service))[0];
    return want?.kind === 'serving' ? [[service, want] as const] : [];
  });
}

/** Per name of a service, the engines whose containers it leads to. */
function answersIn(index: ServiceIndex, service: ServiceName): (readonly [string, ReadonlySet<string>])[] {
  const want = [...index.site.bigips.keys()].map((bigip) => index.wants.namesOf(bigip, service))[0];
  if (want?.kind !== 'serving') return [];
  return want.names.map((record) => {
    if (record.kind === 'service') return [record.name, new Set<string>(record.endpoints.map(({ origin }) => origin.engine))];
    return [record.name, new Set<string>(record.state === 'offered' ? [record.origin.engine] : [])];
  });
}

/** A minimum that only a container of the lost engine asks for can't be known meanwhile. */
function withoutMinimum(documents: readonly Engine[]): Engine[] {
  const strip = ({ labels: { 'berth.min-available': _, ...labels }, ...rest }: Container): Container => ({ ...rest, labels });
  return documents.map((document) => ({ ...document, containers: document.containers.map(strip) }));
}
