/** Pure: what brings the routes of one engine to what its document asks for, and what becomes of those that none asks for. */
import { toBigipAddress } from '@berth/icontrol';
import type { DesiredBase, DesiredRoute, StatusException } from '@berth/messages';
import { type Cause, diff, markOf, markWord, type PlannedChange, type PlannedPart, type PlanSurroundings } from '@berth/reconcile';
import { isConnected } from './connected.ts';
import type { KnownRoutes } from './known-routes.ts';
import type { AdvisedObject, ForwardingObject, RouteObject } from './objects.ts';
import type { RouteTarget } from './route-kinds.ts';
import { maskOf, networkDestination, networkInName, objectName, toBigipNetwork } from './route-names.ts';
import type { WantedRoutes } from './wanted-routes.ts';

type OwnObject = RouteObject | ForwardingObject;
type Planned = PlannedPart<OwnObject>;

export type PlanContext = PlanSurroundings<AdvisedObject> & {
  readonly known: KnownRoutes;
  readonly wanted: WantedRoutes;
  readonly base: DesiredBase;
} & Scope;

/** What is kept here, and what others keep. */
export type Scope = Pick<RouteTarget, 'routes' | 'synchronised'> & {
  /** Of routes that aren't synchronised; undefined where all are. */
  readonly localFolder: string | undefined;
};

/** What is synchronised is kept through one unit, what isn't by a writer for each. */
export function isInScope({ path }: OwnObject, { localFolder, routes, synchronised }: Scope): boolean {
  const isLocal = localFolder !== undefined && path.startsWith(`${localFolder}/`);
  return isLocal ? routes === 'local' : synchronised === 'kept';
}

/** A route comes with the virtual server that forwards to it. */
export function planEngine(engine: string, context: PlanContext): Planned {
  const { known, wanted, base, isHeld } = context;
  const changes: PlannedChange<OwnObject>[] = [];
  const exceptions: StatusException[] = [];
  for (const route of wanted.routes(engine)) {
    const own = desiredRoute(engine, route, { known, routeFolder: routeFolderOf(context) });
    const obstacle = context.routes === 'elsewhere' ? ({ kind: 'served' } as const) : obstacleTo(route, own, known);
    if (obstacle.kind === 'exception') exceptions.push({ ...obstacle.exception, service: engine });
    if (obstacle.kind === 'none')
      changes.push(...changesTo({ desired: own, observed: known.routes.get(own.path)?.object }, { isHeld, engine }));
    if (obstacle.kind === 'exception' || base.forwarding === undefined || context.synchronised === 'left') continue;
    const forwarding = desiredForwarding(engine, route, { known, folder: base.folder, vlans: base.forwarding.vlans });
    const found = known.forwardings.get(forwarding.path);
    if (found?.owner === 'foreign')
      exceptions.push({
        kind: 'conflicting',
        object: forwarding.path,
        service: engine,
        reason: 'a virtual server without our mark has this name',
      });
    else changes.push(...changesTo({ desired: forwarding, observed: found?.object }, { isHeld, engine }));
  }
  return { changes, exceptions };
}

/** Objects of ours that no document asks for. `orphans`: whether those may go of which nobody knows whose they are. */
export function planStrays(orphans: 'keep' | 'remove', context: PlanContext): Planned {
  const changes: PlannedChange<OwnObject>[] = [];
  const exceptions: StatusException[] = [];
  for (const object of context.known.ours()) {
    if (!isInScope(object, context)) continue;
    const verdict = judge(object, context);
    if (verdict.kind === 'keep') continue;
    if (verdict.kind === 'orphan' && orphans === 'keep') {
      exceptions.push({ kind: 'orphaned', object: object.path, reason: 'no document names it' });
      continue;
    }
    const change = { kind: 'delete', observed: object, cause: verdict.kind === 'remove' ? verdict.cause : 'orphan' } as const;
    if (!context.isHeld(change)) changes.push({ change, ...originOf(verdict.engine) });
  }
  return { changes, exceptions };
}

type Verdict =
  | { readonly kind: 'keep' | 'orphan'; readonly engine: string }
  | { readonly kind: 'remove'; readonly engine: string; readonly cause: Cause };

