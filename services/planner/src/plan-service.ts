/** Pure: what one service needs on one BIG-IP. */
import type { DestinationName } from '@berth/convention';
import {
  compareText,
  type DesiredPool,
  type DesiredService,
  type EngineName,
  type HostName,
  type HostRecord,
  type Origin,
  type Serving,
} from '@berth/messages';
import type { Claim, Holder } from './claims.ts';
import { type MembersTarget, type MembersView, memberAddress, planMembers } from './plan-members.ts';
import { planVirtuals, type VirtualsTarget } from './plan-virtual.ts';
import type { PlanProblem } from './problems.ts';
import { type Settings, settingsOf } from './service-settings.ts';
import { type EngineWays, translateVirtuals } from './untranslated.ts';

export type Want = DesiredService['want'];

export type ServiceView = MembersView & {
  /** Whether the service, or that container of it, is the owner of a host name or of a destination. */
  readonly holds: (host: Claim['host'], member: Holder['member']) => boolean;
  readonly isConfigured: (engine: EngineName) => boolean;
  /** Whether a container was given up, since no collector sees its engine. */
  readonly isForgotten: (origin: Origin) => boolean;
  /** Whether containers of an engine are being given up. */
  readonly isForgetting: (engine: EngineName) => boolean;
};

/** The part of a BIG-IP's configuration on which services depend. */
export type Target = MembersTarget & {
  /** As configured: a short name or a full path. */
  readonly monitor: string;
  readonly instances: 'on' | 'off';
  readonly virtuals: VirtualsTarget;
  /** Whether answers come back from engines; undefined where nobody finds it out. */
  readonly ways: EngineWays | undefined;
};

/** When it is planned, and how long a service stays when nothing is left to serve; ms. */
export type Timing = { readonly now: number; readonly linger: number };

/** No `want`: there is nothing to say about the service on this BIG-IP. */
export type PlannedService = {
  readonly want: Want | undefined;
  readonly problems: readonly PlanProblem[];
  /** How many stay offered whatever happens, as its containers or the configuration ask for. */
  readonly minAvailable: number;
};

/** `previous` is what was planned for it last: a service that ends lingers, and what came from an engine that can't be seen stays. */
export function planService(view: ServiceView, target: Target, previous: Want | undefined, timing: Timing): PlannedService {
  const past = previous?.kind === 'serving' ? previous : undefined;
  const asked = settingsOf(view);
  const minAvailable = asked.minAvailable ?? target.minAvailable;
  const { members, problems } = planMembers(view, { ...target, minAvailable }, past);
  // What only a container that isn't seen now asked for must not change until it is known to be gone.
  const keep = members.length === 0 || view.unknown.length > 0 ? past : undefined;
  const holds = (destination: DestinationName) => view.holds(destination, undefined);
  const own = planVirtuals({ service: view.service, holds }, asked.virtual, target.virtuals, { keep, past });
  const shown = translateVirtuals(own.virtuals, {
    service: view.service,
    bigip: target.name,
    templates: target.virtuals.templates,
    ways: target.ways,
    members,
    past: past?.virtuals ?? [],
  });
  const found = { problems: [...problems, ...asked.problems, ...own.problems, ...shown.problems], minAvailable };
  const parts = { members, asked, keep, virtuals: shown.virtuals, forgotten: forgottenIn(view, past) };
  if (members.length === 0 && past === undefined) return { want: previous, ...found };
  if (members.length === 0 && past !== undefined && view.unknown.length === 0) {
    const cause = causeOf(view, past);
    const emptySince = past.emptySince ?? timing.now;
    if (cause === 'config' || timing.now - emptySince >= timing.linger)
      return { want: { kind: 'gone', cause, since: timing.now }, ...found };
    return { want: serving(view, target, { ...parts, emptySince }), ...found };
  }
  const emptySince = members.length === 0 ? past?.emptySince : undefined;
  return { want: serving(view, target, { ...parts, emptySince }), ...found };
}

