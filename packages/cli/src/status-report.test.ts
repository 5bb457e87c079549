import { expect, test } from 'vitest';
import { drawStatus } from './draw-status.ts';
import { type Expected, nothingExpected } from './expected.ts';
import { draw } from './screen.ts';
import { reportStatus } from './status-report.ts';
import {
  container,
  engine,
  freeze,
  holding,
  member,
  now,
  plan,
  problem,
  service,
  serving,
  snapshotOf,
  status,
  wideIp,
  www1,
  www2,
} from './testing/world.ts';

const expected: Expected = {
  expose: 'convention',
  bigips: [{ name: 'edge', site: 'east', kinds: ['ltm'] }],
  groups: [],
  engines: [{ name: 'docker1', site: 'east' }],
};

function statusOf(change: Parameters<typeof holding>[0], what = expected) {
  const report = reportStatus(snapshotOf(holding(change)), what, now);
  const text = drawStatus(report, now, 20)
    .map((line) => draw(line, 'off'))
    .join('\n');
  return { report, text };
}

test('a calm installation is well, and says what is where', () => {
  const { report, text } = statusOf({});
  expect(report.well).toBe(true);
  expect(text).toBe(`BIG-IPs
  edge (ltm)  active; everything applied; owns 1 pool, 2 members, 3 records

Services
  www on edge  2 of 2 offered  www-1.apps.example.com, www.apps.example.com

Engines
  docker1 (site east)  3 containers (3 running), looked at 5 s ago

Problems
  none open

All is well.`);
});

test.for([
  {
    when: 'the applier is behind',
    change: { 'berth-status': { 'ltm.edge': status({ appliedTo: 2 }) } },
    says: 'behind by 1 document',
  },
  {
    when: 'BIG-IP refused something',
    change: {
      'berth-status': { 'ltm.edge': status({ exceptions: [{ kind: 'refused', object: '/berth/www', reason: '01070734:3: no' }] }) },
    },
    says: 'refused /berth/www: 01070734:3: no',
  },
  {
    when: 'BIG-IP is away',
    change: { 'berth-status': { 'ltm.edge': status({ state: { kind: 'unreachable', reason: 'ECONNREFUSED', since: now - 120_000 } }) } },
    says: 'edge (ltm)  unreachable for 2 min: ECONNREFUSED',
  },
  {
    when: 'BIG-IP was away from the start, so what it holds is not known',
    change: {
      'berth-status': {
        'ltm.edge': status({
          state: { kind: 'unreachable', reason: 'ECONNREFUSED', since: now },
          appliedTo: 2,
          owned: { pools: 0, members: 0, records: 0 },
        }),
      },
    },
    says: 'ECONNREFUSED; behind by 1 document\n',
  },
  {
    when: 'a change waits for a thaw',
    change: { 'berth-status': { 'ltm.edge': status({ appliedTo: 2, state: { kind: 'frozen', reason: 'held by ann: maintenance' } }) } },
    says: 'www on edge  2 of 2 to be offered, but edge is frozen',
  },
  {
    when: 'the applier froze it by itself',
    change: { 'berth-status': { 'ltm.edge': status({ state: { kind: 'frozen', reason: 'it holds objects of ours' } }) } },
    says: 'let it go on: berth thaw edge',
  },
  { when: 'an operator froze it', change: { 'berth-control': { 'freeze.edge': freeze() } }, says: 'frozen: held by ann: maintenance' },
  { when: 'an operator froze it alone', change: { 'berth-control': { 'freeze.edge': freeze() } }, says: 'let it go on: berth thaw edge' },
  { when: 'an operator froze all', change: { 'berth-control': { 'freeze.=all': freeze() } }, says: 'let it go on: berth thaw\n' },
  {
    when: 'no applier runs',
    change: { 'berth-leases': { 'ltm.edge': null } },
    says: 'no applier runs for it; the last one left it active',
  },
  {
    when: 'none runs, and it is frozen',
    change: { 'berth-leases': { 'ltm.edge': null }, 'berth-control': { 'freeze.edge': freeze() } },
    says: 'left it active; frozen, held by ann: maintenance',
  },
  { when: 'no applier ever ran', change: { 'berth-status': { 'ltm.edge': null } }, says: 'no applier has ever reported on it' },
  { when: 'no planner runs', change: { 'berth-leases': { 'planner.east': null } }, says: 'No planner runs for east' },
  { when: 'no collector runs', change: { 'berth-leases': { 'collector.docker1': null } }, says: 'stale: no collector follows it' },
  {
    when: 'the planner hears no collector of an engine',
    change: { 'berth-desired': { 'ltm.edge.=plan': plan({ docker1: { since: now - 9000 } }) } },
    says: 'docker1 (site east)  stale: its collector does not hear it',
  },
  {
    when: 'an engine was given up',
    change: { 'berth-control': { 'forget.docker1': { v: 1, kind: 'forget', engine: 'docker1', by: 'ann', at: now } } },
    says: 'docker1 (site east)  forgotten: given up by ann',
  },
  { when: 'no collector ever ran', change: { 'berth-engines': { docker1: null } }, says: 'docker1 (site east)  unknown' },
  {
    when: 'a collector is stuck',
    change: { 'berth-engines': { docker1: { ...engine(container('www-1', 'aaa1')), listedAt: now - 200_000 } } },
    says: 'has not looked at it for too long; 1 container (1 running), looked at 3 min ago',
  },
  {
    when: 'a problem is open',
    change: {
      'berth-problems': { 'planner-east.one': problem('container www-9: exposes no TCP port', 'engine docker1, container www-9') },
    },
    says: 'warning container www-9: exposes no TCP port (engine docker1, container www-9)',
  },
  {
    when: 'a document can not be read',
    change: { 'berth-desired': { 'ltm.edge.api': { v: 7 } } },
    says: 'unreadable ltm.edge.api in berth-desired',
  },
])('is not well when $when', ({ change, says }) => {
  const { report, text } = statusOf(change);
  expect(report.well).toBe(false);
  expect(text).toContain(says);
  expect(text).toContain('Something needs a look.');
});

