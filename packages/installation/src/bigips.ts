/** Section `sites.<site>.bigips`: one BIG-IP, a single unit or a device group. What is described here is shown by editors. */
import { HostName } from '@berth/messages';
import { z } from 'zod';
import { endpoint } from './endpoint.ts';
import { fullPath } from './full-path.ts';
import { TemplateName } from './templates.ts';
import { Unit } from './unit.ts';

const unknown = z.enum(['default', 'not-found']);
const aboutUnknown = "A host name that nobody has: the virtual server's default, or 404.";
const instances = z
  .enum(['on', 'off'])
  .default('on')
  .describe("Whether a container's own name, such as www-1, leads to it. off where strangers reach the virtual server.");

const Http = z
  .discriminatedUnion('mode', [
    z.strictObject({
      mode: z
        .literal('attach')
        .describe('Pools, data groups and the rule only; you attach the rule to your own virtual servers in that partition.'),
      unknown: unknown.default('default').describe(aboutUnknown),
      instances,
    }),
    z.strictObject({
      mode: z.literal('own').describe('Berth makes the virtual server too.'),
      virtual: endpoint.describe('ADDRESS:PORT of the virtual server, IPv6 in brackets.'),
      unknown: unknown.default('not-found').describe(aboutUnknown),
      instances,
      template: TemplateName.optional().describe('Which of the templates it is made from; a sane one of Berth when not given.'),
    }),
  ])
  .prefault({ mode: 'attach' })
  .describe('How HTTP requests reach the containers.');

const answers = {
  unknown: z
    .enum(['pass', 'nxdomain'])
    .default('pass')
    .describe("A name of an internal zone that nobody has: passed on, or said not to exist where the zone is Berth's alone."),
  ttl: z.int().min(0).max(86_400).default(5).describe('Seconds for which an answer may be kept.'),
  negativeTtl: z.int().min(0).max(86_400).default(5).describe('Seconds for which it may be kept that there is no answer.'),
  nameServers: z
    .array(HostName)
    .default([])
    .describe("Names of the zones' name servers, the primary first; ns.ZONE of the first zone when none is given."),
  contact: HostName.optional().describe('Who is responsible for the zones, as a name: hostmaster.example.com for hostmaster@example.com.'),
};

const Dns = z
  .discriminatedUnion('mode', [
    z.strictObject({ mode: z.literal('off').describe('No DNS on this BIG-IP.') }),
    z.strictObject({
      mode: z
        .literal('attach')
        .describe('Data groups and the rule only; you attach the rule to your own listeners in that partition, which need a DNS profile.'),
      ...answers,
    }),
    z.strictObject({
      mode: z.literal('own').describe('Berth makes the listeners too, for UDP and TCP, with a DNS profile of their own.'),
      listener: endpoint.describe('ADDRESS:PORT of the listeners, IPv6 in brackets.'),
      ...answers,
    }),
  ])
  .prefault({ mode: 'off' })
  .describe('How the internal zones are answered.');

const Routes = z
  .strictObject({
    mode: z
      .enum(['off', 'advise', 'apply'])
      .default('apply')
      .describe('apply: Berth makes the routes; advise: it only tells which are needed; off: neither. Without this section: off.'),
    perUnit: z
      .boolean()
      .default(false)
      .describe('Routes in a folder that is not synchronised, written on every unit: for units whose self IPs are in different networks.'),
    forwarding: z
      .strictObject({
        vlans: z.array(fullPath).min(1).describe('Full paths of the VLANs from which packets are forwarded.'),
      })
      .optional()
      .describe('Forward packets to the networks that are routed, with their source addresses. Without it nothing is forwarded.'),
  })
  .prefault({ mode: 'off' })
  .describe("Static routes to the containers' networks.");

export const BigipConfig = z.strictObject({
  units: z.array(Unit).min(1).describe("HOST or HOST:PORT of each unit's iControl REST; 443 when no port is given."),
  user: z.string().min(1).describe('User for iControl REST: manager of the partition, or administrator.'),
  passwordFile: z.string().min(1).describe('File with nothing but the password.'),
  ca: z.string().optional().describe("PEM file of the authority that signed the units' certificates."),
  fingerprints: z
    .array(z.string().regex(/^(?:[0-9A-Fa-f]{2}:){31}[0-9A-Fa-f]{2}$/, 'SHA-256 as 32 hex pairs with colons'))
    .optional()
    .describe("SHA-256 fingerprint of each unit's certificate, in the order of units, as berth trust prints it. Goes before ca."),
  sync: z
    .enum(['own-changes', 'never', 'always'])
    .default('own-changes')
    .describe(
      "Whether Berth brings its changes to the other units of a device group that isn't synchronised automatically: own-changes only where the group was in sync before them, so that nobody else's pending changes go along; always; or never.",
    ),
  partition: z
    .string()
    .regex(/^[A-Za-z][A-Za-z0-9_.-]*$/)
    .default('berth')
    .describe("The partition that is Berth's."),
  routeDomain: z.int().min(0).max(65534).default(0).describe('Route domain of members on this BIG-IP.'),
  shards: z.int().min(1).max(100).default(16).describe('How many data groups hold the container names; fixed at installation.'),
  monitor: z
    .union([z.enum(['tcp', 'http', 'https', 'none']), fullPath])
    .default('tcp')
    .describe('Monitor of pools whose containers name none: tcp, http, https, none or a full path.'),
  http: Http,
  dns: Dns,
  routes: Routes,
  virtuals: z
    .array(z.string())
    .optional()
    .describe(
      'ADDRESS:PORT, or ADDRESS:PORT/udp, of the virtual servers of services that are made on this BIG-IP: patterns with *. All when not given, if it is the only BIG-IP of its site; else none.',
    ),
});
export type BigipConfig = z.infer<typeof BigipConfig>;
