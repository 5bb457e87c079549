/** The program: one loop per BIG-IP that answers DNS, all at the same time. */
import type { Surroundings } from '@berth/bus';
import type { ApplierConfig } from '@berth/installation';
import { type BigipTarget, keepTarget } from '@berth/reconcile';
import { DnsResources } from './dns-resources.ts';

export const program = 'dns-applier';

/** Keeps the DNS names of every BIG-IP in `config` as its documents ask for, until `signal` aborts. */
export async function run({ installation, bigips, timing }: ApplierConfig, surroundings: Surroundings): Promise<void> {
  const resources = resourcesFor(installation);
  await Promise.all(
    bigips.map((bigip) => keepTarget({ kind: 'dns', program, installation, bigip, timing }, () => resources(bigip), surroundings)),
  );
}

/** The configuration without the BIG-IPs that answer no DNS. */
export function answering(config: ApplierConfig): ApplierConfig {
  return { ...config, bigips: config.bigips.filter(({ dns }) => dns.mode !== 'off') };
}

/** What is kept on each BIG-IP. */
export function resourcesFor(installation: string) {
  return ({ partition, engines }: BigipTarget) => new DnsResources({ installation, partition, engines });
}
