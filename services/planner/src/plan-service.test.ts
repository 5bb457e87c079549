import { DesiredService } from '@berth/messages';
import { expect, test } from 'vitest';
import { plan } from './plan.ts';
import type { Want } from './plan-service.ts';
import { ServiceIndex } from './service-index.ts';
import { container, engine, type SiteInput, site, snapshot, unreadable, update } from './testing/sample-site.ts';

const minute = 60_000;

/** Plans one engine's containers after another's on one index, a minute apart, and describes the service www. */
function history(
  steps: readonly Parameters<ServiceIndex['update']>[0][],
  input: SiteInput = { engines: ['docker1'] },
  linger = 15 * minute,
) {
  const index = new ServiceIndex(site(input));
  let result: ReturnType<typeof plan> = { documents: [], problems: new Map() };
  let touched: ReturnType<ServiceIndex['update']>['problems'] = new Map();
  for (const [number, step] of steps.entries()) {
    touched = index.update(step).problems;
    result = plan(index, index.services(), { now: (number + 1) * minute, linger });
  }
  const want = result.documents.find(({ service }) => service === 'www')?.want;
  return { want, problems: [...touched.values(), ...result.problems.values()].flat().map(({ subject }) => subject) };
}

function described(want: Want | undefined): string[] {
  if (want?.kind !== 'serving') return want === undefined ? [] : [`gone ${want.cause}`];
  const members = want.members.map(({ address, port, session, origin }) => `${origin.name} ${address} ${port} ${session}`);
  return want.emptySince === undefined ? members : [...members, `empty since ${want.emptySince / minute}`];
}

const one = container({ name: 'www-1' });
const two = container({ name: 'www-2', address: '172.17.0.3' });
const only = (...containers: Parameters<typeof engine>[1]) => snapshot(engine('docker1', containers));

test.for<{ when: string; given: Parameters<typeof container>[0][]; members: string[] }>([
  { when: 'nothing runs', given: [], members: [] },
  {
    when: 'two run',
    given: [{ name: 'www-2', address: '172.17.0.3' }, { name: 'www-1' }],
    members: ['www-1 172.17.0.2%0 80 enabled', 'www-2 172.17.0.3%0 80 enabled'],
  },
  { when: 'one starts', given: [{ name: 'www-1', state: 'starting' }], members: ['www-1 172.17.0.2%0 80 disabled'] },
  {
    when: 'one stops',
    given: [{ name: 'www-1', state: 'stopping', stopping: { signal: 'SIGTERM', at: 1 } }],
    members: ['www-1 172.17.0.2%0 80 disabled'],
  },
  { when: 'one is paused', given: [{ name: 'www-1', state: 'paused' }], members: ['www-1 172.17.0.2%0 80 disabled'] },
  {
    when: 'one exited',
    given: [
      { name: 'www-1', state: 'exited' },
      { name: 'www-2', address: '172.17.0.3' },
    ],
    members: ['www-2 172.17.0.3%0 80 enabled'],
  },
  {
    when: 'one of two is unhealthy',
    given: [
      { name: 'www-1', state: 'unhealthy' },
      { name: 'www-2', address: '172.17.0.3' },
    ],
    members: ['www-1 172.17.0.2%0 80 disabled', 'www-2 172.17.0.3%0 80 enabled'],
  },
  {
    when: 'all are unhealthy',
    given: [
      { name: 'www-1', state: 'unhealthy', startedAt: 9 },
      { name: 'www-2', state: 'unhealthy', startedAt: 8, address: '172.17.0.3' },
    ],
    members: ['www-1 172.17.0.2%0 80 disabled', 'www-2 172.17.0.3%0 80 enabled'],
  },
  {
    when: 'more are to be kept',
    given: [
      { name: 'www-1', state: 'unhealthy', labels: { 'berth.min-available': '2' } },
      { name: 'www-2', state: 'unhealthy', address: '172.17.0.3' },
    ],
    members: ['www-1 172.17.0.2%0 80 enabled', 'www-2 172.17.0.3%0 80 enabled'],
  },
  {
    when: 'none are to be kept',
    given: [{ name: 'www-1', state: 'unhealthy', labels: { 'berth.min-available': '0' } }],
    members: ['www-1 172.17.0.2%0 80 disabled'],
  },
  {
    when: 'two names have one address',
    given: [
      { name: 'www-1', startedAt: 9 },
      { name: 'www-2', startedAt: 8 },
    ],
    members: ['www-2 172.17.0.2%0 80 enabled'],
  },
  {
    when: 'the address of one that stops is taken',
    given: [{ name: 'www-1', state: 'stopping', startedAt: 1, stopping: { signal: 'SIGTERM', at: 1 } }, { name: 'www-2' }],
    members: ['www-2 172.17.0.2%0 80 enabled'],
  },
])('plans members when $when', ({ given, members }) => {
  expect(described(history([only(...given.map(container))]).want)).toEqual(members);
});

