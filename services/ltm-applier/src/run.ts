/** The program: one loop per BIG-IP, all at the same time. */
import type { Surroundings } from '@berth/bus';
import type { ApplierConfig } from '@berth/installation';
import { type BigipTarget, keepTarget } from '@berth/reconcile';
import { LtmResources } from './ltm-resources.ts';

export const program = 'ltm-applier';

/** Keeps the LTM of every configured BIG-IP as its documents ask for, until `signal` aborts. */
export async function run({ installation, bigips, timing }: ApplierConfig, surroundings: Surroundings): Promise<void> {
  const resources = resourcesFor(installation);
  await Promise.all(
    bigips.map((bigip) => keepTarget({ kind: 'ltm', program, installation, bigip, timing }, () => resources(bigip), surroundings)),
  );
}

/** What is kept on each BIG-IP. */
export function resourcesFor(installation: string) {
  return ({ partition, engines }: BigipTarget) => new LtmResources({ installation, partition, engines });
}
