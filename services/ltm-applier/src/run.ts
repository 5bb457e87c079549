/** The program: one loop per BIG-IP, all at the same time. */
import type { Surroundings } from '@berth/bus';
import type { ApplierConfig } from '@berth/installation';
import { keepTarget, type Target, targetsOf } from '@berth/reconcile';
import { LtmResources } from './ltm-resources.ts';

export const program = 'ltm-applier';

/** Keeps the LTM of every configured BIG-IP as its documents ask for, until `signal` aborts. */
export async function run(config: ApplierConfig, surroundings: Surroundings): Promise<void> {
  const { installation, timing } = config;
  await Promise.all(
    targets(config).map(({ resources, ...target }) => keepTarget({ ...target, program, installation, timing }, resources, surroundings)),
  );
}

/** What is kept, and with what. */
export function targets({ installation, bigips }: ApplierConfig): (Target & { readonly resources: () => LtmResources })[] {
  return targetsOf('ltm', bigips).map((target) => {
    const { partition, engines } = target.bigip;
    return { ...target, resources: () => new LtmResources({ installation, partition, engines }) };
  });
}
