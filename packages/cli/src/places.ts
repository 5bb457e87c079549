/** Pure: where services ended: what their documents ask for on each BIG-IP, and whether it is there. */
import type { ContainerState, DesiredService, Origin, StatusException } from '@berth/messages';
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
    if (document.kind !== 'service') return [];
    const { kind, target } = targetOf(key);
    const report = bigips.find((bigip) => bigip.kind === kind && bigip.bigip === target);
    return [placeOf({ key, revision, document }, { kind, folder: folders.get(parentOf(key)), report, states })];
  });
}

type Around = {
  readonly kind: string;
  readonly folder: string | undefined;
  readonly report: BigipReport | undefined;
  readonly states: ReadonlyMap<string, ContainerState>;
};

function placeOf({ revision, document }: Readable<DesiredService>, { kind, folder, report, states }: Around): Place {
  const { bigip, service, want } = document;
  const common = {
    kind,
    bigip,
    service,
    pending: report === undefined || revision > report.appliedTo ? { behindBy: Math.max(1, report?.behindBy ?? 1) } : undefined,
    bigipState: report?.state ?? { kind: 'silent', reason: 'no applier has ever reported on it' },
    exceptions: report?.exceptions.filter((exception) => exception.service === service) ?? [],
  } as const;
  if (want.kind === 'gone') {
    const { cause, since } = want;
    return { ...common, state: 'gone', cause, since, pool: undefined, monitor: undefined, members: [], hosts: [], partial: [] };
  }
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
    partial,
  };
}

/** The part of a service's place that is about one container; undefined when none is. */
export function placeOfContainer(place: Place, { engine, container }: Pick<Origin, 'engine' | 'container'>): Place | undefined {
  const isIts = ({ origin }: { readonly origin: Origin }) => origin.engine === engine && origin.container === container;
  const members = place.members.filter(isIts);
  const hosts = place.hosts.filter(({ member }) => member === undefined || isIts(member));
  if (members.length === 0 && hosts.every(({ member }) => member === undefined)) return undefined;
  const concerns = ({ origin }: StatusException) =>
    origin === undefined || (origin.engine === engine && container.startsWith(origin.container.slice(0, 12)));
  return { ...place, members, hosts, exceptions: place.exceptions.filter(concerns) };
}

/** The part that is about one host name; undefined when it isn't this service's. */
export function placeOfHost(place: Place, host: string): Place | undefined {
  const hosts = place.hosts.filter((found) => found.host === host);
  const [found] = hosts;
  if (found === undefined) return undefined;
  const { member } = found;
  const leadsTo = (candidate: MemberPlace) =>
    member === undefined || (candidate.address === member.address && candidate.port === member.port);
  return { ...place, hosts, members: place.members.filter(leadsTo) };
}

/** What was asked for is on the BIG-IP, and somebody serves. */
export function isServed({ state, members, partial, pending, bigipState, exceptions }: Place): boolean {
  return (
    state === 'serving' &&
    members.some(({ session }) => session === 'enabled') &&
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
