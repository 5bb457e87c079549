/** Builders of desired documents: a test says only what it is about. */
import { createHash } from 'node:crypto';
import { dnsRule, reverseName } from '@berth/irules';
import { DesiredBase, DesiredNames, type NameRecord, zeroEpoch } from '@berth/messages';

export const installation = 'shop-east';
export const zone = 'docker.example.com';
const epoch = { ...zeroEpoch('planner.east'), created: 1, revision: 1 };

export type Given = {
  readonly name: string;
  readonly address: string;
  readonly engine?: string;
  readonly port?: number;
  readonly state?: 'offered' | 'withheld';
};

/** A service with these containers, named as the planner does. */
export function names(
  service: string,
  containers: readonly Given[],
  more: { readonly partial?: readonly string[]; readonly forgotten?: readonly string[] } = {},
): DesiredNames {
  const all = containers.map(({ engine = 'docker1', port = 80, state = 'offered' as const, ...rest }) => {
    const container = createHash('sha256').update(rest.name).digest('hex');
    return { ...rest, port, state, engine, origin: { engine, container, name: rest.name } };
  });
  const records: object[] = [
    {
      kind: 'service',
      name: `${service}.${zone}`,
      endpoints: all
        .filter(({ state }) => state === 'offered')
        .map(({ name, address, port, origin }) => ({ address, port, target: `${name}.${zone}`, origin })),
    },
    ...all.flatMap(({ name, engine, address, port, state, origin }) => [
      { kind: 'container', name: `${name}.${zone}`, address, port, state, origin },
      { kind: 'container', name: `${name}.${engine}.${zone}`, address, port, state, origin },
      { kind: 'reverse', name: reverseName(address), target: `${name}.${zone}`, state, origin },
    ]),
  ];
  const want = { kind: 'serving', partial: [], ...more, names: records };
  return DesiredNames.parse({ v: 1, kind: 'names', epoch, bigip: 'edge', service, want });
}

/** A service that is no longer wanted. */
export function gone(service: string): DesiredNames {
  return DesiredNames.parse({ v: 1, kind: 'names', epoch, bigip: 'edge', service, want: { kind: 'gone', cause: 'stopped', since: 0 } });
}

/** A service of which this is said, name by name. */
export function saying(service: string, said: readonly NameRecord[]): DesiredNames {
  const want = { kind: 'serving', partial: [], names: said };
  return DesiredNames.parse({ v: 1, kind: 'names', epoch, bigip: 'edge', service, want });
}

/** Four shards and the rule. */
export function base(more: object = {}): DesiredBase {
  const text = dnsRule({
    folder: '/berth',
    shards: 4,
    zones: [
      { name: zone, unknown: 'pass' },
      { name: 'in-addr.arpa', unknown: 'pass' },
    ],
    servers: [`ns.${zone}`],
    contact: `hostmaster.${zone}`,
    soa: { serial: 1, refresh: 3600, retry: 600, expire: 86_400 },
    ttl: 5,
    negativeTtl: 5,
  });
  return DesiredBase.parse({
    v: 1,
    kind: 'base',
    epoch,
    bigip: 'edge',
    folder: '/berth',
    dataGroups: [{ name: 'berth_dns', holds: 'name', shards: 4 }],
    zones: [zone],
    rules: [{ name: 'berth_dns', text }],
    virtuals: [],
    ...more,
  });
}

/** Listeners at a port of the loopback interface, with a profile of their own. */
export function listening(port: number): DesiredBase {
  const virtual = (protocol: 'udp' | 'tcp') => ({
    name: `berth_dns_${protocol}`,
    address: '127.0.0.1%0',
    port,
    protocol,
    profiles: [`/Common/${protocol}`, '/berth/berth_dns'],
    rules: ['berth_dns'],
    sourceAddressTranslation: 'none',
  });
  return base({
    dnsProfiles: [{ name: 'berth_dns', useLocalBind: 'no', unhandledQueryAction: 'reject' }],
    virtuals: [virtual('udp'), virtual('tcp')],
  });
}

export const www1: Given = { name: 'www-1', address: '10.0.0.1' };
export const www2: Given = { name: 'www-2', address: '10.0.0.2' };
