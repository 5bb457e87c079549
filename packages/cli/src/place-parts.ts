/** Pure: the parts of a place that a question is about. */
import type { Origin, StatusException } from '@berth/messages';
import { isDestination } from './endpoint-text.ts';
import type { MemberPlace, Place } from './places.ts';
import { isStanding } from './standing.ts';

/** The part of a service's place that is about one container; undefined when none is. */
export function placeOfContainer(place: Place, { engine, container }: Pick<Origin, 'engine' | 'container'>): Place | undefined {
  const isIts = ({ origin }: { readonly origin: Origin }) => origin.engine === engine && origin.container === container;
  const members = place.members.filter(isIts);
  const hosts = place.hosts.filter(({ member }) => member === undefined || isIts(member));
  const names = place.names.filter(({ origins }) => origins.some((origin) => isIts({ origin })));
  if (members.length === 0 && names.length === 0 && hosts.every(({ member }) => member === undefined)) return undefined;
  const concerns = ({ origin }: StatusException) =>
    origin === undefined || (origin.engine === engine && container.startsWith(origin.container.slice(0, 12)));
  const virtuals = place.virtuals.filter(isIts);
  return { ...place, members, hosts, names, virtuals, exceptions: place.exceptions.filter(concerns) };
}

/** The part that is about one host name; undefined when it isn't this service's. */
export function placeOfHost(place: Place, host: string): Place | undefined {
  const hosts = place.hosts.filter((found) => found.host === host);
  const names = place.names.filter(({ name }) => name === host);
  const [found] = hosts;
  if (found === undefined) return names.length === 0 ? undefined : { ...place, names, virtuals: [] };
  const { member } = found;
  const leadsTo = (candidate: MemberPlace) =>
    member === undefined || (candidate.address === member.address && candidate.port === member.port);
  return { ...place, hosts, virtuals: [], members: place.members.filter(leadsTo) };
}

/** The part that is about one virtual server of its own; undefined when it has none at that destination. */
export function placeOfVirtual(place: Place, destination: string): Place | undefined {
  const virtuals = place.virtuals.filter((virtual) => isDestination(virtual.destination, destination));
  return virtuals.length === 0 ? undefined : { ...place, virtuals, hosts: [] };
}

/** What was asked for is on the BIG-IP, and somebody serves. */
export function isServed(place: Place): boolean {
  const { state, members, names, partial } = place;
  const serves = members.some(({ session }) => session === 'enabled') || names.some(({ answers }) => answers.length > 0);
  return state === 'serving' && serves && partial.length === 0 && isStanding(place);
}