test('the unhealthy one that was offered last stays offered, and that is reported', () => {
  const sick = (...which: string[]) =>
    only(...[one, two].map((each) => (which.includes(each.name) ? { ...each, state: 'unhealthy' as const } : each)));
  const { want, problems } = history([sick(), sick('www-1'), sick('www-1', 'www-2')]);
  expect(described(want)).toEqual(['www-1 172.17.0.2%0 80 disabled', 'www-2 172.17.0.3%0 80 enabled']);
  expect(problems).toContain('service-www-minimum');
});

test('the document is valid and sorted', () => {
  const labels = {
    'berth.lb-method': 'ratio-member',
    'berth.ratio': '3',
    'berth.priority': '2',
    'berth.connection-limit': '10',
    'berth.slow-ramp': '30',
    'berth.monitor': 'http',
  };
  const reach = { by: 'container', network: 'bridge', why: 'its port is not published where others reach it', turnedDown: [] };
  const { want } = history([only({ ...one, labels }, two)], { engines: ['docker1'], bigip: 'routeDomain: 2' });
  const document = DesiredService.parse({
    v: 1,
    kind: 'service',
    epoch: { lease: 'x', created: 0, revision: 0 },
    bigip: 'edge',
    service: 'www',
    want,
  });
  expect(document.want).toEqual({
    kind: 'serving',
    partial: [],
    pool: {
      name: 'www',
      monitor: { kind: 'path', path: '/Common/http' },
      loadBalancingMode: 'ratio-member',
      minActiveMembers: 1,
      slowRampTime: 30,
    },
    virtuals: [],
    members: [
      {
        address: '172.17.0.2%2',
        port: 80,
        session: 'enabled',
        ratio: 3,
        priorityGroup: 2,
        connectionLimit: 10,
        origin: { engine: 'docker1', container: one.id, name: 'www-1' },
        named: 'NAME-N',
        reach,
      },
      {
        address: '172.17.0.3%2',
        port: 80,
        session: 'enabled',
        ratio: 1,
        priorityGroup: 0,
        connectionLimit: 0,
        origin: { engine: 'docker1', container: two.id, name: 'www-2' },
        named: 'NAME-N',
        reach,
      },
    ],
    hosts: [
      {
        kind: 'member',
        host: 'www-1.apps.example.com',
        address: '172.17.0.2%2',
        port: 80,
        origin: { engine: 'docker1', container: one.id, name: 'www-1' },
      },
      {
        kind: 'member',
        host: 'www-1.docker.example.com',
        address: '172.17.0.2%2',
        port: 80,
        origin: { engine: 'docker1', container: one.id, name: 'www-1' },
      },
      {
        kind: 'member',
        host: 'www-2.apps.example.com',
        address: '172.17.0.3%2',
        port: 80,
        origin: { engine: 'docker1', container: two.id, name: 'www-2' },
      },
      {
        kind: 'member',
        host: 'www-2.docker.example.com',
        address: '172.17.0.3%2',
        port: 80,
        origin: { engine: 'docker1', container: two.id, name: 'www-2' },
      },
      { kind: 'pool', host: 'www.apps.example.com' },
      { kind: 'pool', host: 'www.docker.example.com' },
    ],
  });
});

test.for([
  { when: 'the BIG-IP has its default', bigip: '', label: {}, monitor: '/Common/tcp' },
  { when: 'the BIG-IP has none', bigip: 'monitor: none', label: {}, monitor: 'none' },
  { when: 'the BIG-IP has its own', bigip: 'monitor: /Common/mine', label: {}, monitor: '/Common/mine' },
  { when: 'a label says another', bigip: 'monitor: /Common/mine', label: { 'berth.monitor': 'https' }, monitor: '/Common/https' },
  { when: 'a label says none', bigip: '', label: { 'berth.monitor': 'none' }, monitor: 'none' },
])('plans the monitor when $when', ({ bigip, label, monitor }) => {
  const { want } = history([only({ ...one, labels: label })], { engines: ['docker1'], bigip });
  const planned = want?.kind === 'serving' ? want.pool.monitor : undefined;
  expect(planned?.kind === 'path' ? planned.path : planned?.kind).toBe(monitor);
});

test('the longest-running container says how the pool balances, and disagreement is reported', () => {
  const old = { ...two, startedAt: 1, labels: { 'berth.lb-method': 'least-sessions' } };
  const { want, problems } = history([only({ ...one, labels: { 'berth.lb-method': 'round-robin' } }, old)]);
  expect(want).toMatchObject({ pool: { loadBalancingMode: 'least-sessions' } });
  expect(problems).toContain('service-www-lb-method');
});

