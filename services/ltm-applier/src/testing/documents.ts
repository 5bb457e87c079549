/** Builders of desired documents: a test says only what it is about. */
import { createHash } from 'node:crypto';
import { httpRule } from '@berth/irules';
import type { DesiredBase, DesiredMember, DesiredService, EngineName, HostRecord } from '@berth/messages';
import { Desired, type DesiredPool, DesiredVirtual, type ServiceVirtual, zeroEpoch } from '@berth/messages';

export const installation = 'shop-east';
export const epoch = { ...zeroEpoch('planner.east'), created: 1, revision: 1 };

/** A container: `www-1@docker1 10.0.0.1` with more after it if the case needs it. */
export type Given = {
  readonly name: string;
  readonly engine?: string;
  readonly address: string;
  readonly port?: number;
  readonly session?: 'enabled' | 'disabled';
  readonly ratio?: number;
  readonly priorityGroup?: number;
  readonly connectionLimit?: number;
  /** Its id is made of this; its name if not given. */
  readonly id?: string;
};

export function container(id: string): string {
  return createHash('sha256').update(id).digest('hex');
}

/** A service with these containers, their host records in `apps.example.com`, and what a planner leaves at its defaults. */
export function service(
  name: string,
  containers: readonly Given[],
  more: {
    readonly partial?: readonly string[];
    readonly forgotten?: readonly string[];
    readonly monitor?: string;
    readonly pool?: Partial<DesiredPool>;
    readonly virtuals?: readonly ({ readonly name: string } & Partial<Record<keyof ServiceVirtual, unknown>>)[];
    readonly epoch?: typeof epoch;
  } = {},
): DesiredService {
  const members = containers.map(
    ({
      name: own,
      engine = 'docker1',
      address,
      port = 80,
      session = 'enabled',
      ratio = 1,
      priorityGroup = 0,
      connectionLimit = 0,
      id = own,
    }): DesiredMember => ({
      address: `${address}%0` as DesiredMember['address'],
      port,
      session,
      ratio,
      priorityGroup,
      connectionLimit,
      origin: { engine: engine as EngineName, container: container(id) as DesiredMember['origin']['container'], name: own },
    }),
  );
  const hosts: HostRecord[] = [
    { kind: 'pool', host: `${name}.apps.example.com` as HostRecord['host'] },
    ...members.map(({ address, port, origin }) => ({
      kind: 'member' as const,
      host: `${origin.name}.apps.example.com` as HostRecord['host'],
      address,
      port,
      origin,
    })),
  ];
  const document = {
    v: 1,
    kind: 'service',
    epoch: more.epoch ?? epoch,
    bigip: 'edge',
    service: name,
    want: {
      kind: 'serving',
      partial: more.partial ?? [],
      ...(more.forgotten && { forgotten: more.forgotten }),
      pool: {
        name,
        monitor: more.monitor === undefined ? { kind: 'none' } : { kind: 'path', path: more.monitor },
        loadBalancingMode: 'round-robin',
        slowRampTime: 10,
        ...more.pool,
      },
      members: members.toSorted((a, b) => (`${a.address} ${a.port}` < `${b.address} ${b.port}` ? -1 : 1)),
      hosts: hosts.toSorted((a, b) => (a.host < b.host ? -1 : 1)),
      virtuals: more.virtuals?.map((virtual) => ({ ...plainVirtual, ...virtual })),
    },
  };
  return parsed(document, 'service');
}

const plainVirtual = {
  address: '192.0.2.10%0',
  port: 25,
  profiles: ['/Common/tcp'],
  rules: [],
  sourceAddressTranslation: 'automap',
  template: 'default',
  origin: { engine: 'docker1', container: container('www-1'), name: 'www-1' },
};

/** A service that is no longer wanted. */
export function gone(name: string): DesiredService {
  const want = { kind: 'gone', cause: 'stopped', since: 0 };
  return parsed({ v: 1, kind: 'service', epoch, bigip: 'edge', service: name, want }, 'service');
}

/** Both data groups, four shards of containers, and a rule. */
export function base(more: Partial<DesiredBase> = {}): DesiredBase {
  const document = {
    v: 1,
    kind: 'base',
    epoch,
    bigip: 'edge',
    folder: '/berth',
    dataGroups: [
      { name: 'berth_services', holds: 'pool', shards: 1 },
      { name: 'berth_containers', holds: 'member', shards: 4 },
    ],
    rules: [
      {
        name: 'berth_http',
        text: httpRule({ folder: '/berth', shards: 4, zones: ['apps.example.com'], unknown: 'not-found', instances: 'on' }),
      },
    ],
    virtuals: [],
    ...more,
  };
  return parsed(document, 'base');
}

export const www1: Given = { name: 'www-1', address: '10.0.0.1' };
export const www2: Given = { name: 'www-2', address: '10.0.0.2' };

/** Something of every kind. */
export const everything = [
  base({
    virtuals: [
      DesiredVirtual.parse({
        name: 'berth_http',
        address: '127.0.0.1%0',
        port: 39_080,
        profiles: ['/Common/tcp', '/Common/http'],
        rules: ['berth_http'],
        sourceAddressTranslation: 'automap',
      }),
    ],
  }),
  service('www', [www1, { ...www2, ratio: 3 }], { monitor: '/Common/tcp' }),
  service('api', [{ name: 'api-1', address: '10.0.1.1', port: 8080, session: 'disabled' }]),
  service('six', [{ name: 'six-1', address: '2001:db8::1' }]),
];

function parsed<K extends Desired['kind']>(document: object, _kind: K): Desired & { kind: K } {
  return Desired.parse(document) as Desired & { kind: K };
}
