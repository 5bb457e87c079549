/** Laws of planning wide IPs, for random histories of two sites: whole equals incremental, order does not matter, unknown engines lose nothing. */
import type { Batch, Entry, Publisher } from '@berth/bus';
import type { ContainerState, Desired, Engine, ServiceName, Wide } from '@berth/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { OpenProblems } from './problems.ts';
import { ServiceIndex } from './service-index.ts';
import { span } from './testing/sample-group.ts';
import { container, documentEntry, engine, snapshot, unreadable } from './testing/sample-site.ts';
import { WideIpDocuments } from './wide-ip-documents.ts';

const config = span();
const engines = ['docker1', 'docker2', 'docker3'] as const;
const sites = { east: ['docker1', 'docker2'], west: ['docker3'] } as const;
const linger = 3;
const log = { debug: () => undefined, info: () => undefined, warn: () => undefined, error: () => undefined };

/** Keeps in memory what a store would. */
class Kept implements Publisher<Desired> {
  readonly stored: ReadonlyMap<string, Entry<Desired>>;
  readonly documents = new Map<string, Omit<Desired, 'epoch'>>();

  constructor(before: ReadonlyMap<string, Omit<Desired, 'epoch'>>) {
    const epoch = { lease: 'planner.=span', created: 1, revision: 1 };
    this.stored = new Map(
      // What was written is whole but for its epoch.
      [...before].map(([key, given]) => [key, { key, revision: 1, value: { kind: 'document', document: { ...given, epoch } as Desired } }]),
    );
  }

  set(key: string, document: Omit<Desired, 'epoch'>): void {
    this.documents.set(key, document);
  }

  delete(key: string): void {
    this.documents.delete(key);
  }

  async flush(): Promise<void> {}

  revision(): undefined {
    return undefined;
  }

  async [Symbol.asyncDispose](): Promise<void> {}
}

type Past = { readonly indexes: readonly ServiceIndex[]; readonly documents: ReadonlyMap<string, Omit<Desired, 'epoch'>> };

/** A planner of what spans sites, which has been told `past`. */
class Planner {
  readonly indexes: readonly ServiceIndex[];
  readonly problems = new Map<string, string>();
  readonly #publisher: Kept;
  readonly #documents: WideIpDocuments;
  now = 0;

