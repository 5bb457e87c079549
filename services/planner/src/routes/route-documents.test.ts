/** The documents about routes, through what happens to engines and the configuration. */
import { desiredBaseKey, desiredServiceKey, forgetKey, planKey } from '@berth/messages';
import { expect, test } from 'vitest';
import { type Line, past, planned, seen, type Written } from '../testing/run-once.ts';
import { site } from '../testing/sample-site.ts';
import { routeTargets } from './route-documents.ts';

const routed = 'routes: { forwarding: { vlans: [/Common/internal] } }';
const both = site({ bigip: routed });

function wantOf({ desired }: Written, engine: string) {
  const document = desired.get(desiredServiceKey('route', 'edge', engine));
  return document?.kind === 'routes' ? document.want : undefined;
}

/** How edge stands in its networks. */
function standing(...selfIps: readonly string[]): Line {
  const network = {
    selfIps: selfIps.map((address) => ({
      name: '/Common/self',
      address: `${address}%0`,
      length: 24,
      vlan: '/Common/internal',
      floating: 'disabled',
    })),
    vlans: ['/Common/internal'],
    routeDomains: [{ id: 0, name: '/Common/0' }],
  };
  const epoch = { lease: 'bigip.edge', created: 1, revision: 1 };
  return {
    bucket: 'berth-bigips',
    key: 'edge',
    document: { v: 1, kind: 'bigip', epoch, name: 'edge', version: '17.1.2', units: [], network },
  };
}

test.for([
  { routes: '{ mode: off, perUnit: true }', targets: [] },
  { routes: '{ perUnit: false }', targets: [{ kind: 'route', name: 'edge', units: [] }] },
  { routes: '{ perUnit: true }', targets: [{ kind: 'route', name: 'edge', units: ['a', 'b'] }] },
  { routes: '{ perUnit: true, mode: advise }', targets: [{ kind: 'route', name: 'edge', units: ['a', 'b'] }] },
])('of a pair with routes $routes', ({ routes, targets }) => {
  const { bigips, ...rest } = site({ bigip: `routes: ${routes}` });
  const pair = new Map([...bigips].map(([name, bigip]) => [name, { ...bigip, units: ['a', 'b'] }]));
  expect(routeTargets({ ...rest, bigips: pair })).toEqual(targets);
});

test('there are none for a BIG-IP without routes', async () => {
  const { desired } = await planned(site(), seen('docker1'), seen('docker2'));
  expect([...desired.keys()].filter((key) => key.startsWith('route.'))).toEqual([]);
});

test('one for each engine, and one for what they share', async () => {
  const { desired } = await planned(both, seen('docker1'), seen('docker2'));
  expect(desired.get(desiredBaseKey('route', 'edge'))).toMatchObject({ forwarding: { vlans: ['/Common/internal'] } });
  expect(desired.get(planKey('route', 'edge'))).toMatchObject({
    count: 2,
    engines: { docker1: expect.any(Number), docker2: expect.any(Number) },
  });
});

test('an engine that is not seen keeps what was planned, and one that is gone from the configuration is said to be gone', async () => {
  const alone = site({ engines: ['docker1'], bigip: routed });
  const before = await planned(alone, seen('docker1'));
  expect(wantOf(before, 'docker1')).toMatchObject({ kind: 'serving', partial: [], routes: [{ docker: 'bridge' }, { docker: 'shop' }] });
  const without = await planned(alone, ...past(before));
  expect(wantOf(without, 'docker1')).toEqual({ ...wantOf(before, 'docker1'), partial: ['docker1'] });
  const other = await planned(site({ engines: ['docker2'], bigip: routed }), ...past(without), seen('docker2'));
  expect(wantOf(other, 'docker1')).toMatchObject({ kind: 'gone', cause: 'config' });
  // What it had is free for others then.
  expect(wantOf(other, 'docker2')).toMatchObject({ routes: [{ docker: 'bridge' }, { docker: 'shop' }] });
});

test('how a BIG-IP stands in its networks decides from the first plan on', async () => {
  const alone = site({ engines: ['docker1'], bigip: routed });
  expect(wantOf(await planned(alone, seen('docker1'), standing('192.0.2.1')), 'docker1')).toMatchObject({ routes: [{}, {}] });
  const unreached = await planned(alone, seen('docker1'), standing('198.51.100.1'));
  expect(wantOf(unreached, 'docker1')).toMatchObject({ routes: [] });
  expect([...unreached.problems.keys()]).toContain('planner-east.route-edge-docker1-gateway-bridge');
});

test('an engine that an operator gave up loses its routes, and every plan tells which engines nobody sees', async () => {
  const alone = site({ engines: ['docker1'], bigip: routed });
  const before = past(await planned(alone, seen('docker1'))).map((line) => {
    const document = line.document as { readonly kind: string };
    return document.kind === 'plan' ? { ...line, document: { ...document, stale: { docker1: { since: 0, forgotten: [] } } } } : line;
  });
  const stale = await planned(alone, ...before, seen('docker1'));
  expect(wantOf(stale, 'docker1')).toMatchObject({ kind: 'serving', partial: [], routes: [{}, {}] });
  expect(stale.desired.get(planKey('route', 'edge'))).toMatchObject({ stale: { docker1: { since: 0 } } });
  const forget = { v: 1, kind: 'forget', engine: 'docker1', by: 'ann', at: 1 };
  const forgotten = await planned(alone, ...before, seen('docker1'), {
    bucket: 'berth-control',
    key: forgetKey('docker1'),
    document: forget,
  });
  expect(wantOf(forgotten, 'docker1')).toMatchObject({ kind: 'gone', cause: 'forgotten' });
});
