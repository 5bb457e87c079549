/** Pure: the members of one service's pool. */
import {
  type BigipName,
  compareText,
  type DesiredMember,
  type EngineName,
  type MemberAddress,
  type Origin,
  type Reach,
  type ServiceName,
  type Serving,
  withoutRouteDomain,
  withRouteDomain,
} from '@berth/messages';
import type { Endpoint } from './endpoints.ts';
import type { PlanProblem } from './problems.ts';

/** One service of a site as its known engines show it. */
export type MembersView = {
  readonly service: ServiceName;
  readonly endpoints: readonly Endpoint[];
  /** Engines of the site that can't be seen now, sorted. */
  readonly unknown: readonly EngineName[];
  /** Whether what was planned for a container stays, since its engine can't be seen. */
  readonly isKept: (origin: Origin) => boolean;
  /** That of an engine's network, where it has one of its own. */
  readonly routeDomainOf: (engine: EngineName, network: string) => number | undefined;
};

export type MembersTarget = { readonly name: BigipName; readonly routeDomain: number; readonly minAvailable: number };

export type PlannedMembers = { readonly members: readonly DesiredMember[]; readonly problems: readonly PlanProblem[] };

/** Members of the engines that are seen, and of those that aren't what was planned last. */
export function planMembers(view: MembersView, target: MembersTarget, previous: Serving | undefined): PlannedMembers {
  const members = new Map<string, DesiredMember>();
  const problems: PlanProblem[] = [];
  // Who can't be seen can't lose its place.
  for (const member of previous?.members ?? []) {
    if (!view.isKept(member.origin)) continue;
    const carriedOn = { ...member, address: memberAddress(member, view, target) };
    members.set(placeOf(carriedOn), carriedOn);
  }
  const carried = [...members.values()];

  const placed: Endpoint[] = [];
  for (const endpoint of view.endpoints.toSorted(byClaimToPlace)) {
    const member = memberOf(endpoint, memberAddress(endpoint, view, target));
    const holder = members.get(placeOf(member));
    if (holder !== undefined) problems.push(sharedPlace(view.service, member, holder));
    else {
      members.set(placeOf(member), member);
      placed.push(endpoint);
    }
  }

  const kept = keptOffered({ endpoints: placed.sort(byAge), carried, minAvailable: target.minAvailable, previous });
  for (const endpoint of kept) {
    const member = memberOf(endpoint, memberAddress(endpoint, view, target));
    members.set(placeOf(member), { ...member, session: 'enabled' });
  }
  if (kept.length > 0) problems.push(keptProblem(view.service, kept, target.minAvailable));
  return { members: [...members.values()].sort(byPlace), problems };
}

function placeOf({ address, port }: DesiredMember): string {
  return `${address} ${port}`;
}

/** Of two at one address and port, the one that serves has it, then the one that runs longer. */
function byClaimToPlace(a: Endpoint, b: Endpoint): number {
  return placeRank(a) - placeRank(b) || byAge(a, b);
}

function placeRank({ state }: Endpoint): number {
  return state === 'running' ? 0 : state === 'unhealthy' ? 1 : 2;
}

/** An order that does not depend on who came first to our knowledge. */
export function byAge(a: Endpoint, b: Endpoint): number {
  return a.startedAt - b.startedAt || compareText(a.origin.container, b.origin.container) || a.port - b.port;
}

type Offering = {
  readonly endpoints: readonly Endpoint[];
  /** Members of engines that can't be seen. */
  readonly carried: readonly DesiredMember[];
  readonly minAvailable: number;
  readonly previous: Serving | undefined;
};

/**
 * The unhealthy ones that stay offered so that red health checks alone don't take a service below its minimum: first of all those that
 * were offered so far, unless an engine had not been heard then.
 */
function keptOffered({ endpoints, carried, minAvailable, previous }: Offering): readonly Endpoint[] {
  const offered =
    endpoints.filter(({ state }) => state === 'running').length + carried.filter(({ session }) => session === 'enabled').length;
  const missing = Math.max(0, minAvailable - offered);
  if (missing === 0) return [];
  const before = new Set(previous?.members.filter(({ session }) => session === 'enabled').map(({ origin }) => origin.container));
  const settled = previous !== undefined && previous.partial.length === 0;
  const stands = ({ origin }: Endpoint) => !settled || before.has(origin.container);
  const unhealthy = endpoints.filter(({ state }) => state === 'unhealthy');
  return [...unhealthy.filter(stands), ...unhealthy.filter((endpoint) => !stands(endpoint))].slice(0, missing);
}

function memberOf({ port, state, labels, origin, named, reach }: Endpoint, address: MemberAddress): DesiredMember {
  return {
    address,
    port,
    session: state === 'running' ? 'enabled' : 'disabled',
    ratio: labels.ratio ?? 1,
    priorityGroup: labels.priority ?? 0,
    connectionLimit: labels['connection-limit'] ?? 0,
    origin,
    named,
    reach,
  };
}

type Placed = { readonly address: string; readonly origin: Origin; readonly reach?: Reach | undefined };

/** In the route domain of its network, else in the BIG-IP's. */
export function memberAddress(
  { address, origin, reach }: Placed,
  { routeDomainOf }: Pick<MembersView, 'routeDomainOf'>,
  { routeDomain }: Pick<MembersTarget, 'routeDomain'>,
): MemberAddress {
  const own = reach?.network === undefined ? undefined : routeDomainOf(origin.engine, reach.network);
  return withRouteDomain(withoutRouteDomain(address), own ?? routeDomain);
}

function byPlace(a: DesiredMember, b: DesiredMember): number {
  return compareText(a.address, b.address) || a.port - b.port;
}

function sharedPlace(service: ServiceName, loser: DesiredMember, { origin }: DesiredMember): PlanProblem {
  return {
    subject: `container-${loser.origin.container.slice(0, 12)}-place-${service}`,
    severity: 'warning',
    what: `container ${loser.origin.name}: has the address ${loser.address} port ${loser.port} in common with ${origin.name} on ${origin.engine}`,
    where: `engine ${loser.origin.engine}, container ${loser.origin.name} (${loser.origin.container.slice(0, 12)})`,
    hint: 'give the engines container subnets that do not overlap, or publish the ports',
  };
}

function keptProblem(service: ServiceName, kept: readonly Endpoint[], minAvailable: number): PlanProblem {
  const names = kept.map(({ origin }) => `${origin.name} on ${origin.engine}`).toSorted(compareText);
  return {
    subject: `service-${service}-minimum`,
    severity: 'error',
    what: `service ${service}: too few containers are healthy, so ${names.join(', ')} stay${names.length === 1 ? 's' : ''} offered though unhealthy`,
    where: `service ${service}`,
    hint: `look at their health checks; the service keeps ${minAvailable} offered (minAvailable, or the label berth.min-available)`,
  };
}
