/** Pure: where services ended: what their documents ask for on each BIG-IP, and whether it is there. */
import {
  type ContainerState,
  type DesiredMember,
  type DesiredNames,
  type DesiredService,
  type DesiredWideIp,
  type Origin,
  type Reach,
  traceIdOf,
} from '@berth/messages';
import { destinationOf } from './endpoint-text.ts';
import { type NamePlace, namesIn, wideIpsIn } from './name-places.ts';
import { type Readable, readable, type Snapshot } from './snapshot.ts';
import { type Standing, standingOf } from './standing.ts';
import { type BigipReport, targetOf } from './status-report.ts';

export type MemberPlace = {
  /** `ADDR%N` */
  readonly address: string;
  readonly port: number;
  readonly session: 'enabled' | 'disabled';
  readonly origin: Origin;
  /** As its engine tells it; undefined when no engine's document has it. */
  readonly state: ContainerState | undefined;
  /** By BIG-IP's monitor; undefined while that isn't known. */
  readonly health: 'up' | 'down' | undefined;
  /** By which rule its container belongs to the service, and why this address: for people. */
  readonly named: string | undefined;
  readonly reach: Reach | undefined;
};

export type HostPlace = {
  readonly host: string;
  /** The one container that it leads to; undefined for the whole pool. */
  readonly member: Pick<MemberPlace, 'address' | 'port' | 'origin'> | undefined;
};

/** A virtual server of the service's own. */
export type VirtualPlace = {
  /** `198.51.100.20:53/udp` */
  readonly destination: string;
  readonly template: string;
  /** Whose label asks for it. */
  readonly origin: Origin;
};

/** One service on one BIG-IP, or in one DNS group, or the part of it that a question is about. */
export type Place = Standing & {
  readonly kind: string;
  readonly bigip: string;
  readonly service: string;
  /** Id of the trace of the change that led to its document. */
  readonly trace: string | undefined;
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
  readonly virtuals: readonly VirtualPlace[];
  /** Engines that are unknown now and may have more. */
  readonly partial: readonly string[];
};

/** Every service on every BIG-IP. */
export function placesIn(snapshot: Snapshot, bigips: readonly BigipReport[]): Place[] {
  const documents = readable(snapshot.desired);
  const folders = new Map(documents.flatMap(({ key, document }) => (document.kind === 'base' ? [[parentOf(key), document.folder]] : [])));
  const states = new Map<string, ContainerState>();
  for (const { document } of readable(snapshot.engines))
    for (const { id, state } of document.containers) states.set(stateKey({ engine: document.name, container: id }), state);
  const healths = healthsIn(snapshot);
  return documents.flatMap(({ key, revision, document }) => {
    if (document.kind !== 'service' && document.kind !== 'names' && document.kind !== 'wide ip') return [];
    const { kind, target } = targetOf(key);
    const report = bigips.find((bigip) => bigip.kind === kind && bigip.bigip === target);
    const around = { kind, target, folder: folders.get(parentOf(key)), report, states, healths };
    return [document.kind === 'service' ? placeOf({ key, revision, document }, around) : placeOfNames({ key, revision, document }, around)];
  });
}

type Around = {
  readonly kind: string;
  readonly target: string;
  readonly folder: string | undefined;
  readonly report: BigipReport | undefined;
  readonly states: ReadonlyMap<string, ContainerState>;
  readonly healths: ReadonlyMap<string, 'up' | 'down'>;
};

type Common = Pick<Place, 'kind' | 'bigip' | 'service' | 'trace' | 'pending' | 'bigipState' | 'exceptions'>;

function commonOf({ revision, document }: Readable<DesiredService | Named>, { kind, target, report }: Around): Common {
  const { service } = document;
  return {
    kind,
    bigip: target,
    service,
    trace: traceIdOf(document),
    ...standingOf(revision, report, (exception) => exception.service === service),
  };
}

const nothing = { pool: undefined, monitor: undefined, members: [], hosts: [], names: [], virtuals: [], partial: [] } as const;

type Named = DesiredNames | DesiredWideIp;

function placeOfNames(readable: Readable<Named>, around: Around): Place {
  const { want } = readable.document;
  const common = { ...commonOf(readable, around), ...nothing };
  if (want.kind === 'gone') return { ...common, state: 'gone', cause: want.cause, since: want.since };
  const names = 'members' in want ? wideIpsIn(want) : namesIn(want);
  const state = names.some(({ answers }) => answers.length > 0) ? 'serving' : 'empty';
  return { ...common, state, cause: undefined, since: want.emptySince, names, partial: want.partial };
}

function placeOf(readable: Readable<DesiredService>, around: Around): Place {
  const { want } = readable.document;
  const { folder } = around;
  const common = commonOf(readable, around);
  if (want.kind === 'gone') return { ...common, ...nothing, state: 'gone', cause: want.cause, since: want.since };
  const { pool, members, hosts, virtuals, partial, emptySince } = want;
  return {
    ...common,
    state: members.length === 0 ? 'empty' : 'serving',
    cause: undefined,
    since: emptySince,
    pool: folder === undefined ? undefined : `${folder}/${pool.name}`,
    monitor: pool.monitor.kind === 'path' ? pool.monitor.path : undefined,
    members: members.map((member) => memberOf(member, pool.name, around)),
    hosts: hosts.map((record) => ({ host: record.host, member: record.kind === 'pool' ? undefined : record })),
    names: [],
    virtuals: virtuals.map((virtual) => ({ destination: destinationOf(virtual), template: virtual.template, origin: virtual.origin })),
    partial,
  };
}

function memberOf(member: DesiredMember, pool: string, { target, states, healths }: Around): MemberPlace {
  const { address, port, session, origin, named, reach } = member;
  const health = healths.get(healthKey({ bigip: target, pool, ...origin }));
  return { address, port, session, origin, state: states.get(stateKey(origin)), health, named, reach };
}

/** What monitors say, of members whose container is known. */
function healthsIn({ bigips }: Snapshot): Map<string, 'up' | 'down'> {
  const healths = new Map<string, 'up' | 'down'>();
  for (const { document } of readable(bigips)) {
    if (document.kind !== 'member-states') continue;
    for (const { pool, container, state } of document.members)
      if (state !== 'unknown') healths.set(healthKey({ bigip: document.bigip, engine: document.engine, pool, container }), state);
  }
  return healths;
}

type HealthOf = { readonly bigip: string; readonly engine: string; readonly pool: string; readonly container: string };

function healthKey({ bigip, engine, pool, container }: HealthOf): string {
  return `${bigip} ${engine} ${pool} ${container.slice(0, 12)}`;
}

function stateKey({ engine, container }: Pick<Origin, 'engine' | 'container'>): string {
  return `${engine} ${container}`;
}

/** `ltm.edge.www` → `ltm.edge` */
function parentOf(key: string): string {
  return key.slice(0, key.lastIndexOf('.'));
}
