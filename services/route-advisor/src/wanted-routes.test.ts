import { DesiredBase, DesiredNames, DesiredRoutes } from '@berth/messages';
import type { PartChange } from '@berth/reconcile';
import { expect, test } from 'vitest';
import { WantedRoutes } from './wanted-routes.ts';

const whose = { v: 1, epoch: { lease: 'planner.east', created: 1, revision: 1 }, bigip: 'edge' };
const base = DesiredBase.parse({ ...whose, kind: 'base', folder: '/berth', dataGroups: [], rules: [], virtuals: [] });
const route = { network: '172.18.0.0%0/16', gateway: '192.0.2.11%0', docker: 'front' };
const reach = { networks: [], back: 'works', findings: [] };
const serving = { kind: 'serving', partial: [], routes: [route], withheld: [], reach };
const routes = DesiredRoutes.parse({ ...whose, kind: 'routes', engine: 'docker1', want: serving });
const gone = DesiredRoutes.parse({ ...whose, kind: 'routes', engine: 'docker1', want: { kind: 'gone', cause: 'config', since: 1 } });
const names = DesiredNames.parse({ ...whose, kind: 'names', service: 'docker1', want: { kind: 'serving', partial: [], names: [] } });

const change = (part: string, state: PartChange['state']): PartChange => ({ part, revision: 1, state });

test.for<{ when: string; state: PartChange['state']; is: string | undefined; wanted: boolean }>([
  { when: 'says that they are gone', state: { kind: 'document', document: gone }, is: 'gone', wanted: false },
  { when: 'is away', state: { kind: 'none' }, is: undefined, wanted: false },
  { when: 'can not be read', state: { kind: 'unknown', reason: 'not JSON' }, is: 'unknown', wanted: true },
  { when: 'is of another kind', state: { kind: 'document', document: names }, is: 'unknown', wanted: true },
])('routes are wanted as before unless their document says otherwise: when it $when', ({ state, is, wanted }) => {
  const all = new WantedRoutes();
  all.update(change('=base', { kind: 'document', document: base }));
  all.update(change('docker1', { kind: 'document', document: routes }));
  all.update(change('docker1', state));
  expect(all.state('docker1')?.kind).toBe(is);
  expect(all.isWanted(route.network)).toBe(wanted);
  expect(all.routes('docker1')).toEqual(wanted ? [route] : []);
});

test('a base that can not be read leaves the one before it', () => {
  const all = new WantedRoutes();
  all.update(change('=base', { kind: 'document', document: base }));
  all.update(change('=base', { kind: 'unknown', reason: 'not JSON' }));
  expect(all.base).toEqual(base);
});
