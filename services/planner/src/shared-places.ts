/** Which members of different services are one place to a BIG-IP though they are different containers: then it reaches only one of them. */
import { type BigipName, compareText, type DesiredMember, type DesiredService, type Origin, type ServiceName } from '@berth/messages';
import { havingIt, type PlanProblem } from './problems.ts';

/** Problems by the place that has them; none where it has none any more. */
export type PlaceProblems = ReadonlyMap<string, readonly PlanProblem[]>;

/** Mutable: it knows the members of every service. */
export class SharedPlaces {
  /** By place, who is there for each service. */
  readonly #there = new Map<string, Map<ServiceName, Origin>>();
  /** By document. */
  readonly #places = new Map<string, ReadonlySet<string>>();

  /** A service has these members now. Returns what that changes. */
  replace(bigip: BigipName, service: ServiceName, want: DesiredService['want']): PlaceProblems {
    const document = `${bigip} ${service}`;
    const before = this.#places.get(document) ?? new Set();
    const members = new Map(want.kind === 'serving' ? want.members.map((member) => [placeOf(bigip, member), member.origin]) : []);
    for (const place of before) if (!members.has(place)) this.#there.get(place)?.delete(service);
    for (const [place, origin] of members) this.#there.set(place, (this.#there.get(place) ?? new Map()).set(service, origin));
    if (members.size > 0) this.#places.set(document, new Set(members.keys()));
    else this.#places.delete(document);
    return new Map([...before, ...members.keys()].map((place) => [`place ${place}`, this.#problemsAt(place, bigip)]));
  }

  #problemsAt(place: string, bigip: BigipName): PlanProblem[] {
    const there = [...(this.#there.get(place) ?? [])].toSorted(([a], [b]) => compareText(a, b));
    if (there.length === 0) this.#there.delete(place);
    const containers = new Set(there.map(([, { engine, container }]) => `${engine} ${container}`));
    if (containers.size < 2) return [];
    const claims = there.map(([service, { name, engine }]) => `${name} on ${engine} (service ${service})`);
    return [
      {
        ...havingIt(there.map(([, origin]) => origin)),
        subject: `place-${place}`,
        severity: 'error',
        what: `${place.slice(bigip.length + 1)} on ${bigip}: ${claims.join(' and ')} have one address, so the BIG-IP leads to whichever it reaches`,
        where: there.map(([, { engine, container }]) => `engine ${engine}, container ${container.slice(0, 12)}`).join('; '),
        hint: 'give each engine container subnets of its own (default-address-pools), or publish the ports',
      },
    ];
  }
}

function placeOf(bigip: BigipName, { address, port }: DesiredMember): string {
  return `${bigip} ${address} port ${port}`;
}
