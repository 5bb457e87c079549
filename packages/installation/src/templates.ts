/** Section `templates`: what own virtual servers are made from. What is described here is shown by editors. */
import { z } from 'zod';
import { fullPath } from './full-path.ts';

/** The name of the template that virtual servers of services have unless a label names another. */
export const defaultTemplate = 'default';

export const TemplateName = z
  .string()
  .regex(/^[A-Za-z0-9](?:[A-Za-z0-9_.-]{0,61}[A-Za-z0-9])?$/, 'a name of letters, digits and inner hyphens, dots and underscores');

export const Template = z.strictObject({
  protocol: z.enum(['tcp', 'udp']).optional().describe('For which virtual servers it is; for both kinds when not given.'),
  profiles: z
    .array(fullPath)
    .min(1)
    .optional()
    .describe(
      "Full paths of the profiles, all of them; when not given, /Common/tcp or /Common/udp, and for the HTTP virtual server one of Berth's own that inserts X-Forwarded-For.",
    ),
  clientProfiles: z.array(fullPath).default([]).describe("Profiles of the clients' side only, such as a client SSL profile."),
  serverProfiles: z.array(fullPath).default([]).describe("Profiles of the containers' side only, such as a server SSL profile."),
  vlans: z.array(fullPath).default([]).describe('VLANs on which it listens; all of them when none is given.'),
  persistence: fullPath.optional().describe('Persistence profile.'),
  policies: z.array(fullPath).default([]).describe('LTM policies.'),
  rules: z.array(fullPath).default([]).describe("iRules, in order; before Berth's own."),
  sourceAddressTranslation: z
    .union([z.enum(['automap', 'none']), fullPath])
    .default('automap')
    .describe(
      'automap, the full path of a SNAT pool, or none: containers see the clients themselves. none is made only while answers of all engines with containers behind it are proven to come back through the BIG-IP, else automap, which is told; needs `routes`, `mode: advise` at least.',
    ),
});
export type Template = z.infer<typeof Template>;

export const Templates = z
  .record(TemplateName, Template)
  .default({})
  .describe('What own virtual servers are made from, by name; `default` is for services whose label names none.');
export type Templates = z.infer<typeof Templates>;
