import { Plan, planKey, Status, statusKey, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { keptIn } from './kept.ts';
import { Meters } from './meters.ts';

function status(behindBy: number): Status {
  const state = { kind: 'active' };
  const owned = { pools: 0, members: 0, records: 0, routes: 1 };
  return Status.parse({ v: 1, epoch: zeroEpoch('route.edge'), target: 'edge', state, appliedTo: 1, behindBy, owned, exceptions: [] });
}

test('each unit that is written to by itself is counted, until it is no longer kept', async () => {
  const meters = new Meters();
  const kept = keptIn('berth-status', meters);
  kept.set(statusKey('route', 'edge'), status(1));
  kept.set(statusKey('route', 'edge', 'b.example.com'), status(2));
  const behind = async () => (await meters.behind.get()).values.map(({ labels, value }) => [labels.target, value]);
  expect(await behind()).toEqual([
    ['edge', 1],
    ['edge b.example.com', 2],
  ]);
  kept[Symbol.dispose]();
  expect(await behind()).toEqual([]);
  expect((await meters.owned.get()).values).toEqual([]);
});

test('an engine of the configuration is told as stale or seen, until the planner knows it no more', async () => {
  const meters = new Meters();
  const kept = keptIn('berth-desired', meters);
  const stale = async () => (await meters.stale.get()).values.map(({ labels, value }) => [labels.engine, value]);
  const key = planKey('ltm', 'edge');
  const plan = { v: 1, kind: 'plan', epoch: zeroEpoch('planner.east'), since: null, count: 0 };
  kept.set(key, Plan.parse({ ...plan, engines: { docker1: 1, docker2: 2 }, stale: { docker2: { since: 1 }, never: { since: 1 } } }));
  expect(await stale()).toEqual([
    ['docker1', 0],
    ['docker2', 1],
    ['never', 1],
  ]);
  kept.set(key, Plan.parse({ ...plan, engines: { docker1: 1 }, stale: {} }));
  expect(await stale()).toEqual([['docker1', 0]]);
  kept[Symbol.dispose]();
  expect(await stale()).toEqual([]);
});

test('an engine is told for as long as any plan names it, and as stale while one of them says so', async () => {
  const meters = new Meters();
  const [site, group] = [keptIn('berth-desired', meters), keptIn('berth-desired', meters)];
  const stale = async () => (await meters.stale.get()).values.map(({ labels, value }) => [labels.engine, value]);
  const plan = { v: 1, kind: 'plan', epoch: zeroEpoch('planner.east'), since: null, count: 0, engines: { docker1: 1 } };
  const [seen, lost] = [Plan.parse(plan), Plan.parse({ ...plan, stale: { docker1: { since: 1 } } })];
  site.set(planKey('ltm', 'edge'), lost);
  group.set(planKey('gtm', 'group'), seen);
  expect(await stale()).toEqual([['docker1', 1]]);
  group[Symbol.dispose]();
  expect(await stale()).toEqual([['docker1', 1]]);
  site.set(planKey('ltm', 'edge'), seen);
  expect(await stale()).toEqual([['docker1', 0]]);
  site[Symbol.dispose]();
  expect(await stale()).toEqual([]);
});

test('what is counted of a BIG-IP begins with zero, and goes on when its lease is won again', async () => {
  const meters = new Meters();
  const labels = { kind: 'route', target: 'edge', change: 'update', cause: 'drift' };
  const drift = async () =>
    (await meters.changes.get()).values.find(({ labels: { change, cause } }) => change === 'update' && cause === 'drift');
  keptIn('berth-status', meters).set(statusKey('route', 'edge'), status(1));
  expect(await drift()).toEqual({ labels, value: 0 });
  meters.changes.inc(labels, 8);
  meters.latency.observe({ kind: 'route', target: 'edge' }, 1);
  keptIn('berth-status', meters).set(statusKey('route', 'edge'), status(1));
  expect(await drift()).toEqual({ labels, value: 8 });
  expect((await meters.latency.get()).values.find(({ metricName }) => metricName?.endsWith('_count'))?.value).toBe(1);
});
