/** Pure: what there should be, by the configuration. */
import type { BigipConfig, Installation, SiteConfig } from '@berth/installation';
import type { TargetKind } from '@berth/messages';

/** What the configuration says there should be; nothing when only NATS is known. */
export type Expected = {
  /** Which containers count; undefined when only NATS is known. */
  readonly expose: SiteConfig['expose'] | undefined;
  /** BIG-IPs, and what is to be kept on each of them. */
  readonly bigips: readonly { readonly name: string; readonly site: string; readonly kinds: readonly TargetKind[] }[];
  /** DNS groups. */
  readonly groups: readonly { readonly name: string; readonly bigip: string }[];
  readonly engines: readonly { readonly name: string; readonly site: string }[];
};

/** Where only NATS is known. */
export const nothingExpected: Expected = { expose: undefined, bigips: [], groups: [], engines: [] };

export function expectedOf({ expose, sites, dnsGroups }: Installation): Expected {
  const all = Object.entries(sites);
  return {
    expose,
    bigips: all.flatMap(([site, { bigips }]) => Object.entries(bigips).map(([name, bigip]) => ({ name, site, kinds: kindsOf(bigip) }))),
    groups: Object.entries(dnsGroups).map(([name, { bigip }]) => ({ name, bigip })),
    engines: all.flatMap(([site, { engines }]) => Object.keys(engines).map((name) => ({ name, site }))),
  };
}

function kindsOf({ dns, routes }: BigipConfig): TargetKind[] {
  return ['ltm', ...(dns.mode === 'off' ? [] : (['dns'] as const)), ...(routes.mode === 'off' ? [] : (['route'] as const))];
}
