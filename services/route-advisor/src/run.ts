/** The program: one loop per BIG-IP that is to have routes, all at the same time. */
import { type ApplierConfig, applierConfig, type Installation } from '@berth/installation';
import { applierProgram, Frame, type KeptTarget, type Target, targetsOf, unitTargets } from '@berth/reconcile';
import { RouteKinds, type RouteTarget } from './route-kinds.ts';

/** Keeps the routes of every BIG-IP that is to have some as its documents ask for. */
export const routeAdvisor = applierProgram({
  program: 'route-advisor',
  slice: routed,
  targets,
});

/** The configuration without the BIG-IPs that are to have no routes. */
export function routed(installation: Installation, only?: readonly string[]): ApplierConfig {
  const config = applierConfig(installation, only);
  return { ...config, bigips: config.bigips.filter(({ routes }) => routes.mode !== 'off') };
}

/** What is kept, and with what. Where each of several units has routes of its own, one loop keeps what they share through the active one. */
export function targets({ installation, bigips }: ApplierConfig): KeptTarget[] {
  return targetsOf('route', bigips).flatMap((whole) => {
    const { perUnit, mode } = whole.bigip.routes;
    const kept = (target: Target, scope: Pick<RouteTarget, 'routes' | 'synchronised'>): KeptTarget => {
      const options = { installation, partition: target.bigip.partition, mode: mode === 'apply' ? 'apply' : 'advise', ...scope } as const;
      return { ...target, resources: () => new Frame(new RouteKinds(options)) };
    };
    if (!perUnit) return [kept(whole, { routes: 'shared', synchronised: 'kept' })];
    if (whole.bigip.units.length === 1) return [kept(whole, { routes: 'local', synchronised: 'kept' })];
    const units = unitTargets(whole).map((target) => kept(target, { routes: 'local', synchronised: 'left' }));
    return [kept(whole, { routes: 'elsewhere', synchronised: 'kept' }), ...units];
  });
}
