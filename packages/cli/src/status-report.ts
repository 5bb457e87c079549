/** Pure: what is on, what isn't, and why, as one value. */
import type { Entry } from '@berth/bus';
import { spanPart } from '@berth/installation';
import { type Desired, decodeToken, encodeToken, type Freeze, freezeKey, leaseKey, type Problem, type Status } from '@berth/messages';
import { destinationOf } from './endpoint-text.ts';
import { type EngineReport, reportEngines } from './engine-report.ts';
import type { Expected } from './expected.ts';
import { readable, type Snapshot } from './snapshot.ts';
import { isRepaired } from './standing.ts';
import { isReady, reportUnits, type UnitsReport } from './units-report.ts';
import { reportWideIp, type WideIpReport } from './wide-ip-report.ts';

export type BigipReport = {
  readonly kind: string;
  /** Its name, or that of a DNS group. */
  readonly bigip: string;
  /** One of its units, where each is written to by itself; undefined for what all of them share. */
  readonly unit: string | undefined;
  /** Of several units, the one that is written to now. */
  readonly active: string | undefined;
  /** The BIG-IP that is written to: a group, or a unit, is frozen with it. */
  readonly through: string;
  /** The applier's own words, or that none runs. */
  readonly state: Status['state'] | { readonly kind: 'silent'; readonly reason: string };
  /** The command that lets writes go on, while they are frozen. */
  readonly thaw: string | undefined;
  readonly appliedTo: number;
  /** Documents in the store that aren't on the BIG-IP yet. */
  readonly behindBy: number;
  readonly unsavedSince: number | undefined;
  readonly unsynchronised: Status['unsynchronised'];
  readonly owned: Status['owned'] | undefined;
  readonly exceptions: Status['exceptions'];
};

export type ServiceReport = {
  readonly kind: string;
  readonly bigip: string;
  readonly service: string;
  readonly state: 'serving' | 'empty' | 'gone';
  readonly offered: number;
  readonly members: number;
  /** Containers that are not offered. */
  readonly withheld: readonly string[];
  readonly hosts: readonly string[];
  /** Destinations of its own virtual servers. */
  readonly virtuals: readonly string[];
  /** Engines that are unknown now and may have more. */
  readonly partial: readonly string[];
  /** Its newest document isn't on the BIG-IP yet, which is not active but this. */
  readonly waitsFor?: BigipReport['state']['kind'];
};

export type PlannerReport = {
  /** `=span` for what spans sites. */
  readonly site: string;
  readonly state: 'planning' | 'missing';
};

export type StatusReport = {
  readonly well: boolean;
  readonly bigips: readonly BigipReport[];
  /** Of BIG-IPs that have several. */
  readonly units: readonly UnitsReport[];
  readonly services: readonly ServiceReport[];
  readonly wideIps: readonly WideIpReport[];
  readonly engines: readonly EngineReport[];
  readonly planners: readonly PlannerReport[];
  readonly problems: readonly Problem[];
  /** Documents that this version can't read. */
  readonly unreadable: readonly { readonly bucket: string; readonly key: string; readonly reason: string }[];
};

/** `now`: ms since 1970. The same snapshot gives the same report. */
export function reportStatus(snapshot: Snapshot, expected: Expected, now: number): StatusReport {
  const bigips = reportBigips(snapshot, expected);
  const units = reportUnits(snapshot);
  const engines = reportEngines(snapshot, expected, now);
  const planners = reportPlanners(snapshot, engines, expected);
  const problems = readable(snapshot.problems).map(({ document }) => document);
  const unreadable = Object.entries(snapshot).flatMap(([bucket, entries]) => unreadableOf(`berth-${bucket}`, entries));
  const well =
    bigips.length > 0 &&
    bigips.every(isWell) &&
    units.every(isReady) &&
    engines.every(({ state }) => state === 'followed' || state === 'left') &&
    planners.every(({ state }) => state === 'planning') &&
    problems.length === 0 &&
    unreadable.length === 0;
  const services = reportServices(snapshot, bigips);
  const wideIps = readable(snapshot.desired).flatMap(({ document }) => (document.kind === 'wide ip' ? [reportWideIp(document)] : []));
  return { well, bigips, units, services, wideIps, engines, planners, problems, unreadable };
}

/** Whether it has all that is asked for, and its other units too. */
export function isWell({ state, behindBy, unsynchronised, exceptions }: BigipReport): boolean {
  const isDone = state.kind === 'active' && behindBy === 0 && unsynchronised?.reason === undefined;
  return isDone && exceptions.every(isRepaired);
}

function reportBigips({ status, desired, control, leases }: Snapshot, expected: Expected): BigipReport[] {
  const held = new Set(leases.map(({ key }) => key));
  const reports = readable(status).map(({ key, document }): BigipReport => {
    const { kind, target: bigip } = targetOf(key);
    const unit = unitOf(key);
    const { appliedTo, owned, exceptions } = document;
    const left = { kind: 'silent', reason: `no applier runs for it; the last one left it ${document.state.kind}` } as const;
    const state = held.has(key) ? document.state : left;
    const behindBy = Math.max(document.behindBy, desired.filter((entry) => isNewer(entry, { kind, target: bigip }, appliedTo)).length);
    const { unsavedSince, unsynchronised, unit: active } = document;
    const through = unit === undefined ? (document.bigip ?? bigip) : bigip;
    const facts = { appliedTo, behindBy, unsavedSince, unsynchronised, owned, exceptions };
    return { kind, bigip, unit, active: unit === undefined ? active : undefined, through, state, thaw: undefined, ...facts };
  });
  const silent = [
    ...expected.bigips.flatMap(({ name, kinds }) => kinds.map((kind) => ({ kind, name, bigip: name }))),
    ...expected.groups.map((group) => ({ kind: 'gtm', ...group })),
  ].filter(({ kind, name }) => !reports.some(isOf(kind, name)));
  reports.push(...silent.map(silentReport));
  const freezes = new Map(readable(control).flatMap(({ key, document }) => (document.kind === 'freeze' ? [[key, document]] : [])));
  return reports.map((report) => withFreeze(report, freezes));
}

