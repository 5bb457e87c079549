import { expect, test } from 'vitest';
import { container, engine, snapshot } from './testing/sample-site.ts';
import { described, history, one, only, two } from './testing/service-history.ts';

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
