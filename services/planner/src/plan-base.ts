/** Pure: what all services of one BIG-IP share. */
import { type BigipConfig, type PlannedBigip, type SiteConfig, splitEndpoint } from '@berth/installation';
import { httpRule } from '@berth/irules';
import type { BigipName, DesiredBase, DesiredVirtual } from '@berth/messages';
import { canonical } from './candidates.ts';
import { withRouteDomain } from './plan-members.ts';

const rule = 'berth_http';

/** The folder, the data groups, the HTTP rule and, in own mode, the HTTP virtual server. */
export function planBase(bigip: BigipName, config: PlannedBigip, zones: SiteConfig['zones']): Omit<DesiredBase, 'epoch'> {
  const { partition, shards, http } = config;
  const folder = `/${partition}`;
  const text = httpRule({
    folder,
    shards,
    zones: [...zones.public, ...zones.internal],
    unknown: http.unknown,
    instances: http.instances,
  });
  return {
    v: 1,
    kind: 'base',
    bigip,
    folder,
    dataGroups: [
      { name: 'berth_services', holds: 'pool', shards: 1 },
      { name: 'berth_containers', holds: 'member', shards },
    ],
    rules: [{ name: rule, text }],
    zones: [],
    dnsProfiles: [],
    virtuals: http.mode === 'own' ? [virtual(http, config.routeDomain)] : [],
  };
}

type OwnHttp = Extract<BigipConfig['http'], { mode: 'own' }>;

function virtual(http: OwnHttp, routeDomain: number): DesiredVirtual {
  const { address, port } = splitEndpoint(http.virtual);
  return {
    name: rule,
    address: withRouteDomain(canonical(address), routeDomain),
    port,
    protocol: 'tcp',
    profiles: http.profiles,
    rules: [rule],
    sourceAddressTranslation: http.sourceAddressTranslation,
  };
}
