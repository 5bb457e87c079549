/** What becomes of the containers of an engine that no collector sees. */
import { BigipName, compareText, EngineName, MemberStates, memberStatesKey, ServiceName } from '@berth/messages';
import { expect, test } from 'vitest';
import { type Doubt, doubtOf } from './engine-doubts.ts';
import { plan } from './plan.ts';
import { ServiceIndex } from './service-index.ts';
import { container, engine, idOf, site, snapshot, unreadable, update } from './testing/sample-site.ts';

const lost = EngineName.parse('docker1');
const edge = BigipName.parse('edge');
const www = ServiceName.parse('www');
const linger = 5;
const timing = { withdraw: 15_000, forgetAfter: 86_400_000 };

const www1 = container({ name: 'www-1', address: '172.17.0.2' });
const www2 = container({ name: 'www-2', address: '172.17.0.3' });
const www3 = container({ name: 'www-3', address: '172.17.0.4' });

type Said = Readonly<Record<string, 'up' | 'down' | 'unknown'>>;

/** docker1 with www-1 and www-2, docker2 with these; its two BIG-IPs answer DNS. */
class Site {
  readonly index = new ServiceIndex(
    site({ bigip: 'dns: { mode: attach } }\n      rim: { units: [rim.example.com], user: berth, passwordFile: /p, dns: { mode: attach }' }),
  );
  now = 0;
  /** Subjects of what the last plan found. */
  problems: string[] = [];

  constructor(...elsewhere: readonly (typeof www3)[]) {
    this.#follow(this.index.update(snapshot(engine('docker1', [www1, www2]), engine('docker2', elsewhere))));
  }

  says(bigip: 'edge' | 'rim', said: Said, pool = 'www'): this {
    const members = Object.entries(said).map(([name, state]) => ({ pool, member: name, container: idOf(name).slice(0, 12), state }));
    const epoch = { lease: `bigip.${bigip}`, created: 0, revision: 0 };
    const document = MemberStates.parse({ v: 1, kind: 'member-states', epoch, bigip, engine: lost, members });
    const entry = { key: memberStatesKey(bigip, lost), revision: 1, value: { kind: 'document', document } } as const;
    return this.#follow(this.index.hear({ entries: [entry] }));
  }

  doubts(doubt: Doubt): this {
    return this.#follow(this.index.doubt(lost, { since: doubt === 'none' ? undefined : 0, doubt }));
  }

  loses(): this {
    return this.#follow(this.index.update(update(unreadable(lost))));
  }

  passes(time: number): this {
    this.now += time;
    return this.#follow({ services: this.index.services() });
  }

  /** `www-1 enabled`, per container of the pool, by name. */
  get members(): string[] {
    const want = this.#want;
    if (want?.kind !== 'serving') return [JSON.stringify(want)];
    return want.members.map(({ origin, session }) => `${origin.name} ${session}`).toSorted(compareText);
  }

  /** The containers that www.ZONE answers with, and those whose own names have an answer. */
  get answers(): { readonly service: string[]; readonly own: string[] } {
    const want = this.index.wants.namesOf(edge, www);
    const names = want?.kind === 'serving' ? want.names : [];
    const service = names.flatMap((record) => (record.kind === 'service' ? record.endpoints.map(({ origin }) => origin.name) : []));
    const own = names.flatMap((record) => (record.kind === 'container' && record.state === 'offered' ? [record.origin.name] : []));
    return { service: [...new Set(service)].toSorted(compareText), own: [...new Set(own)].toSorted(compareText) };
  }

  get forgotten(): readonly string[] | undefined {
    return this.#want?.kind === 'serving' ? this.#want.forgotten : undefined;
  }

  get #want() {
    return this.index.wants.of(edge, www);
  }

  #follow(touched: {
    readonly services: Iterable<ReturnType<ServiceIndex['services']>[number]>;
    readonly everything?: 'later' | 'not';
  }): this {
    const services = touched.everything === 'later' ? this.index.services() : touched.services;
    const { problems } = plan(this.index, services, { now: this.now, linger });
    this.problems = [...problems.values()].flat().map(({ subject }) => subject);
    return this;
  }
}

test.for<{ since: number | undefined; decision: 'forget' | 'none'; doubt: Doubt }>([
  { since: undefined, decision: 'none', doubt: 'none' },
  { since: undefined, decision: 'forget', doubt: 'none' },
  { since: 100_000 - 14_000, decision: 'none', doubt: 'none' },
  { since: 100_000 - 15_000, decision: 'none', doubt: 'withdraw' },
  { since: 100_000 - timing.forgetAfter, decision: 'none', doubt: 'forget-down' },
  { since: 100_000 - 1, decision: 'forget', doubt: 'forget' },
])('seen last at $since, decided $decision: $doubt', ({ since, decision, doubt }) => {
  expect(doubtOf({ since, decision, now: 100_000 }, timing)).toBe(doubt);
});