  constructor(past: Past = { indexes: [], documents: new Map() }) {
    this.indexes = config.sites.map((site, at) => {
      const index = new ServiceIndex(site);
      const told = past.indexes[at];
      for (const service of told?.services() ?? [])
        for (const bigip of site.bigips.keys()) {
          const want = told?.wants.of(bigip, service);
          if (want !== undefined) index.recall(bigip, service, want);
        }
      return index;
    });
    this.#publisher = new Kept(past.documents);
    const sink = {
      set: (key: string, { what }: { what: string }) => this.problems.set(key, what),
      delete: (key: string) => this.problems.delete(key),
    };
    const groups = config.groups.map(
      (group) => ({ kind: 'gtm', name: group.name, config: group, publisher: this.#publisher, since: 1 }) as const,
    );
    const problems = new OpenProblems({ source: 'planner-=span', sink, log });
    this.#documents = new WideIpDocuments({ groups, sites: this.indexes, problems, linger });
    this.#documents.begin();
  }

  takeOver(batch: Batch<Engine>): void {
    this.#documents.read(batch);
    this.#documents.takeOver(this.now);
  }

  follow(batch: Batch<Engine>): void {
    this.now += 1;
    this.#documents.follow(batch, this.now);
  }

  /** Everything that can wait. */
  catchUp(): void {
    while (this.#documents.catchUp(this.now) === 'more');
  }

  /** Services of which the documents may be deleted. */
  get purgeable(): readonly ServiceName[] {
    return config.groups.flatMap((group) => this.#documents.purgeable(group, this.now));
  }

  get documents(): ReadonlyMap<string, Omit<Desired, 'epoch'>> {
    return this.#publisher.documents;
  }

  get bytes(): Map<string, string> {
    return new Map([...this.documents].map(([key, document]) => [key, JSON.stringify(document)]));
  }

  wide(service: string): Wide | undefined {
    const document = this.documents.get(`gtm.world.${service}`) as Desired | undefined;
    return document?.kind === 'wide ip' && document.want.kind === 'serving' ? document.want : undefined;
  }

  services(): ServiceName[] {
    return [...this.documents.values()].flatMap((document) => ('service' in document ? [document.service as ServiceName] : []));
  }

  /** The sites that are answered for a service. */
  answered(service: string): string[] {
    return this.wide(service)?.members.flatMap(({ site, state }) => (state === 'enabled' ? [site] : [])) ?? [];
  }

  /** Whether a site has something to offer for a service, and isn't answered for want of a better one. */
  offers(where: string, service: ServiceName): boolean {
    const index = this.indexes.find(({ site }) => site.name === where);
    const [bigip] = index?.site.bigips.keys() ?? [];
    const want = bigip && index?.wants.of(bigip, service);
    return want?.kind === 'serving' && want.members.some(({ session }) => session === 'enabled');
  }
}

const anyContainer = fc.record({
  name: fc.constantFrom('www-1', 'www-2', 'api-1'),
  state: fc.constantFrom<ContainerState[]>('starting', 'running', 'running', 'unhealthy', 'exited'),
  labels: fc.record(
    { 'berth.host': fc.constantFrom('www.apps.example.com', 'api.shop.example.com'), 'berth.min-available': fc.constant('0') },
    { requiredKeys: [] },
  ),
  startedAt: fc.integer({ min: 1, max: 3 }),
});
type Container = typeof anyContainer extends fc.Arbitrary<infer T> ? T : never;

function built(where: string, all: readonly Container[]): Engine {
  const unique = [...new Map(all.map((each) => [each.name, each])).values()];
  return engine(
    where,
    unique.map((given, at) => ({
      ...container({ ...given, address: `172.17.0.${at + 2}` }),
      id: container({ name: `${given.name}@${where}` }).id,
    })),
  );
}

const anyEntry: fc.Arbitrary<Entry<Engine>> = fc
  .constantFrom(...engines)
  .chain((where) =>
    fc.oneof(
      { weight: 5, arbitrary: fc.array(anyContainer, { maxLength: 3 }).map((all) => documentEntry(built(where, all))) },
      { weight: 1, arbitrary: fc.constant(unreadable(where)) },
    ),
  );
const histories = fc.array(fc.array(anyEntry, { minLength: 1, maxLength: 2 }), { minLength: 1, maxLength: 10 });
const world = fc.tuple(...engines.map((where) => fc.array(anyContainer, { maxLength: 3 }).map((all) => built(where, all))));
const runs = { numRuns: 100 };

function followed(history: readonly (readonly Entry<Engine>[])[]): { readonly planner: Planner; readonly last: Batch<Engine> } {
  const planner = new Planner();
  planner.takeOver({ kind: 'snapshot', entries: [] });
  const last = new Map<string, Entry<Engine>>();
  for (const entries of history) {
    planner.follow({ kind: 'update', entries });
    planner.catchUp();
    for (const entry of entries) last.set(entry.key, entry);
  }
  return { planner, last: { kind: 'snapshot', entries: [...last.values()] } };
}

test('planning everything from what is stored equals having followed every change', () => {
  fc.assert(
    fc.property(histories, (history) => {
      const { planner, last } = followed(history);
      const whole = new Planner(planner);
      whole.now = planner.now;
      whole.takeOver(last);
      expect(whole.bytes).toEqual(planner.bytes);
      expect(whole.problems).toEqual(planner.problems);
    }),
    runs,
  );
});

test('the order in which engines are heard does not change a byte', () => {
  fc.assert(
    fc.property(world, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }), (documents, order) => {
      const whole = new Planner();
      whole.takeOver(snapshot(...documents));
      whole.catchUp();
      const { planner } = followed(order.map((at) => documents.slice(at, at + 1).map((document) => documentEntry(document))));
      expect(planner.bytes).toEqual(whole.bytes);
      expect(planner.problems).toEqual(whole.problems);
    }),
    runs,
  );
});

test('no site is disabled by losing sight of its engines, and there is always one that is answered', () => {
  fc.assert(
    fc.property(world, fc.constantFrom('east', 'west'), histories, (documents, lost, history) => {
      const planner = new Planner();
      planner.takeOver(snapshot(...documents));
      const before = planner.services().filter((service) => planner.offers(lost, service) && planner.answered(service).includes(lost));
      planner.follow({ kind: 'update', entries: sites[lost].map(unreadable) });
      planner.catchUp();
      const hidden: readonly string[] = sites[lost];
      for (const entries of history) {
        planner.follow({ kind: 'update', entries: entries.filter(({ key }) => !hidden.includes(key)) });
        planner.catchUp();
        for (const service of before) {
          expect(planner.answered(service)).toContain(lost);
          expect(planner.wide(service)?.partial).toEqual(expect.arrayContaining([...hidden]));
        }
        for (const service of planner.services()) expect(planner.answered(service)).not.toEqual([]);
      }
    }),
    runs,
  );
});

test('what has been gone for long stays until everything was planned, for the plan that was announced counts it', () => {
  const want = { kind: 'gone', cause: 'stopped', since: 0 } as const;
  const gone = { v: 1, kind: 'wide ip', group: 'world', service: 'www', want } as Omit<Desired, 'epoch'>;
  const planner = new Planner({ indexes: [], documents: new Map([['gtm.world.www', gone]]) });
  planner.now = 48 * 3_600_000;
  expect(planner.purgeable).toEqual([]);
  planner.takeOver(snapshot());
  expect(planner.purgeable).toEqual(['www']);
});
