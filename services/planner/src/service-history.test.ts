/** What becomes of a service whose containers stop, whose engine becomes unknown, or is taken out. */
import { expect, test } from 'vitest';
import { plan } from './plan.ts';
import { ServiceIndex } from './service-index.ts';
import { container, engine, type SiteInput, site, snapshot, unreadable, update } from './testing/sample-site.ts';
import { described, history, minute, one, only, two } from './testing/service-history.ts';

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
