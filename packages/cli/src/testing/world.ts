/** An installation at rest, as its buckets hold it, for tests: one engine, one BIG-IP, the service www on two containers. */
import type { Entry } from '@berth/bus';
import {
  type BucketName,
  bigipKey,
  type Container,
  type Documents,
  desiredBaseKey,
  desiredServiceKey,
  documents,
  engineKey,
  leaseKey,
  planKey,
  statusKey,
} from '@berth/messages';
import type { Snapshot } from '../snapshot.ts';

export const now = 1_800_000_000_000;

/** 64 hex digits that begin with `start`. */
export function idOf(start: string): string {
  return start.padEnd(64, '0');
}

export function container(name: string, id: string, more: Partial<Container> = {}): object {
  return {
    id: idOf(id),
    name,
    image: 'web:1',
    labels: {},
    state: 'running',
    stopTimeout: 10,
    attachment: { kind: 'networks', networks: [{ network: 'bridge', ipv4: '172.17.0.2' }] },
    ports: [{ port: 80, protocol: 'tcp', published: [] }],
    startedAt: now - 180_000,
    ...more,
  };
}

export function engine(...containers: readonly object[]): object {
  return {
    v: 1,
    epoch: epoch('collector.docker1'),
    listedAt: now - 5000,
    name: 'docker1',
    site: 'east',
    address: '192.0.2.11',
    dockerVersion: '29.0.0',
    apiVersion: '1.52',
    networks: [],
    containers,
  };
}

export function origin(name: string, id: string): object {
  return { engine: 'docker1', container: idOf(id), name };
}

export function member(address: string, of: object, session = 'enabled', more: object = {}): object {
  return { address, port: 80, session, ratio: 1, priorityGroup: 0, connectionLimit: 0, origin: of, ...more };
}

export function serving(members: readonly object[], hosts: readonly object[], more: object = {}): object {
  const pool = { name: 'www', monitor: { kind: 'path', path: '/Common/tcp' }, loadBalancingMode: 'round-robin', slowRampTime: 10 };
  return { kind: 'serving', partial: [], pool, members, hosts, ...more };
}

export function service(want: object, name = 'www'): object {
  return { v: 1, kind: 'service', epoch: epoch('planner.east'), bigip: 'edge', service: name, want };
}

/** What services share. */
export function base(more: object = {}): object {
  const nothing = { dataGroups: [], rules: [], virtuals: [] };
  return { v: 1, kind: 'base', epoch: epoch('planner.east'), bigip: 'edge', folder: '/berth', ...nothing, ...more };
}

/** The wide IPs of www in the group `world`, with the state of each site's member. */
export function wideIp(sites: Readonly<Record<string, 'enabled' | 'disabled'>>, more: object = {}): object {
  const members = Object.entries(sites).map(([site, state]) => {
    return { site, server: `/Common/gtm-${site}`, virtualServer: 'http', record: 'a', state, ratio: 1 };
  });
  const pool = { name: 'berth_shop_world_www', loadBalancingMode: 'round-robin', ttl: 30 };
  const want = { kind: 'serving', partial: [], names: ['www.apps.example.com'], pool, members, ...more };
  return { v: 1, kind: 'wide ip', epoch: epoch('planner.=span'), group: 'world', service: 'www', want };
}

export function status(more: object = {}): object {
  return {
    v: 1,
    epoch: epoch('ltm.edge'),
    target: 'edge',
    state: { kind: 'active' },
    appliedTo: 3,
    behindBy: 0,
    owned: { pools: 1, members: 2, records: 3 },
    exceptions: [],
    ...more,
  };
}

export function problem(what: string, where: string, subject = 'one'): object {
  return { v: 1, epoch: epoch('planner.east'), source: 'planner-east', subject, severity: 'warning', what, where, hint: 'do this' };
}

export function freeze(reason = 'maintenance'): object {
  return { v: 1, kind: 'freeze', by: 'ann', at: now - 1000, reason };
}

/** `stale`: engines that no collector sees. */
export function plan(stale: object): object {
  return { v: 1, kind: 'plan', epoch: epoch('planner.east'), since: 1, count: 1, engines: { docker1: 1 }, stale };
}

export function lease(program: string): object {
  return { v: 1, instance: `${program}-1`, program };
}

export function epoch(lease: string): object {
  return { lease, created: 1, revision: 1 };
}

export const www1 = origin('www-1', 'aaa1');
export const www2 = origin('www-2', 'aaa2');
export const www = service(
  serving(
    [member('172.17.0.2%0', www1), member('172.17.0.3%0', www2)],
    [
      { kind: 'member', host: 'www-1.apps.example.com', address: '172.17.0.2%0', port: 80, origin: www1 },
      { kind: 'pool', host: 'www.apps.example.com' },
    ],
  ),
);

/** By bucket and key. */
export type Documented = { readonly [B in BucketName]?: Readonly<Record<string, object>> };

const calm = {
  'berth-engines': {
    [engineKey('docker1')]: engine(container('www-1', 'aaa1'), container('www-2', 'aaa2'), container('db', 'dbdb', { ports: [] })),
  },
  'berth-desired': {
    [planKey('ltm', 'edge')]: plan({}),
    [desiredBaseKey('ltm', 'edge')]: base(),
    [desiredServiceKey('ltm', 'edge', 'www')]: www,
  },
  'berth-bigips': {
    [bigipKey('edge')]: {
      v: 1,
      kind: 'bigip',
      epoch: epoch('bigip.edge'),
      name: 'edge',
      version: '17.1.2',
      units: [{ address: 'bigip-a.example.com', role: 'active' }],
    },
  },
  'berth-status': { [statusKey('ltm', 'edge')]: status() },
  'berth-problems': {},
  'berth-control': {},
  'berth-leases': {
    [leaseKey('collector', 'docker1')]: lease('collector'),
    [leaseKey('planner', 'east')]: lease('planner'),
    [leaseKey('ltm', 'edge')]: lease('ltm-applier'),
  },
} as const satisfies Documented;

/** What the calm installation's buckets hold when these documents are put there, and those set to null deleted. */
export function holding(change: { readonly [B in BucketName]?: Readonly<Record<string, object | null>> } = {}): Documented {
  return Object.fromEntries(
    Object.entries(calm).map(([bucket, held]) => {
      const changed = Object.entries({ ...held, ...change[bucket as BucketName] });
      return [bucket, Object.fromEntries(changed.filter(([, document]) => document !== null))];
    }),
  );
}

/** As a snapshot reads it; revisions count from 1 within each bucket, in the order of keys. */
function entriesOf<B extends BucketName>(bucket: B, held: Documented): Entry<Documents[B]>[] {
  const sorted = Object.entries(held[bucket] ?? {}).sort(([a], [b]) => (a < b ? -1 : 1));
  return sorted.map(([key, document], index) => {
    const parsed = documents[bucket].schema.safeParse(document);
    const value = parsed.success
      ? ({ kind: 'document', document: parsed.data } as const)
      : ({ kind: 'unreadable', reason: parsed.error.issues[0]?.message ?? '' } as const);
    return { key, revision: index + 1, value };
  });
}

export function snapshotOf(held: Documented): Snapshot {
  return {
    engines: entriesOf('berth-engines', held),
    desired: entriesOf('berth-desired', held),
    bigips: entriesOf('berth-bigips', held),
    status: entriesOf('berth-status', held),
    problems: entriesOf('berth-problems', held),
    control: entriesOf('berth-control', held),
    leases: entriesOf('berth-leases', held),
  };
}
