/** `berth-desired`: what each BIG-IP should hold, one document per service, one for what services share, one about the plan itself. */
import { z } from 'zod';
import { DesiredNames } from './desired-names.ts';
import { DesiredRoutes } from './desired-routes.ts';
import { absolutePath, DesiredVirtual } from './desired-virtual.ts';
import { DesiredGroup, DesiredWideIp } from './desired-wide-ip.ts';
import { Epoch } from './epoch.ts';
import { BigipName, EngineName, HostName, MemberAddress, Port, ServiceName } from './names.ts';
import { Gone, Origin } from './origin.ts';
import { Reach } from './reach.ts';
import { decodeToken, encodeToken } from './tokens.ts';
import { traceparent } from './trace.ts';

export const DesiredMember = z.object({
  address: MemberAddress,
  port: Port,
  session: z.enum(['enabled', 'disabled']),
  ratio: z.int().min(1).max(100),
  priorityGroup: z.int().min(0),
  /** 0: no limit. */
  connectionLimit: z.int().min(0),
  origin: Origin,
  /** By which rule its container belongs to the service: for people, as `reach`. */
  named: z.string().optional(),
  reach: Reach.optional(),
});
export type DesiredMember = z.infer<typeof DesiredMember>;

export const DesiredPool = z.object({
  /** Within the folder that `DesiredBase` names. */
  name: ServiceName,
  monitor: z.discriminatedUnion('kind', [z.object({ kind: z.literal('none') }), z.object({ kind: z.literal('path'), path: absolutePath })]),
  loadBalancingMode: z.string(),
  /** While fewer of the highest priority group are available, the next one serves too; 0: priority groups don't count. */
  minActiveMembers: z.int().min(0).default(0),
  /** Seconds. */
  slowRampTime: z.int().min(0),
});
export type DesiredPool = z.infer<typeof DesiredPool>;

/** One HTTP host name: served by the whole pool, or by one container. */
export const HostRecord = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('pool'), host: HostName }),
  z.object({ kind: z.literal('member'), host: HostName, address: MemberAddress, port: Port, origin: Origin }),
]);
export type HostRecord = z.infer<typeof HostRecord>;

/** `template`: from which the configuration makes it; `origin`: whose label asks for it. */
export const ServiceVirtual = DesiredVirtual.extend({ template: z.string(), origin: Origin });
export type ServiceVirtual = z.infer<typeof ServiceVirtual>;

const Serving = z.object({
  kind: z.literal('serving'),
  /** Engines that could contribute and are unknown now: nothing that came from them is removed or disabled. Sorted. */
  partial: z.array(EngineName),
  /** Engines that no collector sees, of which something was given up: it goes with the cause `forgotten`. Sorted; absent when there is none. */
  forgotten: z.array(EngineName).optional(),
  /** Since when nothing is left to serve, ms since 1970. */
  emptySince: z.number().optional(),
  pool: DesiredPool,
  /** Sorted by address and port; unique by both. */
  members: z.array(DesiredMember),
  /** Sorted by host; unique. */
  hosts: z.array(HostRecord),
  /** Virtual servers of the service's own, in front of its pool. Sorted by name; unique by it and by destination. */
  virtuals: z.array(ServiceVirtual).default([]),
});
export type Serving = z.infer<typeof Serving>;

/** All that one service needs on one BIG-IP's LTM. Topic `berth.desired.ltm.<bigip>.<service>`. Replaces the previous one whole. */
export const DesiredService = z.object({
  v: z.literal(1),
  kind: z.literal('service'),
  epoch: Epoch,
  traceparent,
  bigip: BigipName,
  service: ServiceName,
  want: z.discriminatedUnion('kind', [Serving, Gone]),
});
export type DesiredService = z.infer<typeof DesiredService>;

/** A string data group that this BIG-IP should have; its records come from the services. */
export const DesiredDataGroup = z.object({
  name: z.string(),
  /** Which records go in: `pool` or `member` host records, or DNS names. */
  holds: z.enum(['pool', 'member', 'name']),
  /** 1: one data group under `name`. More: `name_00`, `name_01`, …, by CRC-32 of the first label of the host name. */
  shards: z.int().min(1).max(100),
});
export type DesiredDataGroup = z.infer<typeof DesiredDataGroup>;

