/** Pure: the members of one service's pool. */
import { type BigipName, type DesiredMember, type EngineName, MemberAddress, type ServiceName, type Serving } from '@berth/messages';
import { compareText } from './compare-text.ts';
import type { Endpoint } from './endpoints.ts';
import type { PlanProblem } from './problems.ts';

/** One service of a site as its known engines show it. */
export type MembersView = {
  readonly service: ServiceName;
  readonly endpoints: readonly Endpoint[];
  /** Engines of the site that can't be seen now, sorted. */
  readonly unknown: readonly EngineName[];
};

export type MembersTarget = { readonly name: BigipName; readonly routeDomain: number; readonly minAvailable: number };

export type PlannedMembers = { readonly members: readonly DesiredMember[]; readonly problems: readonly PlanProblem[] };

/** Members of the engines that are seen, and of those that aren't what was planned last. */
export function planMembers(view: MembersView, target: MembersTarget, previous: Serving | undefined): PlannedMembers {
  const endpoints = view.endpoints.toSorted(byAge);
  const carried = (previous?.members ?? []).filter(({ origin }) => view.unknown.includes(origin.engine));
  const kept = keptOffered(endpoints, carried, target.minAvailable, previous);
  const members = new Map<string, DesiredMember>();
  const problems: PlanProblem[] = [];

  const put = (member: DesiredMember) => {
    const place = `${member.address} ${member.port}`;
    const holder = members.get(place);
    if (holder === undefined) members.set(place, member);
    else problems.push(sharedPlace(view.service, member, holder));
  };
  const live = endpoints.map((endpoint) => memberOf(endpoint, target.routeDomain, kept.has(endpoint)));
  for (const member of live) if (member.session === 'enabled') put(member);
  for (const member of carried) {
    const here = { ...member, address: withRouteDomain(member.address.replace(/%.*$/, ''), target.routeDomain) };
    // Whoever is seen to have the address now is to be believed.
    if (!members.has(`${here.address} ${here.port}`)) members.set(`${here.address} ${here.port}`, here);
  }
  for (const member of live) if (member.session === 'disabled') put(member);

  if (kept.size > 0) problems.push(keptProblem(view.service, [...kept], target.minAvailable));
  return { members: [...members.values()].sort(byPlace), problems };
}

/** An order that does not depend on who came first to our knowledge. */
export function byAge(a: Endpoint, b: Endpoint): number {
  return a.startedAt - b.startedAt || compareText(a.origin.container, b.origin.container) || a.port - b.port;
}

/**
 * The unhealthy ones that stay offered so that red health checks alone don't take a service below its minimum: first of all those
 * that were offered so far, or whose engine had not been heard.
 */
function keptOffered(
  endpoints: readonly Endpoint[],
  carried: readonly DesiredMember[],
  minAvailable: number,
  previous: Serving | undefined,
): ReadonlySet<Endpoint> {
  const offered =
    endpoints.filter(({ state }) => state === 'running').length + carried.filter(({ session }) => session === 'enabled').length;
  const missing = Math.max(0, minAvailable - offered);
  if (missing === 0) return new Set();
  const before = new Set(previous?.members.filter(({ session }) => session === 'enabled').map(({ origin }) => origin.container));
  const stands = ({ origin }: Endpoint) =>
    previous === undefined || before.has(origin.container) || previous.partial.includes(origin.engine);
  const unhealthy = endpoints.filter(({ state }) => state === 'unhealthy');
  return new Set([...unhealthy.filter(stands), ...unhealthy.filter((endpoint) => !stands(endpoint))].slice(0, missing));
}

function memberOf({ address, port, state, labels, origin }: Endpoint, routeDomain: number, kept: boolean): DesiredMember {
  return {
    address: withRouteDomain(address, routeDomain),
    port,
    session: state === 'running' || kept ? 'enabled' : 'disabled',
    ratio: labels.ratio ?? 1,
    priorityGroup: labels.priority ?? 0,
    connectionLimit: labels['connection-limit'] ?? 0,
    origin,
  };
}

/** An address as it stands on the bus. */
export function withRouteDomain(address: string, routeDomain: number): MemberAddress {
  return MemberAddress.parse(`${address}%${routeDomain}`);
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
