/** What each program is given of the installation. Pure. */
import type { BigipName, EngineName, GroupName, HostName, SiteName } from '@berth/messages';
import type { BigipConfig } from './bigips.ts';
import type { DnsGroup } from './dns-groups.ts';
import type { EngineConfig } from './engines.ts';
import type { Installation, Site } from './installation.ts';

export type CollectorConfig = {
  readonly engines: readonly (EngineConfig & { readonly name: EngineName; readonly site: SiteName })[];
  readonly timing: Installation['collector'];
};

/** A BIG-IP without what only those need who talk to it: planning does not begin again when that changes. */
export type PlannedBigip = Omit<BigipConfig, 'units' | 'user' | 'passwordFile' | 'ca' | 'fingerprints' | 'sync'> & {
  /** Where each has routes of its own; else none, for how to talk to a BIG-IP is nothing to a planner. */
  readonly units: readonly string[];
};

/** An engine without what only those need who talk to it. */
export type PlannedEngine = Pick<EngineConfig, 'address' | 'allow' | 'gateways' | 'limits' | 'networks'>;

export type SiteConfig = Pick<Installation, 'installation' | 'zones' | 'expose' | 'minAvailable' | 'templates'> & {
  readonly name: SiteName;
  readonly engines: ReadonlyMap<EngineName, PlannedEngine>;
  /** Of the other sites, where this one has routes: their networks must not be the same. */
  readonly elsewhere: ReadonlyMap<EngineName, PlannedEngine & { readonly site: SiteName }>;
  readonly bigips: ReadonlyMap<BigipName, PlannedBigip>;
};

/** A DNS group as its wide IPs are planned. */
export type GroupConfig = Pick<DnsGroup, 'bigip' | 'cleared' | 'lbMode' | 'ttl' | 'sites'> &
  Pick<Installation, 'installation'> & { readonly name: GroupName; readonly zones: readonly HostName[] };

/** What spans sites: the DNS groups, and every site to which one of them leads. */
export type SpanConfig = { readonly groups: readonly GroupConfig[]; readonly sites: readonly SiteConfig[] };

/** The part of the planner that spans sites, beside those that are called as their site. */
export const spanPart = '=span';

export type PlannerConfig = {
  readonly sites: readonly SiteConfig[];
  /** Undefined when others plan it. */
  readonly span: SpanConfig | undefined;
  readonly timing: Installation['planner'];
};

export type ApplierConfig = {
  readonly installation: Installation['installation'];
  /** `engines`: those of the BIG-IP's site. */
  readonly bigips: readonly (BigipConfig & {
    readonly name: BigipName;
    readonly site: SiteName;
    readonly engines: readonly EngineName[];
  })[];
  readonly timing: Installation['applier'];
};

function entries<K extends string, V>(record: Record<K, V>): [K, V][] {
  // The keys of these records were parsed with the same schema that brands K.
  return Object.entries(record) as [K, V][];
}

/** Those that are named, or all, in the order of the record. What it costs follows how many are named. */
function chosen<K extends string, V>(record: Record<K, V>, only: readonly string[]): [K, V][] {
  if (only.length === 0) return entries(record);
  const names = new Set(only.filter((name): name is K => Object.hasOwn(record, name)));
  if (names.size < 2) return [...names].map((name) => [name, record[name]]);
  return entries(record).filter(([name]) => names.has(name));
}

function sites(installation: Installation): [SiteName, Site][] {
  return entries(installation.sites);
}

/** The collector's slice; `only` limits it to the engines named. */
export function collectorConfig(installation: Installation, only: readonly string[] = []): CollectorConfig {
  const engines = sites(installation).flatMap(([site, { engines }]) =>
    chosen(engines, only).map(([name, engine]) => ({ ...engine, name, site })),
  );
  return { engines, timing: installation.collector };
}

/** The planner's slice; `only` limits it to the sites named, and `=span`. */
export function plannerConfig(installation: Installation, only: readonly string[] = []): PlannerConfig {
  const { installation: name, zones, expose, minAvailable, templates } = installation;
  const planned = sites(installation).map(([site, { engines }]) => ({ site, engines: entries(engines).map(plannedEngine) }));
  const all = sites(installation).map(([site, { engines, bigips }]) => ({
    installation: name,
    zones,
    expose,
    minAvailable,
    templates,
    name: site,
    engines: new Map(entries(engines).map(plannedEngine)),
    elsewhere: new Map(
      Object.values(bigips).every(({ routes }) => routes.mode === 'off')
        ? []
        : planned
            .filter((other) => other.site !== site)
            .flatMap((other) => other.engines.map(([engine, config]) => [engine, { ...config, site: other.site }] as const)),
    ),
    bigips: new Map(
      entries(bigips).map(([bigip, { user, passwordFile, ca, fingerprints, sync, units, ...planned }]) => [
        bigip,
        { ...planned, units: planned.routes.perUnit ? units : [] },
      ]),
    ),
  }));
  const isMeant = (part: string) => only.length === 0 || only.includes(part);
  return {
    sites: all.filter((site) => isMeant(site.name)),
    span: isMeant(spanPart) ? spanOf(installation, all) : undefined,
    timing: installation.planner,
  };
}

function spanOf({ installation, zones, dnsGroups }: Installation, all: readonly SiteConfig[]): SpanConfig {
  const groups = entries(dnsGroups).map(([name, { zones: some = zones.public, ...group }]) => {
    return { installation, name, zones: some, ...group };
  });
  const named = new Set(groups.flatMap(({ sites }) => sites.map(({ site }) => site)));
  return { groups, sites: all.filter(({ name }) => named.has(name)) };
}

function plannedEngine([name, { url, caFile, certFile, keyFile, ...planned }]: [EngineName, EngineConfig]): [EngineName, PlannedEngine] {
  return [name, planned];
}

/** An applier's slice; `only` limits it to the BIG-IPs named. */
export function applierConfig(installation: Installation, only: readonly string[] = []): ApplierConfig {
  const bigips = sites(installation).flatMap(([site, { engines, bigips }]) =>
    chosen(bigips, only).map(([name, bigip]) => ({ ...bigip, name, site, engines: entries(engines).map(([engine]) => engine) })),
  );
  return { installation: installation.installation, bigips, timing: installation.applier };
}

/** A DNS group with the BIG-IP through which it is written; `engines`: those of all sites to which it leads. */
type WrittenGroup = { readonly name: GroupName; readonly bigip: ApplierConfig['bigips'][number] };

/** What the dns-applier keeps: the BIG-IPs that answer DNS, and DNS groups. */
export type DnsApplierConfig = ApplierConfig & { readonly groups: readonly WrittenGroup[] };

/** The dns-applier's slice; `only` limits it to the BIG-IPs named, and to what is written through them. */
export function dnsApplierConfig(installation: Installation, only: readonly string[] = []): DnsApplierConfig {
  const config = applierConfig(installation, only);
  const groups = entries(installation.dnsGroups).flatMap(([name, { bigip, sites: led }]) => {
    const engines = led.flatMap(({ site }) => entries(installation.sites[site]?.engines ?? {}).map(([engine]) => engine));
    return config.bigips.filter((written) => written.name === bigip).map((written) => ({ name, bigip: { ...written, engines } }));
  });
  return { ...config, bigips: config.bigips.filter(({ dns }) => dns.mode !== 'off'), groups };
}
