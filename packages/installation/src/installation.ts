/** berth.yaml as a whole. */
import { BigipName, EngineName, InstallationName, SiteName } from '@berth/messages';
import { z } from 'zod';
import { BigipConfig } from './bigips.ts';
import { EngineConfig } from './engines.ts';
import { ApplierTiming, CollectorTiming, Leases, PlannerTiming } from './timing.ts';
import { Zones } from './zones.ts';

const Nats = z
  .strictObject({
    servers: z.array(z.string().min(1)).min(1).default(['nats://127.0.0.1:4222']),
    /** Copies of each bucket in a NATS cluster. */
    replicas: z.int().min(1).max(5).default(1),
    caFile: z.string().optional(),
    /** File with the user's nkey seed. */
    nkeyFile: z.string().optional(),
  })
  .prefault({});

const Site = z.strictObject({
  engines: z.record(EngineName, EngineConfig).default({}),
  bigips: z.record(BigipName, BigipConfig).default({}),
});
export type Site = z.infer<typeof Site>;

/** Everything an operator configures. What has a default may be left out. */
export const Installation = z
  .strictObject({
    installation: InstallationName,
    zones: Zones,
    nats: Nats,
    /** convention: by name and port 80, or by label. labelled: only with a `berth.` label. */
    expose: z.enum(['convention', 'labelled']).default('convention'),
    minAvailable: z.int().min(0).default(1),
    leases: Leases,
    collector: CollectorTiming,
    planner: PlannerTiming,
    applier: ApplierTiming,
    sites: z.record(SiteName, Site),
  })
  .superRefine((installation, context) => {
    const owners = new Map<string, string>();
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
    }
  });
export type Installation = z.infer<typeof Installation>;
