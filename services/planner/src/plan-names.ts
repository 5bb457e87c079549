/** Pure: the DNS names of one service in the internal zones, as far as its pool is offered. */
import {
  compareText,
  type DesiredMember,
  type DesiredNames,
  type HostName,
  type NameRecord,
  type Naming,
  type Origin,
  withoutRouteDomain,
} from '@berth/messages';
import type { Endpoint } from './endpoints.ts';
import type { ServiceView, Want } from './plan-service.ts';

export type NamesWant = DesiredNames['want'];

export type NamesContext = {
  /** What was planned last: what came from an engine that can't be seen stays. */
  readonly previous: NamesWant | undefined;
  readonly zones: readonly HostName[];
  /** Members that have no answer though they are enabled. */
  readonly withdrawn: readonly Origin[];
};

/**
 * What DNS tells of a service whose pool is `want`: addresses of enabled members only, so that both are always of one mind. A name of a
 * container that may not be used stays, without an answer.
 */
export function planNames(view: ServiceView, want: Want, { previous, zones, withdrawn }: NamesContext): NamesWant {
  if (want.kind === 'gone') return want;
  const past = previous?.kind === 'serving' ? previous : undefined;
  const without = new Set(withdrawn.map(idOf));
  const offered = want.members.filter(({ session, origin }) => session === 'enabled' && !without.has(idOf(origin)));
  const targets = new Targets(view, past, zones);
  const names = new Map<HostName, NameRecord>();
  const inUse = new Set(offered.map(({ origin }) => idOf(origin)));
  const stateOf = (origin: Origin) => (inUse.has(idOf(origin)) ? 'offered' : 'withheld');
  const tell = (name: HostName) => {
    const zone = zoneOf(name, zones);
    if (zone !== undefined)
      names.set(name, { kind: 'service', name, endpoints: offered.map((member) => endpointOf(member, { name, zone }, targets)) });
  };
  for (const endpoint of view.endpoints)
    for (const { kind, host } of endpoint.claims) {
      if (kind === 'pool' && !names.has(host) && view.holds(host, undefined)) tell(host);
      if (kind === 'pool' || !view.holds(host, endpoint.origin)) continue;
      const record = ownRecord({ kind, host }, endpoint, { targets, zones });
      if (record !== undefined) names.set(host, { ...record, state: stateOf(endpoint.origin) });
    }
  for (const record of past?.names ?? []) {
    if (names.has(record.name)) continue;
    if (record.kind === 'service') {
      const keeps = want.members.length === 0 || view.unknown.length > 0;
      if (keeps && view.holds(record.name, undefined)) tell(record.name);
    } else if (view.isKept(record.origin) && view.holds(record.name, record.origin))
      names.set(record.name, { ...record, state: stateOf(record.origin) });
  }
  return {
    kind: 'serving',
    partial: want.partial,
    ...(want.forgotten === undefined ? {} : { forgotten: want.forgotten }),
    ...(want.emptySince === undefined ? {} : { emptySince: want.emptySince }),
    names: [...names.values()].sort((a, b) => compareText(a.name, b.name)),
  };
}

type OwnRecord = Exclude<NameRecord, { kind: 'service' }>;

/** Undefined outside the internal zones. */
function ownRecord(
  { kind, host: name }: { readonly kind: 'member' | 'name' | 'reverse'; readonly host: HostName },
  { address, port, origin }: Endpoint,
  { targets, zones }: { readonly targets: Targets; readonly zones: readonly HostName[] },
): Omit<OwnRecord & { kind: 'container' }, 'state'> | Omit<OwnRecord & { kind: 'reverse' }, 'state'> | undefined {
  if (kind !== 'reverse') return zoneOf(name, zones) === undefined ? undefined : { kind: 'container', name, address, port, origin };
  const [zone] = zones;
  const target = zone === undefined ? undefined : targets.find(origin, zone);
  return target === undefined ? undefined : { kind, name, target, origin };
}

/** As it is told under that name of its service. */
function endpointOf(
  { address, port, origin }: DesiredMember,
  { name, zone }: { readonly name: HostName; readonly zone: HostName },
  targets: Targets,
) {
  return { address: withoutRouteDomain(address), port, target: targets.find(origin, zone) ?? name, origin };
}

/** The names by which single containers can be told in a zone. */
class Targets {
  readonly #names = new Map<string, HostName>();

  constructor(view: ServiceView, past: Naming | undefined, zones: readonly HostName[]) {
    const found: { readonly origin: Origin; readonly name: HostName }[] = [];
    for (const record of past?.names.toSorted((a, b) => a.name.length - b.name.length) ?? [])
      if (record.kind === 'container' && view.isKept(record.origin)) found.push(record);
    for (const { origin, claims } of view.endpoints)
      for (const { kind, host } of claims)
        if ((kind === 'member' || kind === 'name') && view.holds(host, origin)) found.push({ origin, name: host });
    // Those without a name of their own are told by their service's.
    for (const { origin, claims } of view.endpoints)
      for (const { kind, host } of claims) if (kind === 'pool') found.push({ origin, name: host });
    for (const { origin, name } of found) {
      const zone = zoneOf(name, zones);
      if (zone === undefined) continue;
      const id = `${idOf(origin)} ${zone}`;
      if (!this.#names.has(id)) this.#names.set(id, name);
    }
  }

  find(origin: Origin, zone: HostName): HostName | undefined {
    return this.#names.get(`${idOf(origin)} ${zone}`);
  }
}

/** The innermost of the zones in which the name lies. */
function zoneOf(name: HostName, zones: readonly HostName[]): HostName | undefined {
  let found: HostName | undefined;
  for (const zone of zones) if (name.endsWith(`.${zone}`) && zone.length > (found?.length ?? 0)) found = zone;
  return found;
}

function idOf({ engine, container }: Pick<Origin, 'engine' | 'container'>): string {
  return `${engine} ${container}`;
}
