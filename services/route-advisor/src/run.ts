/** The program: one loop per BIG-IP that is to have routes, all at the same time. */
import type { Surroundings } from '@berth/bus';
import type { ApplierConfig } from '@berth/installation';
import { keepTarget, type Resources, type Target, targetsOf, unitTargets } from '@berth/reconcile';
import { RouteResources } from './route-resources.ts';

export const program = 'route-advisor';

/** Keeps the routes of every BIG-IP in `config` as its documents ask for, until `signal` aborts. */
export async function run(config: ApplierConfig, surroundings: Surroundings): Promise<void> {
  const { installation, timing } = config;
  await Promise.all(
    targets(config).map(({ resources, ...target }) => keepTarget({ ...target, program, installation, timing }, resources, surroundings)),
  );
}

/** What is kept, and with what. */
export function targets({ installation, bigips }: ApplierConfig): (Target & { readonly resources: () => Resources })[] {
  return targetsOf('route', bigips).flatMap((whole) => {
    const { perUnit, mode } = whole.bigip.routes;
    return (perUnit ? unitTargets(whole) : [whole]).map((target) => {
      const options = {
        installation,
        partition: target.bigip.partition,
        mode: mode === 'apply' ? 'apply' : 'advise',
        routes: perUnit ? 'local' : 'shared',
        forwarding: target.unit === undefined ? 'kept' : 'left',
      } as const;
      return { ...target, resources: () => new RouteResources(options) };
    });
  });
}

/** The configuration without the BIG-IPs that are to have no routes. */
export function routing(config: ApplierConfig): ApplierConfig {
  return { ...config, bigips: config.bigips.filter(({ routes }) => routes.mode !== 'off') };
}
