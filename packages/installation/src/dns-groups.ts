/** Section `dnsGroups`: the BIG-IPs that answer wide IPs together, and where these lead. What is described here is shown by editors. */
import { AddressRecord, BigipName, HostName, SiteName, WideIpMode } from '@berth/messages';
import { z } from 'zod';
import { endpoint, splitEndpoint } from './endpoint.ts';

const inCommon = z.string().regex(/^\/Common\/[^/\s:]+$/, 'a full path in /Common, such as /Common/east');
const name = z.string().regex(/^[A-Za-z0-9][A-Za-z0-9_.-]*$/, 'a name of letters, digits, dots, hyphens and underscores');

const ofSite = {
  site: SiteName.describe('Name of the site, as under sites.'),
  ratio: z.int().min(0).max(65_535).default(1).describe('Its share with lbMode ratio; 0 for none.'),
};

const Referenced = z.strictObject({
  ...ofSite,
  own: z.literal(false).optional().describe("The site's GTM server is there already."),
  virtualServers: z
    .array(
      z.strictObject({
        server: inCommon.describe('Full path of the GTM server.'),
        name: z.string().regex(/^\S+$/, 'a name without blanks').describe('Name of its virtual server, which must be there.'),
        record: AddressRecord.default('a').describe('a for an IPv4 address, aaaa for an IPv6 address.'),
      }),
    )
    .min(1)
    .describe("GTM's virtual servers that stand for the site."),
});

const Own = z.strictObject({
  ...ofSite,
  own: z.literal(true).describe("Berth makes the site's GTM server, its virtual servers and, unless it is a full path, its data center."),
  dataCenter: z
    .union([inCommon, name])
    .optional()
    .describe("A data center that Berth makes, or the full path of one that is there; the site's name when none is given."),
  server: name.optional().describe("Name of the GTM server; the site's name when none is given."),
  address: z
    .union([z.ipv4(), z.ipv6()])
    .optional()
    .describe("The GTM server's own address; that of its first virtual server when none is given."),
  monitor: z
    .union([z.enum(['tcp', 'http', 'https', 'none']), inCommon])
    .default('tcp')
    .describe('How GTM watches the virtual servers: tcp, http, https, none or the full path of a GTM monitor.'),
  virtualServers: z
    .array(
      z.strictObject({
        name: name.describe('Its name on the GTM server.'),
        destination: endpoint.describe('ADDRESS:PORT that clients are told, IPv6 in brackets.'),
        translation: endpoint.optional().describe('ADDRESS:PORT at which GTM itself finds it, where addresses are translated in between.'),
      }),
    )
    .min(1)
    .refine((all) => new Set(all.map((each) => each.name)).size === all.length, 'each name once')
    .describe("The site's virtual servers."),
});

/** One DNS group. */
export const DnsGroup = z.strictObject({
  bigip: BigipName.describe('The BIG-IP through which it is written; it hands wide IPs on to the others of its DNS group.'),
  zones: z.array(HostName).min(1).optional().describe('Public zones in which services have wide IPs; all of them when none is given.'),
  lbMode: WideIpMode.default('global-availability').describe(
    'Which site is answered: the first that serves, by ratio, in turn, or by topology records.',
  ),
  ttl: z.int().min(0).max(86_400).default(30).describe('Seconds for which an answer may be kept.'),
  sites: z
    .array(z.discriminatedUnion('own', [Own, Referenced]))
    .min(1)
    .describe('The sites to which wide IPs lead, the preferred one first.'),
  cleared: z
    .array(BigipName)
    .default([])
    .describe(
      'BIG-IPs through which it was written before and of which nothing needs to be told any more: they are of the same DNS group as `bigip`, or what Berth made on them was removed.',
    ),
});
export type DnsGroup = z.infer<typeof DnsGroup>;

/** What it is compared with. */
export type Known = {
  readonly zones: readonly string[];
  readonly bigips: ReadonlySet<string>;
  /** The sites, and whether they have a BIG-IP. */
  readonly sites: ReadonlyMap<string, 'served' | 'without BIG-IP'>;
};

export type GroupIssue = { readonly path: readonly (string | number)[]; readonly message: string };

