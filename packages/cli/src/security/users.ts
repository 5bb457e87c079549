/** Pure: who of an installation has a key of his own. */
import type { ApplierName, NatsUser, OneBigip } from '@berth/bus';
import { dnsApplierConfig, type Installation } from '@berth/installation';

const appliers: readonly ApplierName[] = ['ltm-applier', 'dns-applier', 'route-advisor'];

/** A collector for each engine; each applier for all BIG-IPs, and for each of them. */
export function usersOf(installation: Installation): NatsUser[] {
  const sites = Object.values(installation.sites);
  const engines = sites.flatMap((site) => Object.keys(site.engines));
  const bigips = sites.flatMap((site) => Object.keys(site.bigips).map((bigip) => oneBigip(installation, bigip, Object.keys(site.engines))));
  return [
    ...engines.map((engine) => ({ kind: 'collector', engine }) as const),
    { kind: 'planner' },
    ...appliers.map((program) => ({ kind: 'applier', program }) as const),
    ...bigips.flatMap((only) => appliers.map((program) => ({ kind: 'applier', program, only }) as const)),
    { kind: 'operator' },
    { kind: 'reader' },
  ];
}

/** `engines`: those of its site. */
function oneBigip(installation: Installation, bigip: string, engines: readonly string[]): OneBigip {
  const { groups } = dnsApplierConfig(installation, [bigip]);
  // A group's wide IPs lead to sites with engines of their own.
  const led = groups.flatMap((group) => group.bigip.engines);
  return { bigip, groups: groups.map(({ name }) => name), engines: [...new Set([...engines, ...led])] };
}
