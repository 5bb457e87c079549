/** `berth-desired`, kind `gtm`: the wide IPs of one service in one DNS group, and what all of a group's wide IPs share. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { BigipName, EngineName, GroupName, HostName, Port, ServiceName, SiteName } from './names.ts';
import { Gone } from './origin.ts';
import { traceparent } from './trace.ts';

/** GTM's objects belong in `/Common`. */
const CommonPath = z.string().regex(/^\/Common\/[^/\s:]+$/, 'a full path such as /Common/east');
const Address = z.union([z.ipv4(), z.ipv6()]);
const Place = z.object({ address: Address, port: Port });

/** What DNS tells of an address, which is the type of the pools and wide IPs too. */
export const AddressRecord = z.enum(['a', 'aaaa']);
export type AddressRecord = z.infer<typeof AddressRecord>;

export const WideIpMode = z.enum(['global-availability', 'ratio', 'round-robin', 'topology']);
export type WideIpMode = z.infer<typeof WideIpMode>;

/** One site's virtual server in the pool of a wide IP. */
export const WideIpMember = z.object({
  site: SiteName,
  /** The GTM server and the name of its virtual server. */
  server: CommonPath,
  virtualServer: z.string(),
  record: AddressRecord,
  /** disabled: the site has no endpoint to offer. */
  state: z.enum(['enabled', 'disabled']),
  ratio: z.int().min(0).max(65_535),
});
export type WideIpMember = z.infer<typeof WideIpMember>;

const Wide = z.object({
  kind: z.literal('serving'),
  /** Engines of the group's sites that are unknown now: no site is disabled because of them. Sorted. */
  partial: z.array(EngineName),
  /** Since when no site has anything left to serve, ms since 1970. */
  emptySince: z.number().optional(),
  /** The wide IPs, all of them with the same pool. Sorted; unique. */
  names: z.array(HostName),
  pool: z.object({
    /** Within `/Common`. */
    name: z.string().regex(/^[A-Za-z][A-Za-z0-9_.-]*$/),
    loadBalancingMode: WideIpMode,
    /** Seconds for which an answer may be kept. */
    ttl: z.int().min(0),
  }),
  /** In the order in which they are preferred. */
  members: z.array(WideIpMember),
});
export type Wide = z.infer<typeof Wide>;

/** The wide IPs of one service in one DNS group. Topic `berth.desired.gtm.<group>.<service>`. Replaces the previous one whole. */
export const DesiredWideIp = z.object({
  v: z.literal(1),
  kind: z.literal('wide ip'),
  epoch: Epoch,
  traceparent,
  group: GroupName,
  service: ServiceName,
  want: z.discriminatedUnion('kind', [Wide, Gone]),
});
export type DesiredWideIp = z.infer<typeof DesiredWideIp>;

/** A GTM server that isn't there already: it stands for a site's virtual servers. */
export const DesiredGtmServer = z.object({
  path: CommonPath,
  dataCenter: CommonPath,
  /** Its own address, as GTM knows it by. */
  address: Address,
  monitor: z.discriminatedUnion('kind', [z.object({ kind: z.literal('none') }), z.object({ kind: z.literal('path'), path: CommonPath })]),
  /** Sorted by name; unique. */
  virtualServers: z.array(
    z.object({
      name: z.string(),
      /** What clients are told. */
      destination: Place,
      /** Where GTM finds it itself, if that is elsewhere. */
      translation: Place.optional(),
    }),
  ),
});
export type DesiredGtmServer = z.infer<typeof DesiredGtmServer>;

/** What the wide IPs of one DNS group share: data centers and servers that the group is to have of its own. Topic `berth.desired.gtm.<group>.=base`. */
export const DesiredGroup = z.object({
  v: z.literal(1),
  kind: z.literal('group'),
  epoch: Epoch,
  traceparent,
  group: GroupName,
  /** Through which it is written. */
  bigip: BigipName.optional(),
  /** Those through which it was written before, where what it made may still be. Sorted; unique. */
  left: z.array(BigipName).optional(),
  /** Full paths. Sorted; unique. */
  dataCenters: z.array(CommonPath),
  /** Sorted by path; unique. */
  servers: z.array(DesiredGtmServer),
});
export type DesiredGroup = z.infer<typeof DesiredGroup>;
