/** Pure: a virtual server as a template makes it. */
import type { Destination } from '@berth/convention';
import { Template } from '@berth/installation';
import { type DesiredVirtual, withRouteDomain } from '@berth/messages';

/** What Berth makes virtual servers from where no template says otherwise. */
export const plainTemplate: Template = Template.parse({});

export type VirtualParts = {
  readonly name: string;
  readonly destination: Destination;
  readonly routeDomain: number;
  /** Where the template names none. */
  readonly profiles: readonly string[];
  /** After the template's own. */
  readonly rules: readonly string[];
};

export function virtualFrom(template: Template, { name, destination, routeDomain, profiles, rules }: VirtualParts): DesiredVirtual {
  const { clientProfiles, serverProfiles, policies, vlans, persistence, sourceAddressTranslation } = template;
  const { address, port, protocol } = destination;
  return {
    name,
    address: withRouteDomain(address, routeDomain),
    port,
    protocol,
    profiles: template.profiles ?? [...profiles],
    clientProfiles,
    serverProfiles,
    rules: [...template.rules, ...rules],
    policies,
    vlans,
    ...(persistence === undefined ? {} : { persistence }),
    sourceAddressTranslation,
  };
}
