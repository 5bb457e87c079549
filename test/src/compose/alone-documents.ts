/** What programs are given on the bus that run alone: all that others would have written. */
import { container as containerOf, engine as engineOf, epoch, member, service, serving, www1 } from '@berth/cli/testing';
import { type BucketName, desiredBaseKey, desiredServiceKey, engineKey, planKey, type TargetKind } from '@berth/messages';

export type Given = { readonly bucket: BucketName; readonly key: string; readonly document: object };

const planned = { v: 1, epoch: epoch('planner.east'), bigip: 'edge' };
const network = { id: 'b1', name: 'bridge', driver: 'bridge', internal: false, subnets: [{ subnet: '172.17.0.0/16' }], options: {} };

/** The planner: an engine on which www-1 runs at 172.17.0.2. */
export function forPlanner({ engine, site }: { readonly engine: string; readonly site: string }): Given {
  const document = { ...engineOf(containerOf('www-1', 'aaa1')), name: engine, site, networks: [network] };
  return { bucket: 'berth-engines', key: engineKey(engine), document };
}

/** The ltm-applier: a service with one member. */
export function forLtm(): Given[] {
  const host = { kind: 'pool', host: 'www.apps.example.com' };
  return target('ltm', { dataGroups: [{ name: 'berth_services', holds: 'pool', shards: 1 }] }, [
    'www',
    service(serving([member('172.17.0.2%0', www1)], [host])),
  ]);
}

/** The dns-applier: a container's name. */
export function forDns(): Given[] {
  const name = { kind: 'container', name: 'www-1.docker.example.com', address: '172.17.0.2', port: 80, state: 'offered', origin: www1 };
  const base = { dataGroups: [{ name: 'berth_dns', holds: 'name', shards: 1 }], zones: ['docker.example.com'] };
  return target('dns', base, ['www', { ...planned, kind: 'names', service: 'www', want: { kind: 'serving', partial: [], names: [name] } }]);
}

/** The route-advisor: a route to an engine's containers. */
export function forRoutes(gateway: string): Given[] {
  const route = { network: '172.17.0.0%0/16', gateway: `${gateway}%0`, docker: 'bridge' };
  const reach = { networks: [], back: 'unknown', findings: [] };
  const want = { kind: 'serving', partial: [], routes: [route], withheld: [], reach };
  return target('route', { dataGroups: [] }, ['docker1', { ...planned, kind: 'routes', engine: 'docker1', want }]);
}

/** A plan, what services share, and one document. */
function target(kind: TargetKind, shared: object, [name, document]: readonly [string, object]): Given[] {
  const plan = { v: 1, kind: 'plan', epoch: planned.epoch, since: null, count: 1, engines: { docker1: 1 } };
  const base = { ...planned, kind: 'base', folder: '/berth', rules: [], virtuals: [], ...shared };
  return [
    { bucket: 'berth-desired', key: planKey(kind, 'edge'), document: plan },
    { bucket: 'berth-desired', key: desiredBaseKey(kind, 'edge'), document: base },
    { bucket: 'berth-desired', key: desiredServiceKey(kind, 'edge', name), document },
  ];
}
