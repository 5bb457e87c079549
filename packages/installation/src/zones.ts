/** Section `zones`: the DNS zones in which Berth gives names. */
import { HostName } from '@berth/messages';
import { z } from 'zod';

export const Zones = z
  .strictObject({
    public: z.array(HostName).default([]).describe('Host names that clients use.'),
    internal: z.array(HostName).default([]).describe('Names of services and of single containers.'),
  })
  .prefault({})
  .describe('The DNS zones in which Berth gives names; each is one of the two.')
  .superRefine((zones, context) => {
    for (const zone of zones.public) {
      if (zones.internal.includes(zone))
        context.addIssue({ code: 'custom', path: ['internal'], message: `${zone} is also in zones.public; a zone is one of the two` });
    }
  });
export type Zones = z.infer<typeof Zones>;
