/** Pure: what all services of one BIG-IP share. */
import { canonical } from '@berth/convention';
import { type BigipConfig, type PlannedBigip, type SiteConfig, splitEndpoint, type Template } from '@berth/installation';
import { httpRule } from '@berth/irules';
import type { BigipName, DesiredBase, DesiredHttpProfile, DesiredVirtual } from '@berth/messages';
import { httpTemplate, type Translation } from './untranslated.ts';
import { virtualFrom } from './virtual-from-template.ts';

const rule = 'berth_http';

export type BaseInput = {
  readonly bigip: BigipName;
  readonly config: PlannedBigip;
  /** Of the HTTP virtual server. */
  readonly translation: Translation;
};

/** The folder, the data groups, the HTTP rule and, in own mode, the HTTP virtual server with its profile. */
export function planBase(
  { bigip, config, translation }: BaseInput,
  { zones, templates }: Pick<SiteConfig, 'zones' | 'templates'>,
): Omit<DesiredBase, 'epoch'> {
  const { partition, shards, http, routeDomain } = config;
  const folder = `/${partition}`;
  const template = httpTemplate(config, templates);
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
    httpProfiles: http.mode === 'own' && template.profiles === undefined ? [profile] : [],
    virtuals: http.mode === 'own' ? virtual(http, { folder, routeDomain, template, translation }) : [],
  };
}

type Around = { readonly folder: string; readonly routeDomain: number; readonly template: Template; readonly translation: Translation };

type OwnHttp = Extract<BigipConfig['http'], { mode: 'own' }>;

/** Members see the BIG-IP's address, so that their answers come back to it; this tells them the client's. */
const profile: DesiredHttpProfile = { name: rule, insertXforwardedFor: 'enabled' };

function virtual(http: OwnHttp, { folder, routeDomain, template, translation }: Around): DesiredVirtual[] {
  const { address, port } = splitEndpoint(http.virtual);
  const destination = { address: canonical(address), port, protocol: 'tcp' } as const;
  const profiles = ['/Common/tcp', `${folder}/${profile.name}`];
  return [
    { ...virtualFrom(template, { name: rule, destination, routeDomain, profiles, rules: [rule] }), sourceAddressTranslation: translation },
  ];
}
