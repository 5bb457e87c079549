/** `berth-desired`, kind `dns`: the names that one service has in the internal zones. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { BigipName, EngineName, HostName, Port, ServiceName } from './names.ts';
import { Gone, Origin } from './origin.ts';
import { traceparent } from './trace.ts';

/** An address as DNS answers it: without route domain, IPv6 as RFC 5952. */
const NameAddress = z.union([z.ipv4(), z.ipv6()]);

/** offered: it has an answer. withheld: its container is there and must not be used, so the name exists without one. */
const NameState = z.enum(['offered', 'withheld']);

/** One DNS name and what it answers. */
export const NameRecord = z.discriminatedUnion('kind', [
  z.object({
    /** A or AAAA: these addresses; SRV: these ports of these targets. */
    kind: z.literal('service'),
    name: HostName,
    /** Those that are offered. Sorted by address and port; unique by both. */
    endpoints: z.array(z.object({ address: NameAddress, port: Port, target: HostName, origin: Origin })),
  }),
  z.object({
    /** A or AAAA: this address; SRV: this port. */
    kind: z.literal('container'),
    name: HostName,
    address: NameAddress,
    port: Port,
    state: NameState,
    origin: Origin,
  }),
  z.object({
    /** PTR: this target. The name is the address's, below `in-addr.arpa` or `ip6.arpa`. */
    kind: z.literal('reverse'),
    name: HostName,
    target: HostName,
    state: NameState,
    origin: Origin,
  }),
]);
export type NameRecord = z.infer<typeof NameRecord>;

const Naming = z.object({
  kind: z.literal('serving'),
  /** Engines that could contribute and are unknown now: nothing that came from them is removed. Sorted. */
  partial: z.array(EngineName),
  /** As for the service's pool. */
  forgotten: z.array(EngineName).optional(),
  /** Since when nothing is left to serve, ms since 1970. */
  emptySince: z.number().optional(),
  /** Sorted by name; unique. */
  names: z.array(NameRecord),
});
export type Naming = z.infer<typeof Naming>;

/** All DNS names of one service on one BIG-IP. Topic `berth.desired.dns.<bigip>.<service>`. Replaces the previous one whole. */
export const DesiredNames = z.object({
  v: z.literal(1),
  kind: z.literal('names'),
  epoch: Epoch,
  traceparent,
  bigip: BigipName,
  service: ServiceName,
  want: z.discriminatedUnion('kind', [Naming, Gone]),
});
export type DesiredNames = z.infer<typeof DesiredNames>;