/** Why the last of its members went. */
function causeOf(view: ServiceView, past: Serving): 'config' | 'forgotten' | 'stopped' {
  if (past.members.some(({ origin }) => !view.isConfigured(origin.engine))) return 'config';
  return forgottenIn(view, past).length > 0 ? 'forgotten' : 'stopped';
}

/** The engines of which something that was planned has been given up. */
function forgottenIn(view: ServiceView, past: Serving | undefined): EngineName[] {
  const given = past?.members.filter(({ origin }) => view.isForgotten(origin)).map(({ origin }) => origin.engine) ?? [];
  return [...new Set([...given, ...(past?.forgotten?.filter(view.isForgetting) ?? [])])].sort(compareText);
}

type Parts = {
  readonly members: Serving['members'] | readonly Serving['members'][number][];
  readonly asked: Settings;
  readonly keep: Serving | undefined;
  readonly virtuals: Serving['virtuals'];
  readonly forgotten: readonly EngineName[];
  readonly emptySince: number | undefined;
};

function serving(view: ServiceView, target: Target, { members, asked, keep, virtuals, forgotten, emptySince }: Parts): Serving {
  const pool: DesiredPool = {
    name: view.service,
    monitor: asked.monitor === undefined ? (keep?.pool.monitor ?? monitorOf(usualMonitor(view, target))) : monitorOf(asked.monitor),
    loadBalancingMode: asked.loadBalancingMode ?? keep?.pool.loadBalancingMode ?? 'round-robin',
    // Without it, BIG-IP takes no notice of priority groups.
    minActiveMembers: members.some(({ priorityGroup }) => priorityGroup > 0) ? 1 : 0,
    slowRampTime: asked.slowRampTime ?? keep?.pool.slowRampTime ?? defaultSlowRamp,
  };
  return {
    kind: 'serving',
    partial: [...view.unknown],
    ...(forgotten.length === 0 ? {} : { forgotten: [...forgotten] }),
    ...(emptySince === undefined ? {} : { emptySince }),
    pool,
    members: [...members],
    hosts: planHosts(view, target, { members, keep }),
    virtuals,
  };
}

/** What speaks UDP would be down by any other. */
function usualMonitor({ endpoints }: ServiceView, { monitor }: Target): string {
  const isUdp = endpoints.length > 0 && endpoints.every(({ protocol }) => protocol === 'udp');
  return isUdp && monitor !== 'none' ? 'udp' : monitor;
}

/** BIG-IP's own default, seconds. */
const defaultSlowRamp = 10;

/** A short name or a full path, as configured. */
export function monitorOf(monitor: string): DesiredPool['monitor'] {
  if (monitor === 'none') return { kind: 'none' };
  return { kind: 'path', path: monitor.startsWith('/') ? monitor : `/Common/${monitor}` };
}

function planHosts(view: ServiceView, target: Target, { members, keep }: Pick<Parts, 'members' | 'keep'>): HostRecord[] {
  const records = new Map<HostName, HostRecord>();
  for (const endpoint of view.endpoints) {
    const { claims, origin, port, protocol } = endpoint;
    if (protocol === 'udp') continue;
    for (const { kind, host } of claims) {
      if (kind === 'pool') {
        if (view.holds(host, undefined)) records.set(host, { kind, host });
      } else if (kind === 'member' && target.instances === 'on' && view.holds(host, origin)) {
        records.set(host, { kind, host, address: memberAddress(endpoint, view, target), port, origin });
      }
    }
  }
  for (const record of keep?.hosts ?? []) {
    const { host } = record;
    if (records.has(host)) continue;
    if (record.kind === 'pool') {
      if (view.holds(host, undefined)) records.set(host, record);
    } else if (target.instances === 'on' && view.isKept(record.origin) && view.holds(host, record.origin)) {
      const { reach } = members.find(({ origin, port }) => origin.container === record.origin.container && port === record.port) ?? {};
      records.set(host, { ...record, address: memberAddress({ ...record, reach }, view, target) });
    }
  }
  return [...records.values()].sort((a, b) => compareText(a.host, b.host));
}
