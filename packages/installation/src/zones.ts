/** Section `zones`: the DNS zones in which Berth gives names. */
import { HostName } from '@berth/messages';
import { z } from 'zod';

/** Public: host names that clients use. Internal: names of services and single containers. A zone is one of the two. */
export const Zones = z
  .strictObject({ public: z.array(HostName).default([]), internal: z.array(HostName).default([]) })
  .prefault({})
  .superRefine((zones, context) => {
    for (const zone of zones.public) {
      if (zones.internal.includes(zone))
        context.addIssue({ code: 'custom', path: ['internal'], message: `${zone} is also in zones.public; a zone is one of the two` });
    }
  });
export type Zones = z.infer<typeof Zones>;