test.for<{ when: string; elsewhere: (typeof www3)[]; said: Said; doubt: Doubt; service: string[]; own: string[] }>([
  {
    when: 'it is seen',
    elsewhere: [www3],
    said: { 'www-1': 'down' },
    doubt: 'none',
    service: ['www-1', 'www-2', 'www-3'],
    own: ['www-1', 'www-2', 'www-3'],
  },
  { when: 'one is down', elsewhere: [], said: { 'www-1': 'down', 'www-2': 'up' }, doubt: 'withdraw', service: ['www-2'], own: ['www-2'] },
  {
    when: 'all of it is down',
    elsewhere: [www3],
    said: { 'www-1': 'down', 'www-2': 'down' },
    doubt: 'withdraw',
    service: ['www-3'],
    own: ['www-3'],
  },
  {
    when: 'nothing would remain',
    elsewhere: [],
    said: { 'www-1': 'down', 'www-2': 'down' },
    doubt: 'withdraw',
    service: ['www-1'],
    own: ['www-1'],
  },
  {
    when: 'no monitor says anything',
    elsewhere: [www3],
    said: { 'www-1': 'unknown' },
    doubt: 'withdraw',
    service: ['www-1', 'www-2', 'www-3'],
    own: ['www-1', 'www-2', 'www-3'],
  },
])('of an engine that nobody sees, DNS answers when $when: $service; the pool keeps all', ({ elsewhere, said, doubt, service, own }) => {
  const here = new Site(...elsewhere).says('edge', said).doubts(doubt);
  expect(here.answers).toEqual({ service, own });
  expect(here.members).toEqual(['www-1 enabled', 'www-2 enabled', ...elsewhere.map(({ name }) => `${name} enabled`)]);
});

test('what stays in DNS though it is down, since nothing else would remain, is reported; what is up again is answered again', () => {
  const here = new Site().doubts('withdraw').says('edge', { 'www-1': 'down', 'www-2': 'down' });
  expect(here.problems).toEqual(['service-www-out-of-sight']);
  expect(here.says('edge', { 'www-1': 'down', 'www-2': 'up' }).answers.service).toEqual(['www-2']);
  expect(here.says('edge', { 'www-1': 'up', 'www-2': 'up' }).answers.service).toEqual(['www-1', 'www-2']);
  expect(here.problems).toEqual([]);
});

test('an engine whose document is lost too keeps the names of what the monitors call up', () => {
  const here = new Site(www3).loses().says('edge', { 'www-1': 'down', 'www-2': 'up' }).doubts('withdraw');
  expect(here.answers).toEqual({ service: ['www-2', 'www-3'], own: ['www-2', 'www-3'] });
  expect(here.members).toEqual(['www-1 enabled', 'www-2 enabled', 'www-3 enabled']);
});

test('after long, what every BIG-IP that has it calls down is given up, and stays so when nothing is said of it any more', () => {
  const here = new Site().says('edge', { 'www-1': 'down', 'www-2': 'down' }).says('rim', { 'www-2': 'up' }).doubts('forget-down');
  expect(here.members).toEqual(['www-2 enabled']);
  expect(here.forgotten).toEqual(['docker1']);
  expect(here.says('edge', { 'www-2': 'down' }).members).toEqual(['www-2 enabled']);
  expect(here.doubts('none').members).toEqual(['www-1 enabled', 'www-2 enabled']);
  expect(here.forgotten).toBeUndefined();
});

test('a container that is given up by what is said of one pool goes from all others, though its engine has no document', () => {
  const here = new Site(www3).loses().doubts('forget-down');
  expect(here.says('edge', { 'www-1': 'down' }, 'shop').members).toEqual(['www-2 enabled', 'www-3 enabled']);
});

test.for([{ how: 'seen' }, { how: 'unknown' }])('an engine that an operator gave up is gone ($how), until it is seen again', ({ how }) => {
  const here = new Site(www3);
  if (how === 'unknown') here.loses();
  expect(here.doubts('forget').members).toEqual(['www-3 enabled']);
  expect(here.answers).toEqual({ service: ['www-3'], own: ['www-3'] });
  expect(here.forgotten).toEqual(['docker1']);
  here.doubts('none');
  if (how === 'seen') expect(here.members).toEqual(['www-1 enabled', 'www-2 enabled', 'www-3 enabled']);
});

test('a service that had nothing else ends with that cause', () => {
  const here = new Site().doubts('forget');
  expect(here.members).toEqual([]);
  expect(here.passes(linger).members).toEqual([JSON.stringify({ kind: 'gone', cause: 'forgotten', since: linger })]);
});