function silentReport({ kind, name, bigip }: { readonly kind: string; readonly name: string; readonly bigip: string }): BigipReport {
  const state = { kind: 'silent', reason: 'no applier has ever reported on it' } as const;
  const unknown = {
    unit: undefined,
    active: undefined,
    thaw: undefined,
    unsavedSince: undefined,
    unsynchronised: undefined,
    owned: undefined,
  };
  return { kind, bigip: name, through: bigip, state, appliedTo: 0, behindBy: 0, exceptions: [], ...unknown };
}

/** An applier that is away, or has not heard of it yet, can't say so itself. */
function withFreeze(report: BigipReport, freezes: ReadonlyMap<string, Freeze>): BigipReport {
  const { through, state } = report;
  const own = freezes.get(freezeKey(through));
  const freeze = own ?? freezes.get(freezeKey(undefined));
  if (freeze === undefined) return state.kind === 'frozen' ? { ...report, thaw: `berth thaw ${through}` } : report;
  const thaw = own === undefined ? 'berth thaw' : `berth thaw ${through}`;
  const reason = `held by ${freeze.by}: ${freeze.reason}`;
  switch (state.kind) {
    case 'silent':
      return { ...report, thaw, state: { ...state, reason: `${state.reason}; frozen, ${reason}` } };
    case 'active':
    case 'frozen':
    case 'waiting':
    case 'unreachable':
      return { ...report, thaw, state: { kind: 'frozen', reason } };
    default:
      return state satisfies never;
  }
}

/** `=plan` tells about the plan and is nothing to apply. */
function isNewer({ key, revision }: Entry<Desired>, { kind, target }: ReturnType<typeof targetOf>, appliedTo: number): boolean {
  return revision > appliedTo && key.startsWith(`${kind}.${encodeToken(target)}.`) && !key.endsWith('.=plan');
}

function reportServices({ desired }: Snapshot, bigips: readonly BigipReport[]): ServiceReport[] {
  const revisions = new Map(desired.map(({ key, revision }) => [key, revision]));
  return readable(desired).flatMap(({ key, document }) =>
    reportService({ key, document }).map((report) => {
      const bigip = bigips.find(isOf(report.kind, report.bigip));
      const isApplied = bigip === undefined || bigip.state.kind === 'active' || (revisions.get(key) ?? 0) <= bigip.appliedTo;
      return isApplied ? report : { ...report, waitsFor: bigip.state.kind };
    }),
  );
}

export function reportService({ key, document }: { readonly key: string; readonly document: Desired }): ServiceReport[] {
  if (document.kind !== 'service') return [];
  const { bigip, service, want } = document;
  const { kind } = targetOf(key);
  const none = { offered: 0, members: 0, withheld: [], hosts: [], virtuals: [], partial: [] };
  if (want.kind === 'gone') return [{ kind, bigip, service, state: 'gone', ...none }];
  const { members, partial } = want;
  const withheld = members.flatMap(({ session, origin }) => (session === 'enabled' ? [] : [origin.name]));
  const counts = { offered: members.length - withheld.length, members: members.length, withheld };
  const hosts = want.hosts.map(({ host }) => host);
  const virtuals = want.virtuals.map(destinationOf);
  const state = members.length === 0 ? 'empty' : 'serving';
  return [{ kind, bigip, service, state, ...counts, hosts, virtuals, partial }];
}

function isOf(kind: string, name: string): (report: BigipReport) => boolean {
  return (report) => report.kind === kind && report.bigip === name;
}

/** Sites are known by their engines, and what spans them by its plans. */
function reportPlanners({ leases, desired }: Snapshot, engines: readonly EngineReport[], { groups }: Expected): PlannerReport[] {
  const held = new Set(leases.map(({ key }) => key));
  const sites = [...new Set(engines.flatMap(({ site, state }) => (state === 'left' ? [] : [site])))];
  const spans = groups.length > 0 || desired.some(({ key }) => key.startsWith('gtm.'));
  return [...sites, ...(spans ? [spanPart] : [])].map((site) => ({
    site,
    state: held.has(leaseKey('planner', site)) ? 'planning' : 'missing',
  }));
}

function unreadableOf(bucket: string, entries: readonly Entry<unknown>[]): StatusReport['unreadable'] {
  return entries.flatMap(({ key, value }) => (value.kind === 'unreadable' ? [{ bucket, key, reason: value.reason }] : []));
}

/** `ltm.edge` or a longer key that begins so. */
export function targetOf(key: string): { readonly kind: string; readonly target: string } {
  const [kind = '', target = ''] = key.split('.');
  return { kind, target: decodeToken(target) };
}

/** The unit of a status that is about one alone: `route.edge.b=2Eexample=2Ecom`. */
export function unitOf(key: string): string | undefined {
  const [, , unit] = key.split('.');
  return unit === undefined ? undefined : decodeToken(unit);
}
