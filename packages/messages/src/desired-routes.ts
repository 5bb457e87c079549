/** `berth-desired`, kind `route`: the static routes that lead to the containers of one engine. */
import { z } from 'zod';
import { Epoch } from './epoch.ts';
import { BigipName, EngineName, MemberAddress, RouteNetwork } from './names.ts';
import { Gone } from './origin.ts';
import { Reachability } from './reachability.ts';
import { traceparent } from './trace.ts';

/** One static route, and with the base's `forwarding` the virtual server that forwards there. */
export const DesiredRoute = z.object({
  network: RouteNetwork,
  /** The engine's address. */
  gateway: MemberAddress,
  /** The Docker network whose subnet it is. */
  docker: z.string(),
});
export type DesiredRoute = z.infer<typeof DesiredRoute>;

/** A subnet that has no route, though it was asked for, and why. */
const WithheldRoute = z.object({ network: RouteNetwork, docker: z.string(), reason: z.string() });

const Routing = z.object({
  kind: z.literal('serving'),
  /** Names the engine while it is unknown: then this is what was planned last, and nothing of it is removed. */
  partial: z.array(EngineName),
  /** Sorted by network; unique. */
  routes: z.array(DesiredRoute),
  /** Sorted by network. */
  withheld: z.array(WithheldRoute),
  reach: Reachability,
});
export type Routing = z.infer<typeof Routing>;

/** All routes to one engine's containers on one BIG-IP. Topic `berth.desired.route.<bigip>.<engine>`. Replaces the previous one whole. */
export const DesiredRoutes = z.object({
  v: z.literal(1),
  kind: z.literal('routes'),
  epoch: Epoch,
  traceparent,
  bigip: BigipName,
  engine: EngineName,
  want: z.discriminatedUnion('kind', [Routing, Gone]),
});
export type DesiredRoutes = z.infer<typeof DesiredRoutes>;
