/** Docker's answers: only the fields that are read, and only those that Docker 20.10 to 29, and Podman, have alike. */
import { ContainerId } from '@berth/messages';
import { z } from 'zod';

/** `GET /version`. */
export const Version = z.object({ Version: z.string(), ApiVersion: z.string() });
export type Version = z.infer<typeof Version>;

/** One item of `GET /containers/json?all=1`. */
export const Listed = z.object({
  Id: ContainerId,
  Names: z.array(z.string()).nullish(),
  State: z.string(),
  /** For people, with the time in it: `Up 3 minutes (healthy)`. The health is nowhere else in API 1.41. */
  Status: z.string(),
  NetworkSettings: z
    .object({
      Networks: z
        .record(
          z.string(),
          z.object({ EndpointID: z.string().nullish(), IPAddress: z.string().nullish(), GlobalIPv6Address: z.string().nullish() }),
        )
        .nullish(),
    })
    .nullish(),
});
export type Listed = z.infer<typeof Listed>;

/** `GET /containers/{id}/json`. */
export const Inspected = z.object({
  Id: z.string(),
  Name: z.string(),
  State: z.object({
    Status: z.enum(['created', 'running', 'paused', 'restarting', 'removing', 'exited', 'dead']),
    /** The status is empty until the engine has set up its health monitor; Podman has one that is always empty where there is no health check. */
    Health: z.object({ Status: z.enum(['', 'none', 'starting', 'healthy', 'unhealthy']) }).nullish(),
    StartedAt: z.string(),
  }),
  Config: z.object({
    Image: z.string(),
    Labels: z.record(z.string(), z.string()).nullish(),
    StopSignal: z.string().nullish(),
    StopTimeout: z.int().nullish(),
    ExposedPorts: z.record(z.string(), z.unknown()).nullish(),
    Healthcheck: z.unknown().optional(),
  }),
  HostConfig: z.object({ NetworkMode: z.string() }),
  NetworkSettings: z.object({
    Ports: z.record(z.string(), z.array(z.object({ HostIp: z.string(), HostPort: z.string() })).nullable()).nullish(),
    Networks: z
      .record(
        z.string(),
        z.object({ NetworkID: z.string().nullish(), IPAddress: z.string().nullish(), GlobalIPv6Address: z.string().nullish() }),
      )
      .nullish(),
  }),
});
export type Inspected = z.infer<typeof Inspected>;

/** One item of `GET /networks`. */
export const ListedNetwork = z.object({
  Id: z.string(),
  Name: z.string(),
  Driver: z.string(),
  Internal: z.boolean(),
  IPAM: z.object({ Config: z.array(z.object({ Subnet: z.string().nullish(), Gateway: z.string().nullish() })).nullish() }),
  Options: z.record(z.string(), z.string()).nullish(),
});
export type ListedNetwork = z.infer<typeof ListedNetwork>;

/** Which fields of an answer are wrong, and how, in one line. */
export function reasonIn({ issues }: z.ZodError): string {
  return issues.map(({ path, message }) => `${path.map(String).join('.')}: ${message}`).join('; ');
}
