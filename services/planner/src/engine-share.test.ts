/** Through an engine's readings: who is served where the engine may not have all that is asked for. */
import type { Container } from '@berth/messages';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { EngineReadings } from './engine-readings.ts';
import { container, engine, site } from './testing/sample-site.ts';

/** Names of the containers that are served, and what is told of the others. */
function served(limits: string, containers: readonly Container[]): { readonly names: string[]; readonly told: string[] } {
  const { zones, expose, engines } = site({ engineOptions: `allow: { hosts: ['*'], virtuals: ['*'] }, limits: { ${limits} }` });
  const [[name, config] = []] = engines;
  if (name === undefined || config === undefined) throw new Error('the sample has an engine');
  const readings = new EngineReadings({ name, allow: config.allow, zones, expose, instances: 'on', dns: 'on' }, config);
  const changes = readings.update(engine('docker1', containers));
  const names = changes.flatMap(({ after }) => after?.endpoints.slice(0, 1).map(({ origin }) => origin.name) ?? []);
  return { names: [...new Set(names)], told: readings.problems.map(({ what }) => what) };
}

const asking = [
  container({ name: 'www-1', address: '172.17.0.2', startedAt: 1, labels: { 'berth.host': 'a.org', 'berth.virtual': '192.0.2.1:25' } }),
  container({ name: 'www-2', address: '172.17.0.3', startedAt: 2, labels: { 'berth.host': 'a.org', 'berth.virtual': '192.0.2.1:25' } }),
  container({ name: 'api-1', address: '172.17.0.4', startedAt: 3, labels: { 'berth.host': 'b.org', 'berth.virtual': '192.0.2.1:26' } }),
];

test.for([
  { limits: 'services: 2', names: ['api-1', 'www-1', 'www-2'] },
  { limits: 'services: 1', names: ['www-1', 'www-2'], of: '1 services' },
  { limits: 'endpoints: 2', names: ['www-1', 'www-2'], of: '2 endpoints' },
  { limits: 'endpoints: 0', names: [], of: '0 endpoints' },
  { limits: 'virtuals: 1', names: ['www-1', 'www-2'], of: '1 virtual servers' },
  // Each has its own in two zones, with the engine in the internal one, and of its address; its service in two zones; and its host.
  { limits: 'names: 11', names: ['www-1', 'www-2'], of: '11 host names and DNS names' },
  { limits: 'names: 10', names: ['www-1'], of: '10 host names and DNS names' },
])('of three containers $names are served with $limits', ({ limits, names, of }) => {
  const { names: found, told } = served(limits, asking);
  expect(new Set(found)).toEqual(new Set(names));
  expect(told.map((what) => what.includes(`more than ${of}: `))).toEqual(of === undefined ? [] : [true]);
});

test('of many that are left out only some are told by name', () => {
  const many = Array.from({ length: 30 }, (_, at) =>
    container({ name: `www-${at + 1}`, address: `172.17.1.${at + 1}`, startedAt: at + 1 }),
  );
  const [told = ''] = served('endpoints: 3', many).told;
  expect(told).toContain('27 containers are left out');
  expect(told).toContain('www-4 (');
  expect(told).toContain(' and 17 more');
  expect(told).not.toContain('www-30');
});

const anyContainers = fc
  .uniqueArray(
    fc.record({ n: fc.integer({ min: 1, max: 40 }), service: fc.constantFrom('a', 'b', 'c'), startedAt: fc.integer({ min: 1, max: 5 }) }),
    {
      selector: ({ n }) => n,
      maxLength: 8,
    },
  )
  .map((all) => all.map(({ n, service, startedAt }) => container({ name: `${service}-${n}`, address: `172.17.2.${n}`, startedAt })));

test('whoever comes later pushes nobody out', () => {
  fc.assert(
    fc.property(anyContainers, fc.integer({ min: 0, max: 6 }), fc.constantFrom('services', 'endpoints', 'names'), (there, most, kind) => {
      const before = served(`${kind}: ${most}`, there).names;
      const newcomer = container({ name: 'new-99', address: '172.17.3.1', startedAt: 6 });
      expect(new Set(served(`${kind}: ${most}`, [...there, newcomer]).names)).toEqual(
        new Set([...before, ...served(`${kind}: ${most}`, [...there, newcomer]).names.filter((name) => name === 'new-99')]),
      );
    }),
    { numRuns: 50 },
  );
});
