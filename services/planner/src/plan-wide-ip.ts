/** Pure: the wide IPs of one service in one DNS group, by what each site has planned for it. */
import { type GroupConfig, virtualServersOf } from '@berth/installation';
import {
  compareText,
  type DesiredWideIp,
  type EngineName,
  type GoneCause,
  type HostName,
  type Origin,
  type ServiceName,
  type SiteName,
  type Wide,
  type WideIpMember,
} from '@berth/messages';
import type { Timing, Want } from './plan-service.ts';
import type { PlanProblem } from './problems.ts';
import { hostsOf } from './wants.ts';

export type WideIpWant = DesiredWideIp['want'];

/** What one of the group's sites has planned for the service. */
export type SitePart = {
  readonly site: SiteName;
  readonly want: Want | undefined;
  /** The engines there that can't be seen now. */
  readonly unknown: readonly EngineName[];
  /** Whether a container is out of sight, and down by the monitors of every BIG-IP there. */
  readonly isDown: (origin: Origin) => boolean;
};

/** No `want`: there is nothing to say about the service in this group. */
export type PlannedWideIp = { readonly want: WideIpWant | undefined; readonly problems: readonly PlanProblem[] };

export type WideIpView = {
  readonly service: ServiceName;
  readonly group: GroupConfig;
  /** One for each site of the group. */
  readonly parts: readonly SitePart[];
};

/** `previous` is what was planned last: what is not known now stays as it was. */
export function planWideIp({ service, group, parts }: WideIpView, previous: WideIpWant | undefined, timing: Timing): PlannedWideIp {
  const past = previous?.kind === 'serving' ? previous : undefined;
  const around: Around = { service, group, parts, past, partial: [...new Set(parts.flatMap(({ unknown }) => unknown))].sort(compareText) };
  const here = parts.filter((part) => namesIn(part, around).length > 0);
  if (here.length > 0) return serving(here, around);
  return { want: past === undefined ? previous : ending(past, around, timing), problems: [] };
}

type Around = WideIpView & { readonly past: Wide | undefined; readonly partial: EngineName[] };

function serving(here: readonly SitePart[], around: Around): PlannedWideIp {
  const { partial } = around;
  const offering = offeringSites(around);
  const kept = offering.size > 0 ? [] : keptSites(here, around);
  const empty = here.map(({ want }) => (want?.kind === 'serving' ? want.emptySince : undefined));
  const emptySince = empty.every((since) => since !== undefined) ? Math.max(...empty) : undefined;
  const names = [...new Set(here.flatMap((part) => namesIn(part, around)))].sort(compareText);
  const want: Wide = {
    kind: 'serving',
    partial,
    ...(emptySince === undefined ? {} : { emptySince }),
    names,
    ...asConfigured(around, new Set([...offering, ...kept])),
  };
  return { want, problems: kept.length === 0 ? [] : [keptProblem(around, { names, kept, emptySince })] };
}

/** Nobody tells of it any more. Where somebody can't be heard, that says nothing. */
function ending(past: Wide, around: Around, { now, linger }: Timing): WideIpWant {
  const own = ownNames(around);
  const names = past.names.filter((name) => own.has(name));
  const cause = names.length === 0 ? 'config' : causeOf(around);
  const stays = { ...past, names, ...asConfigured(around, enabledIn(past)), partial: around.partial };
  if (around.partial.length > 0 && names.length > 0) return stays;
  const emptySince = past.emptySince ?? now;
  return cause === 'stopped' && now - emptySince < linger ? { ...stays, emptySince } : { kind: 'gone', cause, since: now };
}

/** The service's own names in the group's zones, as far as the site leads them to its pool. */
function namesIn({ want }: SitePart, around: Around): HostName[] {
  const own = ownNames(around);
  return hostsOf(want).filter((host) => own.has(host));
}

function ownNames({ service, group }: Around): ReadonlySet<string> {
  return new Set(group.zones.map((zone) => `${service}.${zone}`));
}

/** A site of which all is lost is answered only where there is no better one. */
function offeringSites(around: Around): ReadonlySet<SiteName> {
  const told = around.parts.map((part) => ({ site: part.site, offer: offerOf(part, around) }));
  const well = told.filter(({ offer }) => offer === 'well');
  return new Set((well.length > 0 ? well : told.filter(({ offer }) => offer === 'lost')).map(({ site }) => site));
}

/** Members of engines that can't be seen count as they were planned last; where even that isn't known, so does the site. */
function offerOf(part: SitePart, around: Around): 'well' | 'lost' | 'none' {
  const { site, want, unknown, isDown } = part;
  if (want === undefined) return unknown.length > 0 && enabledIn(around.past).has(site) ? 'well' : 'none';
  if (want.kind === 'gone' || namesIn(part, around).length === 0) return 'none';
  const offered = want.members.filter(({ session }) => session === 'enabled');
  if (offered.length === 0) return 'none';
  return offered.every(({ origin }) => isDown(origin)) ? 'lost' : 'well';
}

function enabledIn(past: Wide | undefined): ReadonlySet<SiteName> {
  return new Set(past?.members.filter(({ state }) => state === 'enabled').map(({ site }) => site));
}

/** Where nobody offers: those that were answered so far, unless somebody has been heard who had not been then; else the first that has containers at least. */
function keptSites(here: readonly SitePart[], { past, partial }: Around): readonly SiteName[] {
  const sites = here.map(({ site }) => site);
  const settled = past?.partial.length === 0 || partial.length > 0;
  const before = settled ? sites.filter((site) => enabledIn(past).has(site)) : [];
  if (before.length > 0) return before;
  const populated = here.find(({ want }) => want?.kind === 'serving' && want.members.length > 0);
  return sites.filter((site, at) => (populated === undefined ? at === 0 : site === populated.site));
}

function asConfigured({ service, group }: Around, enabled: ReadonlySet<SiteName>): Pick<Wide, 'pool' | 'members'> {
  const { installation, lbMode, ttl, sites } = group;
  const members = sites.flatMap((config) =>
    virtualServersOf(config).map(({ server, name, record }): WideIpMember => {
      const { site, ratio } = config;
      return { site, server, virtualServer: name, record, state: enabled.has(site) ? 'enabled' : 'disabled', ratio };
    }),
  );
  return { pool: { name: `berth_${installation}_${group.name}_${service}`, loadBalancingMode: lbMode, ttl }, members };
}

/** stopped: it may come back. */
function causeOf({ parts, past }: Around): GoneCause {
  const causes = parts.flatMap(({ want }) =>
    want?.kind === 'gone' ? [want.cause] : want?.kind === 'serving' ? ['conflict' as const] : [],
  );
  const [first] = causes;
  const left = past?.members.some(({ site }) => !parts.some((part) => part.site === site));
  return causes.includes('stopped') ? 'stopped' : (first ?? (left ? 'config' : 'stopped'));
}

type Kept = { readonly names: readonly HostName[]; readonly kept: readonly SiteName[]; readonly emptySince: number | undefined };

function keptProblem({ service, group }: Around, { names, kept, emptySince }: Kept): PlanProblem {
  const hint = emptySince === undefined ? 'look at the containers of the service' : 'start containers of the service; without any it goes';
  return {
    subject: `wide-ip-${group.name}-${service}`,
    severity: emptySince === undefined ? 'error' : 'warning',
    what: `wide IP ${names.join(', ')}: no site has an endpoint to offer, so ${kept.join(', ')} stay${kept.length === 1 ? 's' : ''} answered`,
    where: `DNS group ${group.name}, service ${service}`,
    hint,
  };
}
