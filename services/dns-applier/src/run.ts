/** The program: one loop per BIG-IP that answers DNS and one per DNS group, all at the same time. */
import type { Surroundings } from '@berth/bus';
import type { DnsApplierConfig } from '@berth/installation';
import { keepTarget, type Resources, type Target, targetsOf } from '@berth/reconcile';
import { DnsResources } from './dns-resources.ts';
import { GtmResources } from './gtm/gtm-resources.ts';

export const program = 'dns-applier';

/** Keeps the DNS names of every BIG-IP and the wide IPs of every group in `config` as their documents ask for, until `signal` aborts. */
export async function run(config: DnsApplierConfig, surroundings: Surroundings): Promise<void> {
  const { installation, timing } = config;
  await Promise.all(
    targets(config).map(({ resources, ...target }) => keepTarget({ ...target, program, installation, timing }, resources, surroundings)),
  );
}

/** What is kept, and with what. */
export function targets({ installation, bigips, groups }: DnsApplierConfig): (Target & { readonly resources: () => Resources })[] {
  const names = targetsOf('dns', bigips).map((target) => {
    const { partition, engines } = target.bigip;
    return { ...target, resources: () => new DnsResources({ installation, partition, engines }) };
  });
  const wideIps = groups.map(({ name, bigip }) => {
    const resources = () => new GtmResources({ installation, group: name, partition: bigip.partition });
    return { kind: 'gtm', name, bigip, resources } as const;
  });
  return [...names, ...wideIps];
}

/** The BIG-IPs that are written to, each once. */
export function bigipsOf({ bigips, groups }: DnsApplierConfig): string[] {
  return [...new Set([...bigips.map(({ name }) => name), ...groups.map(({ bigip }) => bigip.name)])];
}
