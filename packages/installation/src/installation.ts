/** berth.yaml as a whole. What is described here is shown by editors. */
import { BigipName, EngineName, GroupName, InstallationName, SiteName } from '@berth/messages';
import { z } from 'zod';
import { BigipConfig } from './bigips.ts';
import { checkGroups, DnsGroup } from './dns-groups.ts';
import { EngineConfig } from './engines.ts';
import { type Template, Templates } from './templates.ts';
import { ApplierTiming, CollectorTiming, Leases, PlannerTiming } from './timing.ts';
import { Zones } from './zones.ts';

const Nats = z
  .strictObject({
    servers: z
      .array(z.string().regex(/^[^@\s]+$/, 'nats://HOST:PORT; who a program is, its nkeyFile says'))
      .min(1)
      .default(['nats://127.0.0.1:4222'])
      .describe('nats://HOST:PORT of one server or several.'),
    replicas: z.int().min(1).max(5).default(1).describe('Copies of each bucket in a NATS cluster.'),
    caFile: z.string().optional().describe("PEM file of the authority that signed the servers' certificates."),
    nkeyFile: z.string().optional().describe("File with the user's nkey seed."),
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
    installation: InstallationName.describe('Its name: what is written on a BIG-IP carries it.'),
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
    sites: z.record(SiteName, Site).describe('Data centers, by name: engines and BIG-IPs that belong together.'),
    dnsGroups: z
      .record(GroupName, DnsGroup)
      .default({})
      .describe('BIG-IPs that answer wide IPs together, by name: how clients find a site.'),
  })
  .superRefine((installation, context) => {
    const owners = new Map<string, string>();
    const places = new Map<string, string>();
    for (const [site, { engines, bigips }] of Object.entries(installation.sites)) {
      for (const [kind, names] of [
        ['engines', Object.keys(engines)],
        ['bigips', Object.keys(bigips)],
      ] as const) {
        for (const name of names) {
          const first = owners.get(`${kind} ${name}`);
          if (first === undefined) owners.set(`${kind} ${name}`, site);
          else
            context.addIssue({
              code: 'custom',
              path: ['sites', site, kind, name],
              message: `the name is already used in site ${first}; names are unique in the installation`,
            });
        }
      }
      for (const [name, { units, partition, http }] of Object.entries(bigips)) {
        const template = http.mode === 'own' ? http.template : undefined;
        if (template !== undefined && !isForTcp(installation.templates[template]))
          context.addIssue({
            code: 'custom',
            path: ['sites', site, 'bigips', name, 'http', 'template'],
            message: `templates has no ${template} for TCP; it has: ${Object.keys(installation.templates).join(', ') || 'none'}`,
          });
        for (const [index, unit] of units.entries()) {
          const place = `${new URL(`https://${unit}`).host} ${partition}`;
          const first = places.get(place);
          if (first === undefined) places.set(place, name);
          else
            context.addIssue({
              code: 'custom',
              path: ['sites', site, 'bigips', name, 'units', index],
              message: `this unit's partition ${partition} is already that of ${first}; each would remove what the other makes`,
            });
        }
      }
    }
    const sites = Object.entries(installation.sites);
    const issues = checkGroups(installation.dnsGroups, {
      zones: installation.zones.public,
      bigips: new Set(sites.flatMap(([, { bigips }]) => Object.keys(bigips))),
      sites: new Map(sites.map(([site, { bigips }]) => [site, Object.keys(bigips).length === 0 ? 'without BIG-IP' : 'served'])),
    });
    for (const { path, message } of issues) context.addIssue({ code: 'custom', path: ['dnsGroups', ...path], message });
  });
export type Installation = z.infer<typeof Installation>;

function isForTcp(template: Template | undefined): boolean {
  return template !== undefined && template.protocol !== 'udp';
}
