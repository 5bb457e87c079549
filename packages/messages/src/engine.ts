/** `berth-engines`: one engine and all its containers, as of one complete look. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { ContainerId, EngineName, Port, SiteName } from './names.ts';
import { encodeToken } from './tokens.ts';
import { traceparent } from './trace.ts';

/** One network of the engine, with the options that decide about direct routing. */
export const Network = z.object({
  id: z.string(),
  name: z.string(),
  driver: z.string(),
  internal: z.boolean(),
  subnets: z.array(z.object({ subnet: z.string(), gateway: z.string().optional() })),
  /** Docker's driver options, sorted by key. */
  options: z.record(z.string(), z.string()),
});
export type Network = z.infer<typeof Network>;

/** Where a container's addresses come from. */
export const Attachment = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('networks'),
    /** One per network the container is on, sorted by name; an address is absent while Docker has given none. */
    networks: z.array(z.object({ network: z.string(), ipv4: z.string().optional(), ipv6: z.string().optional() })),
  }),
  z.object({ kind: z.literal('host') }),
  z.object({ kind: z.literal('container'), container: ContainerId }),
  z.object({ kind: z.literal('none') }),
]);
export type Attachment = z.infer<typeof Attachment>;

export const ContainerState = z.enum(['starting', 'running', 'unhealthy', 'stopping', 'paused', 'exited']);
export type ContainerState = z.infer<typeof ContainerState>;

export const Container = z.object({
  id: ContainerId,
  /** Without Docker's leading slash. */
  name: z.string(),
  image: z.string(),
  /** Only the labels that matter: `berth.*`, and those by which Compose and Swarm name a container. */
  labels: z.record(z.string(), z.string()),
  state: ContainerState,
  /** Present exactly while `state` is `stopping`: the signal, and when, ms since 1970: `at` by the engine's clock, `heard` by the collector's. */
  stopping: z.object({ signal: z.string(), at: z.number(), heard: z.number().optional() }).optional(),
  /** Seconds that `docker stop` waits; Docker's default is 10. */
  stopTimeout: z.number(),
  attachment: Attachment,
  /** Exposed and published ports, sorted; `published` is empty for a port that is only exposed. */
  ports: z.array(
    z.object({
      port: Port,
      protocol: z.enum(['tcp', 'udp', 'sctp']),
      published: z.array(z.object({ hostIp: z.string(), hostPort: Port })),
    }),
  ),
  /** Start of the process, ms since 1970 on the engine's clock; 0 if it never started. */
  startedAt: z.number(),
  /**
   * Since when it runs where that isn't `startedAt`: it was started again, or made anew under its name with the same labels, less than a
   * minute after it ended. Who runs longest is served first where an engine has more than it may.
   */
  since: z.number().optional(),
});
export type Container = z.infer<typeof Container>;

/** One engine and all its containers, sorted by id. Topic `berth.engine.<engine>`. Replaces the previous one whole. */
export const Engine = z.object({
  v: z.literal(1),
  epoch: Epoch,
  traceparent,
  /** When the list behind it was read, ms since 1970; volatile: it alone never makes a write, and planning ignores it. */
  listedAt: z.number(),
  name: EngineName,
  site: SiteName,
  /** Address of the engine's host, as configured. */
  address: z.string(),
  dockerVersion: z.string(),
  apiVersion: z.string(),
  networks: z.array(Network),
  /** What a collector on the engine's host itself sees there; absent from anywhere else. */
  host: z.object({ defaultGateways: z.array(z.string()) }).optional(),
  containers: z.array(Container),
  /**
   * Said where the document has no room for all: how many containers are left out of those that run, which nobody is to serve, and of
   * those that don't; how many networks; and the names of the first that get room when there is some. Absent: all are there.
   */
  leftOut: z.object({ running: z.int().min(0), exited: z.int().min(0), networks: z.int().min(0), next: z.array(z.string()) }).optional(),
});
export type Engine = z.infer<typeof Engine>;

/** The key in `berth-engines`. */
export function engineKey(engine: string): string {
  return encodeToken(engine);
}

/** Filter for all engines. */
export const engineFilter = '*';
