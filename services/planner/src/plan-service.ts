/** Pure: what one service needs on one BIG-IP. */
import {
  compareText,
  type DesiredPool,
  type DesiredService,
  type EngineName,
  type HostName,
  type HostRecord,
  type Serving,
} from '@berth/messages';
import type { Holder } from './claims.ts';
import type { Endpoint } from './endpoints.ts';
import { poolLabels, type ServiceLabels } from './label-fields.ts';
import { byAge, type MembersTarget, type MembersView, planMembers, withRouteDomain } from './plan-members.ts';
import type { PlanProblem } from './problems.ts';

export type Want = DesiredService['want'];

export type ServiceView = MembersView & {
  /** Whether the service, or that container of it, is the owner of a host name. */
  readonly holds: (host: HostName, member: Holder['member']) => boolean;
  readonly isConfigured: (engine: EngineName) => boolean;
};

/** The part of a BIG-IP's configuration on which services depend. */
export type Target = MembersTarget & {
  /** As configured: a short name or a full path. */
  readonly monitor: string;
  readonly instances: 'on' | 'off';
};

/** When it is planned, and how long a service stays when nothing is left to serve; ms. */
export type Timing = { readonly now: number; readonly linger: number };

/** No `want`: there is nothing to say about the service on this BIG-IP. */
export type PlannedService = { readonly want: Want | undefined; readonly problems: readonly PlanProblem[] };

/** `previous` is what was planned for it last: a service that ends lingers, and what came from an engine that can't be seen stays. */
export function planService(view: ServiceView, target: Target, previous: Want | undefined, timing: Timing): PlannedService {
  const past = previous?.kind === 'serving' ? previous : undefined;
  const asked = settings(view);
  const { members, problems } = planMembers(view, { ...target, minAvailable: asked.minAvailable ?? target.minAvailable }, past);
  const all = [...problems, ...asked.problems];
  if (members.length === 0 && past === undefined) return { want: previous, problems: all };
  if (members.length === 0 && past !== undefined && view.unknown.length === 0) {
    const cause = past.members.some(({ origin }) => !view.isConfigured(origin.engine)) ? 'config' : 'stopped';
    const emptySince = past.emptySince ?? timing.now;
    if (cause === 'config' || timing.now - emptySince >= timing.linger)
      return { want: { kind: 'gone', cause, since: timing.now }, problems: all };
    return { want: serving(view, target, past, { members, asked, emptySince }), problems: all };
  }
  const emptySince = members.length === 0 ? past?.emptySince : undefined;
  return { want: serving(view, target, past, { members, asked, emptySince }), problems: all };
}

type Parts = {
  readonly members: Serving['members'] | readonly Serving['members'][number][];
  readonly asked: Settings;
  readonly emptySince: number | undefined;
};

function serving(view: ServiceView, target: Target, past: Serving | undefined, { members, asked, emptySince }: Parts): Serving {
  // What only a container that isn't seen now asked for must not change until it is known to be gone.
  const keep = members.length === 0 || view.unknown.length > 0 ? past : undefined;
  const pool: DesiredPool = {
    name: view.service,
    monitor: asked.monitor === undefined ? (keep?.pool.monitor ?? monitorOf(target.monitor)) : monitorOf(asked.monitor),
    loadBalancingMode: asked.loadBalancingMode ?? keep?.pool.loadBalancingMode ?? 'round-robin',
    // Without it, BIG-IP takes no notice of priority groups.
    minActiveMembers: members.some(({ priorityGroup }) => priorityGroup > 0) ? 1 : 0,
    slowRampTime: asked.slowRampTime ?? keep?.pool.slowRampTime ?? defaultSlowRamp,
  };
  return {
    kind: 'serving',
    partial: [...view.unknown],
    ...(emptySince === undefined ? {} : { emptySince }),
    pool,
    members: [...members],
    hosts: planHosts(view, target, keep),
    virtuals: [],
  };
}

/** BIG-IP's own default, seconds. */
const defaultSlowRamp = 10;

/** A short name or a full path, as configured. */
export function monitorOf(monitor: string): DesiredPool['monitor'] {
  if (monitor === 'none') return { kind: 'none' };
  return { kind: 'path', path: monitor.startsWith('/') ? monitor : `/Common/${monitor}` };
}

function planHosts(view: ServiceView, target: Target, keep: Serving | undefined): HostRecord[] {
  const records = new Map<HostName, HostRecord>();
  for (const { claims, origin, address, port } of view.endpoints) {
    for (const { kind, host } of claims) {
      if (kind === 'pool') {
        if (view.holds(host, undefined)) records.set(host, { kind, host });
      } else if (kind === 'member' && target.instances === 'on' && view.holds(host, origin)) {
        records.set(host, { kind, host, address: withRouteDomain(address, target.routeDomain), port, origin });
      }
    }
  }
  for (const record of keep?.hosts ?? []) {
    const { host } = record;
    if (records.has(host)) continue;
    if (record.kind === 'pool') {
      if (view.holds(host, undefined)) records.set(host, record);
    } else if (target.instances === 'on' && view.unknown.includes(record.origin.engine) && view.holds(host, record.origin)) {
      records.set(host, { ...record, address: withRouteDomain(record.address.replace(/%.*$/, ''), target.routeDomain) });
    }
  }
  return [...records.values()].sort((a, b) => compareText(a.host, b.host));
}

type Settings = {
  readonly monitor: string | undefined;
  readonly loadBalancingMode: string | undefined;
  readonly slowRampTime: number | undefined;
  readonly minAvailable: number | undefined;
  readonly problems: readonly PlanProblem[];
};

/** A pool has one of each: the longest-running container that says something is followed. */
function settings({ service, endpoints }: ServiceView): Settings {
  const problems: PlanProblem[] = [];
  const labelled = endpoints.filter(({ labels }) => poolLabels.some((label) => labels[label] !== undefined)).sort(byAge);
  const pick = <L extends (typeof poolLabels)[number]>(label: L): ServiceLabels[L] | undefined => {
    const said = labelled.filter(({ labels }) => labels[label] !== undefined);
    const [first] = said;
    const value = first?.labels[label];
    const other = said.find(({ labels }) => labels[label] !== value);
    if (first !== undefined && other !== undefined) problems.push(disagreement(service, label, first, other));
    return value;
  };
  return {
    monitor: pick('monitor'),
    loadBalancingMode: pick('lb-method'),
    slowRampTime: pick('slow-ramp'),
    minAvailable: pick('min-available'),
    problems,
  };
}

function disagreement(service: string, label: keyof ServiceLabels, first: Endpoint, other: Endpoint): PlanProblem {
  return {
    subject: `service-${service}-${label}`,
    severity: 'warning',
    what: `service ${service}: berth.${label} is ${first.labels[label]} on ${first.origin.name} and ${other.labels[label]} on ${other.origin.name}; the first counts, as it runs longest`,
    where: `engine ${other.origin.engine}, container ${other.origin.name} (${other.origin.container.slice(0, 12)})`,
    hint: `give all containers of ${service} the same berth.${label}`,
  };
}
