/** Section `sites.<site>.engines`: one Docker engine. What is described here is shown by editors. */
import { z } from 'zod';

const patterns = z.array(z.string());
const subnet = z.union([z.cidrv4(), z.cidrv6()], 'expected ADDRESS/LENGTH, as in 172.17.0.0/16');

const Allow = z
  .strictObject({
    services: patterns.default(['*']).describe('Names of services.'),
    hosts: patterns.default([]).describe('Host names outside the zones.'),
    virtuals: patterns.default([]).describe('Virtual servers of their own: ADDRESS:PORT, or ADDRESS:PORT/udp.'),
    monitors: patterns.default([]).describe('Full paths of monitors.'),
    templates: patterns.default([]).describe('Names of templates for virtual servers, besides `default`.'),
    subnets: z
      .array(subnet)
      .default(['0.0.0.0/0', '::/0'])
      .describe('In which of these, ADDRESS/LENGTH, containers have addresses and routes lead to them, whatever networks are made there.'),
  })
  .prefault({})
  .describe('What the containers of this engine may claim: patterns with *, and subnets.');

const most = (usual: number) => z.int().min(0).default(usual);

/** The defaults are more than a large engine, with about 2,500 containers that count, asks for. */
const EngineLimits = z
  .strictObject({
    services: most(2_500).describe('Services.'),
    endpoints: most(5_000).describe('Endpoints: a container counts once for each of its services.'),
    names: most(50_000).describe('Host names and DNS names.'),
    virtuals: most(1_000).describe('Virtual servers of their own.'),
  })
  .prefault({})
  .describe('How much the containers of this engine may have, all together: beyond that, those that run longest are served.');
export type EngineLimits = z.infer<typeof EngineLimits>;

const Networks = z
  .record(
    z.string().min(1),
    z.strictObject({
      routed: z
        .boolean()
        .optional()
        .describe('Whether there are routes to it, and its addresses are taken; by itself, to bridge networks that are not internal.'),
      routeDomain: z.int().min(0).max(65534).optional().describe("Route domain of its addresses; by itself, the BIG-IP's."),
    }),
  )
  .default({})
  .describe('Docker networks, by name or pattern with *; the first that matches counts.');

const address = z.union([z.ipv4(), z.ipv6()], 'expected an IPv4 or IPv6 address');

export const EngineConfig = z.strictObject({
  url: z
    .string()
    .regex(
      /^(?:unix:\/\/\/\S+|(?:tcp|https?):\/\/[^@\s]+|ssh:\/\/(?:[^@:\s]+@)?[^@\s]+)$/,
      'unix:///path, tcp://host:port, https://host:port or ssh://user@host, never with a password',
    )
    .describe('unix:///PATH, tcp://HOST:PORT (with TLS), http://HOST:PORT, or ssh://USER@HOST.'),
  address: address.describe("Address of the engine's host as the BIG-IP reaches it."),
  gateways: z
    .array(address)
    .max(2)
    .default([])
    .describe("Addresses of the host as the gateway of its containers' networks, where that isn't `address`: one of each IP version."),
  networks: Networks,
  caFile: z.string().optional().describe("PEM file of the authority that signed the engine's certificate."),
  certFile: z.string().optional().describe('PEM file of the certificate to show the engine.'),
  keyFile: z.string().optional().describe('PEM file of its key.'),
  allow: Allow,
  limits: EngineLimits,
});
export type EngineConfig = z.infer<typeof EngineConfig>;
