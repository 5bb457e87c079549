/** Pure: what the DNS names of one BIG-IP share. */
import { canonical } from '@berth/convention';
import { type BigipConfig, type PlannedBigip, splitEndpoint } from '@berth/installation';
import { dnsRule } from '@berth/irules';
import { type BigipName, type DesiredBase, type DesiredDnsProfile, type DesiredVirtual, HostName } from '@berth/messages';
import { plainTemplate, virtualFrom } from './virtual-from-template.ts';

const rule = 'berth_dns';
/** As named in the rule. */
const dataGroup = 'berth_dns';

/** Those of names, and those of the addresses of containers. */
export type DnsZones = { readonly internal: readonly HostName[]; readonly reverse: readonly string[] };

/** The data groups, the DNS rule and, in own mode, the listeners with their profile. */
export function planDnsBase(bigip: BigipName, config: PlannedBigip, zones: DnsZones): Omit<DesiredBase, 'epoch'> {
  const { partition, shards, dns, routeDomain } = config;
  const folder = `/${partition}`;
  return {
    v: 1,
    kind: 'base',
    bigip,
    folder,
    dataGroups: [{ name: dataGroup, holds: 'name', shards }],
    zones: [...zones.internal, ...zones.reverse.map((zone) => HostName.parse(zone))],
    rules: dns.mode === 'off' ? [] : [{ name: rule, text: ruleText({ folder, shards }, dns, zones) }],
    dnsProfiles: dns.mode === 'own' ? [profile] : [],
    httpProfiles: [],
    virtuals: dns.mode === 'own' ? (['udp', 'tcp'] as const).map((protocol) => listener(protocol, dns, { folder, routeDomain })) : [],
  };
}

/** Where the rule finds them. */
type Records = { readonly folder: string; readonly shards: number };

type DnsConfig = Exclude<BigipConfig['dns'], { mode: 'off' }>;

function ruleText({ folder, shards }: Records, dns: DnsConfig, zones: DnsZones): string {
  const [first = 'invalid'] = zones.internal;
  return dnsRule({
    folder,
    shards,
    zones: [
      ...zones.internal.map((name) => ({ name, unknown: dns.unknown })),
      // Others may have a part of those.
      ...zones.reverse.map((name) => ({ name, unknown: 'pass' as const })),
    ],
    servers: dns.nameServers.length === 0 ? [`ns.${first}`] : dns.nameServers,
    contact: dns.contact ?? `hostmaster.${first}`,
    soa: { serial: 1, refresh: 3600, retry: 600, expire: 86_400 },
    ttl: dns.ttl,
    negativeTtl: dns.negativeTtl,
  });
}

/** A listener of ours is nobody's resolver. */
const profile: DesiredDnsProfile = { name: 'berth_dns', useLocalBind: 'no', unhandledQueryAction: 'reject' };

type Place = { readonly folder: string; readonly routeDomain: number };

function listener(protocol: 'udp' | 'tcp', dns: DnsConfig & { mode: 'own' }, { folder, routeDomain }: Place): DesiredVirtual {
  const { address, port } = splitEndpoint(dns.listener);
  return virtualFrom(
    { ...plainTemplate, sourceAddressTranslation: 'none' },
    {
      name: `berth_dns_${protocol}`,
      destination: { address: canonical(address), port, protocol },
      routeDomain,
      profiles: [`/Common/${protocol}`, `${folder}/${profile.name}`],
      rules: [rule],
    },
  );
}
