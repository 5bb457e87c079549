/** The program: one loop per BIG-IP that is to have routes, all at the same time. */
import { type ApplierConfig, applierConfig, type Installation } from '@berth/installation';
import { applierProgram, Frame, type KeptTarget, targetsOf, unitTargets } from '@berth/reconcile';
import { RouteKinds } from './route-kinds.ts';

/** Keeps the routes of every BIG-IP that is to have some as its documents ask for. */
export const routeAdvisor = applierProgram({
  name: 'route-advisor',
  about:
    "Keeps the static routes on each BIG-IP that lead to the engines' container networks, and what forwards there, as its desired documents ask for. " +
    'Touches only what carries its mark.',
  slice: routed,
  targets,
});

/** The configuration without the BIG-IPs that are to have no routes. */
export function routed(installation: Installation, only?: readonly string[]): ApplierConfig {
  const config = applierConfig(installation, only);
  return { ...config, bigips: config.bigips.filter(({ routes }) => routes.mode !== 'off') };
}

/** What is kept, and with what. */
export function targets({ installation, bigips }: ApplierConfig): KeptTarget[] {
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
      return { ...target, resources: () => new Frame(new RouteKinds(options)) };
    });
  });
}