/** What a DNS listener does with queries that its rules don't answer. */
export const DesiredDnsProfile = z.object({
  name: z.string(),
  useLocalBind: z.enum(['yes', 'no']),
  unhandledQueryAction: z.enum(['allow', 'reject']),
});
export type DesiredDnsProfile = z.infer<typeof DesiredDnsProfile>;

/** What an HTTP virtual server does with requests. */
export const DesiredHttpProfile = z.object({ name: z.string(), insertXforwardedFor: z.enum(['enabled', 'disabled']) });
export type DesiredHttpProfile = z.infer<typeof DesiredHttpProfile>;

/** What the services of one BIG-IP share. Topic `berth.desired.<kind>.<bigip>.=base`. */
export const DesiredBase = z.object({
  v: z.literal(1),
  kind: z.literal('base'),
  epoch: Epoch,
  traceparent,
  bigip: BigipName,
  /** The folder in which all of it lies, with a leading slash: `/berth`. */
  folder: z.string().regex(/^\/[^/\s]+(?:\/[^/\s]+)*$/),
  dataGroups: z.array(DesiredDataGroup),
  /** The zones whose names data groups hold. */
  zones: z.array(HostName).default([]),
  /** Tcl without Berth's mark, which the applier puts in front. */
  rules: z.array(z.object({ name: z.string(), text: z.string() })),
  dnsProfiles: z.array(DesiredDnsProfile).default([]),
  httpProfiles: z.array(DesiredHttpProfile).default([]),
  virtuals: z.array(DesiredVirtual),
  /** Of routes: forward what comes from these VLANs to every network that is routed, source addresses untouched. */
  forwarding: z.object({ vlans: z.array(absolutePath).min(1) }).optional(),
});
export type DesiredBase = z.infer<typeof DesiredBase>;

/** How the documents of one target were planned. Topic `berth.desired.<kind>.<bigip>.=plan`. */
export const Plan = z.object({
  v: z.literal(1),
  kind: z.literal('plan'),
  epoch: Epoch,
  /** Revision of this epoch's first `=plan`; null in that first one, whose own revision it is. */
  since: z.int().nullable(),
  /** How many service documents there are for this target, `gone` ones included. */
  count: z.int().min(0),
  /** Per engine, the revision of the `Engine` document planned from. */
  engines: z.record(z.string(), z.int()),
  /** Engines that no collector sees: since when, ms since 1970, and which of their containers were given up since (12 digits of the id, sorted). */
  stale: z.record(z.string(), z.object({ since: z.number(), forgotten: z.array(z.string()).default([]) })).default({}),
});
export type Plan = z.infer<typeof Plan>;

export const Desired = z.discriminatedUnion('kind', [
  DesiredService,
  DesiredNames,
  DesiredWideIp,
  DesiredRoutes,
  DesiredBase,
  DesiredGroup,
  Plan,
]);
export type Desired = z.infer<typeof Desired>;

/** The kinds of target that documents are planned for. */
export type TargetKind = 'ltm' | 'dns' | 'gtm' | 'route';

/** Key of one service's document. */
export function desiredServiceKey(kind: TargetKind, target: string, service: string): string {
  return `${kind}.${encodeToken(target)}.${encodeToken(service)}`;
}

/** Key of what the services of a target share. */
export function desiredBaseKey(kind: TargetKind, target: string): string {
  return `${kind}.${encodeToken(target)}.=base`;
}

/** Key of the document about a target's plan. */
export function planKey(kind: TargetKind, target: string): string {
  return `${kind}.${encodeToken(target)}.=plan`;
}

/** Filter for every target's plan. */
export function planFilter(kind: TargetKind): string {
  return `${kind}.*.=plan`;
}

/** The target whose plan is under `key`. */
export function planTarget(key: string): string {
  const [, target = ''] = key.split('.');
  return decodeToken(target);
}

/** Filter for all documents of a target. */
export function targetFilter(kind: TargetKind, target: string): string {
  return `${kind}.${encodeToken(target)}.*`;
}
