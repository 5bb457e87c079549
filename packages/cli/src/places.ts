/** Pure: where services ended: what their documents ask for on each BIG-IP, and whether it is there. */
import type { ContainerState, DesiredNames, DesiredService, NameRecord, Origin, StatusException } from '@berth/messages';
import { type Readable, readable, type Snapshot } from './snapshot.ts';
import { type BigipReport, targetOf } from './status-report.ts';

export type MemberPlace = {
  /** `ADDR%N` */
  readonly address: string;
  readonly port: number;
  readonly session: 'enabled' | 'disabled';
  readonly origin: Origin;
  /** As its engine tells it; undefined when no engine's document has it. */
  readonly state: ContainerState | undefined;
};

export type HostPlace = {
  readonly host: string;
  /** The one container that it leads to; undefined for the whole pool. */
  readonly member: Pick<MemberPlace, 'address' | 'port' | 'origin'> | undefined;
};

export type NamePlace = {
  readonly name: string;
  /** Addresses, or the name of an address; none while nobody may be used. */
  readonly answers: readonly string[];
  /** The containers that it leads to, or would. */
  readonly origins: readonly Origin[];
};

/** One service on one BIG-IP, or the part of it that a question is about. */
export type Place = {
  readonly kind: string;
  readonly bigip: string;
  readonly service: string;
  readonly state: 'serving' | 'empty' | 'gone';
  /** Why it is gone. */
  readonly cause: string | undefined;
  /** Since when it is gone or has nothing to serve, ms since 1970. */
  readonly since: number | undefined;
  /** Full path; undefined when it is gone, or its folder isn't known. */
  readonly pool: string | undefined;
  readonly monitor: string | undefined;
  readonly members: readonly MemberPlace[];
  readonly hosts: readonly HostPlace[];
  /** In DNS. */
  readonly names: readonly NamePlace[];
  /** Engines that are unknown now and may have more. */
  readonly partial: readonly string[];
  /** Present while the BIG-IP has not all of it. */
  readonly pending: { readonly behindBy: number } | undefined;
  readonly bigipState: BigipReport['state'];
  readonly exceptions: readonly StatusException[];
};

/** Every service on every BIG-IP. */
export function placesIn(snapshot: Snapshot, bigips: readonly BigipReport[]): Place[] {
  const documents = readable(snapshot.desired);
  const folders = new Map(documents.flatMap(({ key, document }) => (document.kind === 'base' ? [[parentOf(key), document.folder]] : [])));
  const states = new Map<string, ContainerState>();
  for (const { document } of readable(snapshot.engines))
    for (const { id, state } of document.containers) states.set(stateKey({ engine: document.name, container: id }), state);
  return documents.flatMap(({ key, revision, document }) => {
    if (document.kind !== 'service' && document.kind !== 'names') return [];
    const { kind, target } = targetOf(key);
    const report = bigips.find((bigip) => bigip.kind === kind && bigip.bigip === target);
    const around = { kind, folder: folders.get(parentOf(key)), report, states };
    return [document.kind === 'service' ? placeOf({ key, revision, document }, around) : placeOfNames({ key, revision, document }, around)];
  });
}

type Around = {
  readonly kind: string;
  readonly folder: string | undefined;
  readonly report: BigipReport | undefined;
  readonly states: ReadonlyMap<string, ContainerState>;
};

type Common = Pick<Place, 'kind' | 'bigip' | 'service' | 'pending' | 'bigipState' | 'exceptions'>;

function commonOf({ revision, document }: Readable<DesiredService | DesiredNames>, { kind, report }: Around): Common {
  const { bigip, service } = document;
  return {
    kind,
    bigip,
    service,
    pending: report === undefined || revision > report.appliedTo ? { behindBy: Math.max(1, report?.behindBy ?? 1) } : undefined,
    bigipState: report?.state ?? { kind: 'silent', reason: 'no applier has ever reported on it' },
    exceptions: report?.exceptions.filter((exception) => exception.service === service) ?? [],
  };
}

const nothing = { pool: undefined, monitor: undefined, members: [], hosts: [], names: [], partial: [] } as const;