test('containers have no names of their own where the BIG-IP does not tell them apart', () => {
  const { want } = history([only(one)], { engines: ['docker1'], bigip: 'http: { mode: attach, instances: off }' });
  expect(want?.kind === 'serving' && want.hosts.map(({ host }) => host)).toEqual(['www.apps.example.com', 'www.docker.example.com']);
});

const none = only();
test.for<{ when: string; steps: Parameters<typeof history>[0]; input?: SiteInput; is: string[] }>([
  { when: 'it just became empty', steps: [only(one), none], is: ['empty since 2'] },
  { when: 'its last container exited', steps: [only(one), only({ ...one, state: 'exited' })], is: ['empty since 2'] },
  { when: 'it is empty for a while', steps: [only(one), none, none, none], is: ['empty since 2'] },
  { when: 'it is empty for as long as it lingers', steps: [only(one), ...Array.from({ length: 16 }, () => none)], is: ['gone stopped'] },
  { when: 'it comes back in time', steps: [only(one), none, only(two)], is: ['www-2 172.17.0.3%0 80 enabled'] },
  {
    when: 'it comes back afterwards',
    steps: [only(one), ...Array.from({ length: 20 }, () => none), only(two)],
    is: ['www-2 172.17.0.3%0 80 enabled'],
  },
  { when: 'its engine becomes unknown', steps: [only(one), update(unreadable('docker1'))], is: ['www-1 172.17.0.2%0 80 enabled'] },
  { when: 'its engine is missing from a new snapshot', steps: [only(one), snapshot()], is: ['www-1 172.17.0.2%0 80 enabled'] },
  {
    when: 'it is empty and its engine becomes unknown',
    steps: [only(one), none, snapshot(), ...Array.from({ length: 20 }, () => snapshot())],
    is: ['empty since 2'],
  },
])('a service when $when', ({ steps, input, is }) => {
  expect(described(history(steps, input).want)).toEqual(is);
});

test('a service keeps pool and names while it is empty', () => {
  const labels = { 'berth.monitor': 'http', 'berth.host': 'shop.apps.example.com' };
  const { want } = history([only({ ...one, labels }), none]);
  expect(want).toMatchObject({ members: [], pool: { monitor: { path: '/Common/http' } } });
  expect(want?.kind === 'serving' && want.hosts.map(({ host }) => host)).toEqual([
    'shop.apps.example.com',
    'www.apps.example.com',
    'www.docker.example.com',
  ]);
});

test('what an unknown engine gave stays, beside what others change', () => {
  const far = container({
    name: 'www-3',
    address: '172.17.0.9',
    labels: { 'berth.monitor': 'http', 'berth.host': 'shop.apps.example.com' },
  });
  const steps = [
    snapshot(engine('docker1', [one, two]), engine('docker2', [far])),
    update(unreadable('docker2')),
    update(engine('docker1', [two])),
  ];
  const { want, problems } = history(steps, {});
  expect(described(want)).toEqual(['www-2 172.17.0.3%0 80 enabled', 'www-3 172.17.0.9%0 80 enabled']);
  expect(want).toMatchObject({ partial: ['docker2'], pool: { monitor: { path: '/Common/http' } } });
  const hosts = want?.kind === 'serving' ? want.hosts.map(({ host }) => host) : [];
  expect(hosts).toContain('www-3.apps.example.com');
  expect(hosts).toContain('shop.apps.example.com');
  expect(hosts).not.toContain('www-1.apps.example.com');
  expect(problems).not.toContain('engine-docker2-stale');
});

test('a service whose engine was taken out of the configuration is gone at once, for that reason', () => {
  const before = history([snapshot(engine('docker1', []), engine('docker2', [one]))], {});
  const index = new ServiceIndex(site({ engines: ['docker1'] }));
  if (before.want)
    for (const bigip of index.site.bigips.keys()) index.recall(bigip, 'www' as Parameters<typeof index.recall>[1], before.want);
  index.update(only());
  const { documents } = plan(index, index.services(), { now: minute, linger: minute });
  expect(documents.map(({ want }) => described(want))).toEqual([['gone config']]);
});

test('two engines that run the same name: the longest-running has it, both serve', () => {
  const younger = {
    ...container({ name: 'www-1', address: '172.18.0.7', startedAt: 2000 }),
    id: two.id,
    attachment: { kind: 'networks' as const, networks: [{ network: 'shop', ipv4: '172.18.0.7' }] },
  };
  const { want, problems } = history([snapshot(engine('docker1', [younger]), engine('docker2', [one]))], {});
  expect(described(want)).toEqual(['www-1 172.17.0.2%0 80 enabled', 'www-1 172.18.0.7%0 80 enabled']);
  const record = want?.kind === 'serving' ? want.hosts.find(({ host }) => host === 'www-1.apps.example.com') : undefined;
  expect(record).toMatchObject({ kind: 'member', address: '172.17.0.2%0', origin: { engine: 'docker2' } });
  expect(problems).toContain('name-www-1.apps.example.com');
});
