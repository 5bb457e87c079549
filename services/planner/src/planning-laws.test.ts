/** Laws of planning, for random histories: whole equals incremental, order does not matter, unknown engines lose nothing. */
import type { Container, Engine, ServiceName } from '@berth/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { HttpTranslations } from './http-translations.ts';
import { plan } from './plan.ts';
import { ServiceIndex } from './service-index.ts';
import { documentsOf, Follower, linger, sampleSite } from './testing/follower.ts';
import { anyDocuments, anyEntry, anyWays, edge, engines, histories, worldAfter } from './testing/random-histories.ts';
import { documentEntry, snapshot, unreadable, update } from './testing/sample-site.ts';

const runs = { numRuns: 300 };

test('planning everything from what is stored equals having followed every change', () => {
  fc.assert(
    fc.property(histories, (steps) => {
      const followed = new Follower();
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

test('the order in which engines are heard does not change a byte', () => {
  fc.assert(
    fc.property(
      anyDocuments,
      fc.shuffledSubarray([0, 1, 2], { minLength: 3 }),
      fc.boolean(),
      anyWays,
      (documents, order, together, ways) => {
        const whole = new Follower();
        whole.take(ways);
        whole.take({ kind: 'snapshot', entries: snapshot(...documents).entries });
        const followed = new Follower();
        followed.take(ways);
        const entries = order.flatMap((at) => documents[at] ?? []).map((document) => documentEntry(document));
        if (together) followed.take({ kind: 'update', entries });
        else for (const entry of entries) followed.take({ kind: 'update', entries: [entry] });
        expect(documentsOf(followed.index)).toEqual(documentsOf(whole.index));
        expect(followed.http.plan(edge)).toEqual(whole.http.plan(edge));
        expect(followed.problems).toEqual(whole.problems);
      },
    ),
    runs,
  );
});

test('nothing that came from an engine is removed or disabled while it is unknown', () => {
  fc.assert(
    fc.property(anyDocuments, fc.constantFrom(...engines), fc.array(anyEntry, { maxLength: 6 }), (documents, lost, entries) => {
      const followed = new Follower();
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
    fc.property(anyDocuments.map(withoutMinimum), fc.constantFrom(...engines), (documents, lost) => {
      const followed = new Follower();
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
