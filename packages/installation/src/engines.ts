/** Section `sites.<site>.engines`: one Docker engine. */
import { z } from 'zod';

/** Patterns with `*`; which names, hosts, addresses and templates the containers of an engine may claim. */
const Allow = z
  .strictObject({
    services: z.array(z.string()).default(['*']),
    hosts: z.array(z.string()).default([]),
    virtuals: z.array(z.string()).default([]),
    monitors: z.array(z.string()).default([]),
    templates: z.array(z.string()).default([]),
  })
  .prefault({});

export const EngineConfig = z.strictObject({
  /** unix://PATH, tcp://HOST:PORT (with TLS), http://HOST:PORT, or ssh://USER@HOST. */
  url: z
    .string()
    .regex(
      /^(?:unix:\/\/\/|tcp:\/\/|http:\/\/|https:\/\/|ssh:\/\/)\S+$/,
      'unix:///path, tcp://host:port, https://host:port or ssh://user@host',
    ),
  /** Address of the engine's host as the BIG-IP reaches it. */
  address: z.union([z.ipv4(), z.ipv6()]),
  caFile: z.string().optional(),
  certFile: z.string().optional(),
  keyFile: z.string().optional(),
  allow: Allow,
});
export type EngineConfig = z.infer<typeof EngineConfig>;