test('what was changed by hand and repaired is told, and well', () => {
  const exceptions = [{ kind: 'drifted', object: '/berth/www', reason: 'its monitor was changed' }];
  const { report, text } = statusOf({ 'berth-status': { 'ltm.edge': status({ exceptions }) } });
  expect(report.well).toBe(true);
  expect(text).toContain('drifted /berth/www');
});

test('a service tells what is held back, and which engines are unknown', () => {
  const want = serving([member('172.17.0.2%0', www1), member('172.17.0.3%0', www2, 'disabled')], [], { partial: ['docker2'] });
  const { text } = statusOf({ 'berth-desired': { 'ltm.edge.www': service(want) } });
  expect(text).toContain('www on edge  1 of 2 offered, not www-2  unknown: docker2');
});

test('an engine that was taken out of the configuration is told, and well', () => {
  const old = { ...engine(container('www-9', 'aaa9')), name: 'docker9', site: 'north' };
  const { report, text } = statusOf({ 'berth-engines': { docker9: old } });
  expect(report.well).toBe(true);
  expect(text).toContain('docker9 (site north)  left: the configuration does not name it; 1 container (1 running)');
  const unconfigured = statusOf({ 'berth-engines': { docker9: old } }, nothingExpected);
  expect(unconfigured.report.well).toBe(false);
});

test('what the configuration asks for and no applier keeps is told', () => {
  const bigips: Expected['bigips'] = [{ name: 'edge', site: 'east', kinds: ['ltm', 'dns', 'route'] }];
  const { report, text } = statusOf({}, { ...expected, bigips });
  expect(report.well).toBe(false);
  expect(text).toContain('edge (dns)  no applier has ever reported on it');
  expect(text).toContain('edge (route)  no applier has ever reported on it');
});