function placeOfNames(readable: Readable<DesiredNames>, around: Around): Place {
  const { want } = readable.document;
  const common = { ...commonOf(readable, around), ...nothing };
  if (want.kind === 'gone') return { ...common, state: 'gone', cause: want.cause, since: want.since };
  const names = want.names.map(nameOf);
  const state = names.some(({ answers }) => answers.length > 0) ? 'serving' : 'empty';
  return { ...common, state, cause: undefined, since: want.emptySince, names, partial: want.partial };
}

function nameOf(record: NameRecord): NamePlace {
  const { name } = record;
  switch (record.kind) {
    case 'service': {
      const { endpoints } = record;
      return { name, answers: endpoints.map(({ address }) => address), origins: endpoints.map(({ origin }) => origin) };
    }
    case 'container':
      return { name, answers: record.state === 'offered' ? [record.address] : [], origins: [record.origin] };
    case 'reverse':
      return { name, answers: record.state === 'offered' ? [record.target] : [], origins: [record.origin] };
    default:
      return record satisfies never;
  }
}

function placeOf(readable: Readable<DesiredService>, around: Around): Place {
  const { want } = readable.document;
  const { folder, states } = around;
  const common = commonOf(readable, around);
  if (want.kind === 'gone') return { ...common, ...nothing, state: 'gone', cause: want.cause, since: want.since };
  const { pool, members, hosts, partial, emptySince } = want;
  return {
    ...common,
    state: members.length === 0 ? 'empty' : 'serving',
    cause: undefined,
    since: emptySince,
    pool: folder === undefined ? undefined : `${folder}/${pool.name}`,
    monitor: pool.monitor.kind === 'path' ? pool.monitor.path : undefined,
    members: members.map(({ address, port, session, origin }) => ({ address, port, session, origin, state: states.get(stateKey(origin)) })),
    hosts: hosts.map((record) => ({ host: record.host, member: record.kind === 'pool' ? undefined : record })),
    names: [],
    partial,
  };
}

/** The part of a service's place that is about one container; undefined when none is. */
export function placeOfContainer(place: Place, { engine, container }: Pick<Origin, 'engine' | 'container'>): Place | undefined {
  const isIts = ({ origin }: { readonly origin: Origin }) => origin.engine === engine && origin.container === container;
  const members = place.members.filter(isIts);
  const hosts = place.hosts.filter(({ member }) => member === undefined || isIts(member));
  const names = place.names.filter(({ origins }) => origins.some((origin) => isIts({ origin })));
  if (members.length === 0 && names.length === 0 && hosts.every(({ member }) => member === undefined)) return undefined;
  const concerns = ({ origin }: StatusException) =>
    origin === undefined || (origin.engine === engine && container.startsWith(origin.container.slice(0, 12)));
  return { ...place, members, hosts, names, exceptions: place.exceptions.filter(concerns) };
}

/** The part that is about one host name; undefined when it isn't this service's. */
export function placeOfHost(place: Place, host: string): Place | undefined {
  const hosts = place.hosts.filter((found) => found.host === host);
  const names = place.names.filter(({ name }) => name === host);
  const [found] = hosts;
  if (found === undefined) return names.length === 0 ? undefined : { ...place, names };
  const { member } = found;
  const leadsTo = (candidate: MemberPlace) =>
    member === undefined || (candidate.address === member.address && candidate.port === member.port);
  return { ...place, hosts, members: place.members.filter(leadsTo) };
}

/** What was asked for is on the BIG-IP, and somebody serves. */
export function isServed({ state, members, names, partial, pending, bigipState, exceptions }: Place): boolean {
  return (
    state === 'serving' &&
    (members.some(({ session }) => session === 'enabled') || names.some(({ answers }) => answers.length > 0)) &&
    partial.length === 0 &&
    pending === undefined &&
    bigipState.kind === 'active' &&
    exceptions.every(({ kind }) => kind === 'drifted')
  );
}

function stateKey({ engine, container }: Pick<Origin, 'engine' | 'container'>): string {
  return `${engine} ${container}`;
}

/** `ltm.edge.www` → `ltm.edge` */
function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}