/** What is wrong with groups in view of the rest of the configuration. */
export function checkGroups(groups: Readonly<Record<string, DnsGroup>>, known: Known): GroupIssue[] {
  const makers = new Map<string, string>();
  return Object.entries(groups).flatMap(([group, config]) => [
    ...checkGroup(config, known).map(({ path, message }) => ({ path: [group, ...path], message })),
    ...madeBy(config, known).flatMap(({ what, path, instead }) => {
      const place = `${what} on ${config.bigip}`;
      const first = makers.get(place) ?? group;
      makers.set(place, first);
      return first === group ? [] : [{ path: [group, ...path], message: `${place} is already made by the DNS group ${first}${instead}` }];
    }),
  ]);
}

type Made = { readonly what: string; readonly path: GroupIssue['path']; readonly instead: string };

/** What only one group can make on a BIG-IP, as each marks it as its own. */
function madeBy(config: DnsGroup, known: Known): Made[] {
  return [
    ...zonesOf(config, known).map((zone) => ({ what: `the zone of wide IPs ${zone}`, path: ['bigip'], instead: '' })),
    ...config.sites.flatMap((site, at) => {
      if (site.own !== true) return [];
      const { path, isMade } = dataCenterOf(site);
      const server = {
        what: `the GTM server ${ownServer(site)}`,
        path: ['sites', at, 'server'],
        instead: '; give this one another name, or refer to that one',
      };
      const dataCenter = { what: `the data center ${path}`, path: ['sites', at, 'dataCenter'], instead: `; refer to it as ${path}` };
      return isMade ? [server, dataCenter] : [server];
    }),
  ];
}

function zonesOf({ zones }: DnsGroup, known: Known): readonly string[] {
  return zones ?? known.zones;
}

function checkGroup(group: DnsGroup, known: Known): GroupIssue[] {
  const issues: GroupIssue[] = [];
  if (!known.bigips.has(group.bigip)) issues.push({ path: ['bigip'], message: 'no site has a BIG-IP of this name' });
  if (zonesOf(group, known).length === 0) issues.push({ path: ['zones'], message: 'wide IPs need a zone: give one in zones.public' });
  for (const [at, zone] of (group.zones ?? []).entries())
    if (!known.zones.includes(zone)) issues.push({ path: ['zones', at], message: 'not one of zones.public' });
  const seen = new Set<string>();
  const places = new Set<string>();
  for (const [at, config] of group.sites.entries()) {
    const { site } = config;
    const path = ['sites', at, 'site'];
    const found = known.sites.get(site);
    if (found === undefined) issues.push({ path, message: 'there is no such site' });
    if (found === 'without BIG-IP') issues.push({ path, message: 'this site has no BIG-IP, so nothing is served there' });
    if (seen.has(site)) issues.push({ path, message: 'this site is already named; give it several virtualServers instead' });
    seen.add(site);
    for (const [index, { server, name }] of virtualServersOf(config).entries()) {
      const place = `${server}:${name}`;
      const issue = { path: ['sites', at, 'virtualServers', index, 'name'], message: `${place} is already named` };
      if (places.has(place)) issues.push(issue);
      places.add(place);
    }
  }
  return issues;
}

export type GroupSite = DnsGroup['sites'][number];

/** A virtual server that stands for a site: the full path of its GTM server, its name there, and what DNS tells of its address. */
export type SiteVirtualServer = { readonly server: string; readonly name: string; readonly record: AddressRecord };

/** Those of a site, whether they are there already or Berth makes them. */
export function virtualServersOf(config: GroupSite): readonly SiteVirtualServer[] {
  if (config.own !== true) return config.virtualServers;
  const server = ownServer(config);
  return config.virtualServers.map(({ name, destination }) => {
    return { server, name, record: splitEndpoint(destination).address.includes(':') ? 'aaaa' : 'a' };
  });
}

export type OwnSite = Extract<GroupSite, { readonly own: true }>;

/** Full path of the GTM server that Berth makes for a site. */
export function ownServer({ site, server = site }: OwnSite): string {
  return `/Common/${server}`;
}

/** Full path of a site's data center, and whether Berth makes it: what is given as a full path is there already. */
export function dataCenterOf({ site, dataCenter = site }: OwnSite): { readonly path: string; readonly isMade: boolean } {
  const isMade = !dataCenter.startsWith('/');
  return { path: isMade ? `/Common/${dataCenter}` : dataCenter, isMade };
}