test('a unit that is written to by itself is frozen and thawed with its BIG-IP', () => {
  const state = { kind: 'frozen', reason: 'held by ann: maintenance' };
  const unit = 'route.edge.b=2Eexample=2Ecom';
  const { report, text } = statusOf({
    'berth-status': { 'route.edge': status(), [unit]: status({ bigip: 'b.example.com', state, appliedTo: 2 }) },
    'berth-desired': { 'route.edge.docker1': plan({}) },
    'berth-control': { 'freeze.edge': freeze() },
    'berth-leases': { [unit]: { v: 1, instance: 'route-advisor-1', program: 'route-advisor' } },
  });
  expect(report.bigips.find((bigip) => bigip.unit !== undefined)).toMatchObject({
    ...{ kind: 'route', bigip: 'edge', unit: 'b.example.com', through: 'edge', thaw: 'berth thaw edge' },
    behindBy: 1,
  });
  expect(text).toContain('edge (route, unit b.example.com)  frozen: held by ann');
});

test('an empty bus is not well', () => {
  const report = reportStatus(snapshotOf({}), nothingExpected, now);
  expect(report).toMatchObject({ well: false, bigips: [], services: [], engines: [] });
});

test('lists only some services, and says how many there are', () => {
  const many = Object.fromEntries(Array.from({ length: 30 }, (_, n) => [`ltm.edge.s${n}`, service(serving([], []), `s${n}`)]));
  const { text } = statusOf({ 'berth-desired': many });
  expect(text).toContain('and 11 more: berth status --all');
});

const spanned = {
  'berth-desired': { 'gtm.world.www': wideIp({ east: 'enabled', west: 'disabled' }) },
  'berth-status': {
    'gtm.world': status({ target: 'world', bigip: 'edge', owned: { pools: 1, members: 2, records: 1 } }),
    'ltm.edge': status({ appliedTo: 4 }),
  },
  'berth-leases': {
    'gtm.world': { v: 1, instance: 'dns-applier-1', program: 'dns-applier' },
    'planner.=span': { v: 1, instance: 'planner-1', program: 'planner' },
  },
};
const withGroup = { ...expected, groups: [{ name: 'world', bigip: 'edge' }] };

test('wide IPs are told with the sites that they lead to', () => {
  const { report, text } = statusOf(spanned, withGroup);
  expect(report.well).toBe(true);
  expect(text).toContain('world (gtm)  active; everything applied; owns 1 pool, 2 members, 1 wide IP');
  expect(text).toContain('Wide IPs\n  www in world  leads to east; not to west  www.apps.example.com\n');
});

test.for([
  { when: 'nobody plans them', change: { 'berth-leases': { 'planner.=span': null } }, says: 'No planner runs for wide IPs' },
  {
    when: 'nobody applies them',
    change: { 'berth-status': { 'gtm.world': null } },
    says: 'world (gtm)  no applier has ever reported on it',
  },
  {
    when: 'nothing serves anywhere',
    change: { 'berth-desired': { 'gtm.world.www': wideIp({ east: 'enabled' }, { emptySince: now, partial: ['docker2'] }) } },
    says: 'leads to east; nothing to serve anywhere  www.apps.example.com  unknown: docker2',
  },
  {
    when: 'their BIG-IP is frozen',
    change: { 'berth-control': { 'freeze.edge': freeze() } },
    says: 'world (gtm)  frozen: held by ann: maintenance; everything applied; owns 1 pool, 2 members, 1 wide IP\n    let it go on: berth thaw edge',
  },
])('wide IPs when $when', ({ change, says }) => {
  const all = Object.fromEntries(
    Object.entries({ ...change, ...spanned }).map(([bucket, held]) => [bucket, { ...held, ...change[bucket as keyof typeof change] }]),
  );
  expect(statusOf(all, withGroup).text).toContain(says);
});