function judge(object: OwnObject, context: PlanContext): Verdict {
  const { known, wanted, base } = context;
  const engine = known.markOf(object.settings.description)?.engine ?? '';
  const network = networkInName(object.path);
  if (network !== undefined && wanted.isWanted(network)) {
    const isRoute = object.kind === 'route';
    const place = isRoute
      ? `${routeFolderOf(context)}/${objectName('route', network)}`
      : `${base.folder}/${objectName('forward', network)}`;
    // What stands elsewhere, or forwards where nothing is forwarded any more, is a matter of the configuration alone.
    const isInPlace = object.path === place && (isRoute || base.forwarding !== undefined);
    return isInPlace ? { kind: 'keep', engine } : { kind: 'remove', cause: 'config', engine };
  }
  const state = wanted.state(engine);
  if (state === undefined) return { kind: 'orphan', engine };
  switch (state.kind) {
    case 'unknown':
      return { kind: 'keep', engine };
    case 'gone':
      return { kind: 'remove', cause: state.cause, engine };
    case 'serving':
      return state.partial.has(engine) ? { kind: 'keep', engine } : { kind: 'remove', cause: 'stopped', engine };
    default:
      return state satisfies never;
  }
}

/** Where routes go: the partition, or a folder of it. */
function routeFolderOf({ localFolder, base }: Pick<PlanContext, 'localFolder' | 'base'>): string {
  return localFolder ?? base.folder;
}

type Obstacle = { readonly kind: 'none' | 'served' } | { readonly kind: 'exception'; readonly exception: StatusException };

/** A route that somebody else made there serves as well as ours, if it leads to the same place. */
function obstacleTo({ network, gateway }: DesiredRoute, own: RouteObject, known: KnownRoutes): Obstacle {
  const foreign = known.foreignTo(network);
  if (foreign !== undefined) {
    if (foreign.gw === own.settings.gw || foreign.gw === gateway) return { kind: 'served' };
    const reason = `${foreign.path}, which is not ours, leads to the same network by ${foreign.gw || 'something else than an address'}`;
    return { kind: 'exception', exception: { kind: 'conflicting', object: own.path, reason } };
  }
  if (known.routes.get(own.path)?.owner === 'foreign')
    return { kind: 'exception', exception: { kind: 'conflicting', object: own.path, reason: 'a route without our mark has this name' } };
  if (known.selfIps === undefined || isConnected(gateway, known.selfIps)) return { kind: 'none' };
  const reason = `no self IP of this BIG-IP is in a network with ${gateway}, so the route is not sent`;
  return { kind: 'exception', exception: { kind: 'held', object: own.path, reason } };
}

function changesTo<T extends OwnObject>(
  { desired, observed }: { readonly desired: T; readonly observed: T | undefined },
  { isHeld, engine }: Pick<PlanContext, 'isHeld'> & { readonly engine: string },
): PlannedChange<OwnObject>[] {
  const found = new Map<string, OwnObject>(observed && [[desired.path, observed]]);
  return diff<OwnObject>(found, new Map([[desired.path, desired]]), new Map())
    .filter((change) => !isHeld(change))
    .map((change) => ({ change, ...originOf(engine) }));
}

function originOf(engine: string): Pick<PlannedChange<OwnObject>, 'origin'> {
  return { origin: { engine } as NonNullable<PlannedChange<OwnObject>['origin']> };
}

function desiredRoute(
  engine: string,
  { network, gateway, docker }: DesiredRoute,
  { known, routeFolder }: { readonly known: KnownRoutes; readonly routeFolder: string },
): RouteObject {
  const { installation, routeDomain } = known;
  return {
    kind: 'route',
    path: `${routeFolder}/${objectName('route', network)}`,
    settings: {
      network: toBigipNetwork(network, routeDomain),
      gw: toBigipAddress(gateway, routeDomain),
      description: markOf(installation, 'route', engine, markWord(docker)),
    },
  };
}

function desiredForwarding(
  engine: string,
  { network, docker }: DesiredRoute,
  { known, folder, vlans }: { readonly known: KnownRoutes; readonly folder: string; readonly vlans: readonly string[] },
): ForwardingObject {
  return {
    kind: 'forwarding',
    path: `${folder}/${objectName('forward', network)}`,
    settings: {
      description: markOf(known.installation, 'route', engine, markWord(docker)),
      destination: networkDestination(folder, network, known.routeDomain),
      mask: maskOf(network),
      ipProtocol: 'any',
      ipForward: true,
      sourceAddressTranslation: 'none',
      translateAddress: 'disabled',
      translatePort: 'disabled',
      vlansEnabled: true,
      vlans: vlans.toSorted(),
    },
  };
}
