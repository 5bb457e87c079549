/** berth.yaml as a whole. What is described here is shown by editors. */
import { BigipName, EngineName, GroupName, InstallationName, SiteName } from '@berth/messages';
import { z } from 'zod';
import { BigipConfig } from './bigips.ts';
import { checkSites } from './check-sites.ts';
import { checkGroups, DnsGroup } from './dns-groups.ts';
import { EngineConfig } from './engines.ts';
import { Templates } from './templates.ts';
import { ApplierTiming, CollectorTiming, Leases, PlannerTiming } from './timing.ts';
import { Tracing } from './tracing.ts';
import { Zones } from './zones.ts';

const Nats = z
  .strictObject({
    servers: z
      .array(z.string().regex(/^[^@\s]+$/, 'nats://HOST:PORT; who a program is, its nkeyFile says'))
      .min(1)
      .default(['nats://127.0.0.1:4222'])
      .describe('nats://HOST:PORT of one server or several; tls://HOST:PORT insists on TLS, as caFile does.'),
    replicas: z.int().min(1).max(5).default(1).describe('Copies of each bucket in a NATS cluster.'),
    caFile: z.string().optional().describe("PEM file of the authority that signed the servers' certificates."),
    nkeyFile: z
      .string()
      .optional()
      .describe("File with the user's nkey seed; with one, JetStream must be the domain `berth`, as berth security init sets it up."),
  })
  .prefault({})
  .describe('Where NATS is.');

const Site = z.strictObject({
  engines: z.record(EngineName, EngineConfig).default({}).describe('Docker engines, by a name that is unique in the installation.'),
  bigips: z.record(BigipName, BigipConfig).default({}).describe('BIG-IPs, by a name that is unique in the installation.'),
});
export type Site = z.infer<typeof Site>;

/** Everything an operator configures. What has a default may be left out. */
export const Installation = z
  .strictObject({
    installation: InstallationName.describe(
      'Its name: what is written on a BIG-IP carries it. An installation has a NATS, or an account there, of its own.',
    ),
    zones: Zones,
    nats: Nats,
    expose: z
      .enum(['convention', 'labelled'])
      .default('convention')
      .describe(
        'Which containers count. convention: those called NAME-N that expose TCP port 80, or with a berth. label; labelled: only the latter.',
      ),
    minAvailable: z.int().min(0).default(1).describe('How many endpoints of a service stay offered even if their health check is red.'),
    templates: Templates,
    leases: Leases,
    collector: CollectorTiming,
    planner: PlannerTiming,
    applier: ApplierTiming,
    tracing: Tracing.optional(),
    sites: z.record(SiteName, Site).describe('Data centers, by name: engines and BIG-IPs that belong together.'),
    dnsGroups: z
      .record(GroupName, DnsGroup)
      .default({})
      .describe('BIG-IPs that answer wide IPs together, by name: how clients find a site.'),
  })
  .superRefine((installation, context) => {
    for (const { path, message } of checkSites(installation.sites, installation.templates))
      context.addIssue({ code: 'custom', path: ['sites', ...path], message });
    const sites = Object.entries(installation.sites);
    const issues = checkGroups(installation.dnsGroups, {
      zones: installation.zones.public,
      bigips: new Set(sites.flatMap(([, { bigips }]) => Object.keys(bigips))),
      sites: new Map(sites.map(([site, { bigips }]) => [site, Object.keys(bigips).length === 0 ? 'without BIG-IP' : 'served'])),
    });
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path: ['dnsGroups', ...path], message });
  });
export type Installation = z.infer<typeof Installation>;
