/** What `berth routes` tells. */
import type { Entry } from '@berth/bus';
import { type Desired, DesiredBase, DesiredRoutes, type Finding, Status, zeroEpoch } from '@berth/messages';
import { expect, test } from 'vitest';
import { drawRoutes } from './draw-routes.ts';
import { type RoutesReport, reportRoutes } from './routes-report.ts';
import { draw } from './screen.ts';
import type { Snapshot } from './snapshot.ts';

const epoch = zeroEpoch('planner.east');
const finding: Finding = {
  kind: 'masquerading',
  severity: 'warning',
  network: 'shop',
  cause: 'network shop: whoever its containers connect to sees the address of their host instead of theirs',
  fix: 'make the network anew without masquerading',
  commands: ['docker network create --opt com.docker.network.bridge.enable_ip_masquerade=false shop'],
  told: 'by the options of the network',
};

function snapshotOf(
  findings: readonly Finding[],
  more: { readonly exceptions?: readonly object[]; readonly partial?: readonly string[]; readonly status?: string } = {},
): Snapshot {
  const base = DesiredBase.parse({
    ...{ v: 1, kind: 'base', epoch, bigip: 'edge', folder: '/berth', dataGroups: [], rules: [], virtuals: [] },
    forwarding: { vlans: ['/Common/internal'] },
  });
  const want = {
    kind: 'serving',
    partial: more.partial ?? [],
    routes: [{ network: '10.1.0.0%0/24', gateway: '192.0.2.11%0', docker: 'shop' }],
    withheld: [],
    reach: { networks: [{ network: 'shop', direct: 'works' }], back: 'unknown', findings },
  };
  const routes = DesiredRoutes.parse({ v: 1, kind: 'routes', epoch, bigip: 'edge', engine: 'docker1', want });
  const status = Status.parse({
    ...{ v: 1, epoch, target: 'edge', state: { kind: 'active' }, appliedTo: 1, behindBy: 0, owned: { pools: 0, members: 0, records: 0 } },
    exceptions: more.exceptions ?? [],
  });
  const entry = <T>(key: string, document: T): Entry<T> => ({ key, revision: 1, value: { kind: 'document', document } });
  return {
    ...{ engines: [], bigips: [], problems: [], control: [], leases: [] },
    desired: [entry<Desired>('route.edge.=base', base), entry<Desired>('route.edge.docker1', routes)],
    status: [entry(more.status ?? 'route.edge', status)],
  };
}

function drawn(report: RoutesReport): string {
  return drawRoutes(report)
    .map((line) => draw(line, 'off'))
    .join('\n');
}

test('tells routes, whether they lead there, and what to do', () => {
  const report = reportRoutes(snapshotOf([finding]), undefined);
  expect(report.well).toBe(false);
  expect(drawn(report)).toBe(`edge  forwards what comes from /Common/internal
  docker1
    10.1.0.0/24 by 192.0.2.11  shop: containers reached: yes
    answers come back through the BIG-IP: not known
    warning network shop: whoever its containers connect to sees the address of their host instead of theirs
      told by the options of the network
      make the network anew without masquerading:
        docker network create --opt com.docker.network.bridge.enable_ip_masquerade=false shop

Something stands in the way.`);
});

test.for([
  { when: 'nothing is wrong', snapshot: snapshotOf([]), well: true },
  { when: 'something can not be known', snapshot: snapshotOf([{ ...finding, severity: 'unknown' }]), well: true },
  {
    when: 'the BIG-IP refuses a route',
    snapshot: snapshotOf([], { exceptions: [{ kind: 'refused', object: '/berth/r', service: 'docker1', reason: '01070330' }] }),
    well: false,
  },
  {
    when: 'one unit of the BIG-IP refuses it',
    snapshot: snapshotOf([], {
      exceptions: [{ kind: 'refused', object: '/berth/r', service: 'docker1', reason: '01070330' }],
      status: 'route.edge.b=2Eexample=2Ecom',
    }),
    well: false,
  },
])('is well or not when $when', ({ snapshot, well }) => {
  expect(reportRoutes(snapshot, undefined).well).toBe(well);
});

test.for(['edge', 'docker1'])('asked for %s alone', (name) => {
  expect(reportRoutes(snapshotOf([]), name).bigips).toMatchObject([{ bigip: 'edge', engines: [{ engine: 'docker1' }] }]);
});

test('asked for a name that has no routes', () => {
  expect(() => reportRoutes(snapshotOf([]), 'docker2')).toThrow('there are no routes of docker2; known are: docker1, edge');
  expect(reportRoutes({ ...snapshotOf([]), desired: [] }, 'docker2').bigips).toEqual([]);
});

test('without any it says how to have some', () => {
  expect(drawn(reportRoutes({ ...snapshotOf([]), desired: [] }, undefined))).toContain('No BIG-IP has routes');
});
