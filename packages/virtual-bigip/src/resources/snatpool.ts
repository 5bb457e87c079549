/** `ltm/snatpool`: source addresses for server-side connections. */

import { parseAddress } from '../configuration/addresses.ts';
import { asList, asText, text } from '../configuration/properties.ts';
import { invalidValue, mcpd } from '../configuration/refusal.ts';
import type { Resource } from '../configuration/resource.ts';

export const snatpool: Resource = {
  path: 'ltm/snatpool',
  noun: 'Snatpool',
  className: 'snatpool',
  naming: 'folder',
  properties: {
    description: text(),
    members: {
      required: true,
      parse: (value, { name, partition }) => {
        const members = asList(value, name).map((entry) => asText(entry, name));
        for (const member of members) if (parseAddress(member.split('/').at(-1) ?? '') === undefined) throw invalidValue(name, member);
        return members.length === 0
          ? undefined
          : members.map((member) => (member.startsWith('/') ? member : `/${partition ?? 'Common'}/${member}`));
      },
    },
  },
  inUse: ({ fullPath }) => mcpd('01070320', `Snatpool ${fullPath} is still referenced by a virtual server.`),
};
