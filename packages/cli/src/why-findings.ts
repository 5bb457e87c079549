/** Pure: what a name is the name of. */
import { type Bigip, beyondSubject, type Container, type Engine, encodeToken, type Origin, type Problem } from '@berth/messages';
import { endpointOf, isDestination } from './endpoint-text.ts';
import type { EngineReport } from './engine-report.ts';
import type { Expected } from './expected.ts';
import { isOfContainer, isOfService, namesContainer } from './mentions.ts';
import { placeOfContainer, placeOfHost, placeOfVirtual } from './place-parts.ts';
import type { Place } from './places.ts';
import type { SharedVirtual } from './shared-virtuals.ts';
import { readable, type Snapshot } from './snapshot.ts';
import type { BigipReport, StatusReport } from './status-report.ts';
import { remarkOf, type Verdict, verdictOf } from './verdict.ts';

/** A container as its engine's document has it. */
export type ContainerFacts = Omit<Container, 'id' | 'name'> & { readonly site: string; readonly host: string };

/** What a name is the name of. */
export type Finding =
  | { readonly is: 'service'; readonly name: string; readonly places: readonly Place[]; readonly remarks: readonly string[] }
  | ({ readonly is: 'container'; readonly places: readonly Place[] } & Origin & {
        /** Undefined when no engine's document has it. */
        readonly facts: ContainerFacts | undefined;
        readonly verdict: Verdict;
        /** What else is wrong with it, or with what it has in common with others. */
        readonly remarks: readonly string[];
      })
  | { readonly is: 'host name'; readonly name: string; readonly places: readonly Place[] }
  /** Of services, or shared by them. */
  | { readonly is: 'virtual server'; readonly name: string; readonly places: readonly Place[]; readonly shared: readonly SharedVirtual[] }
  | {
      readonly is: 'engine';
      readonly report: EngineReport;
      /** As it told a collector, with the API version that is spoken. */
      readonly docker: Pick<Engine, 'dockerVersion' | 'apiVersion'> | undefined;
      readonly containers: readonly Pick<Container, 'id' | 'name' | 'state'>[];
    }
  | {
      readonly is: 'BIG-IP';
      readonly name: string;
      readonly version: string | undefined;
      readonly units: Bigip['units'];
      readonly sync: Bigip['sync'];
      readonly kept: readonly Kept[];
    }
  | { readonly is: 'DNS group'; readonly name: string; readonly kept: readonly Kept[] };

/** What one applier keeps there. */
export type Kept = {
  readonly report: BigipReport;
  /** Services, or of routes engines, of which something is planned. */
  readonly planned: number;
};

/** Where a name is looked for. */
export type Known = {
  readonly snapshot: Snapshot;
  readonly expected: Expected;
  readonly status: StatusReport;
  readonly engines: readonly Engine[];
  /** Where every service ended. */
  readonly places: readonly Place[];
  readonly shared: readonly SharedVirtual[];
};

/** Everything that has this name. */
export function findAll(name: string, known: Known): Finding[] {
  const { places, status, snapshot, engines } = known;
  return [
    ...findServices(name, places, status.problems),
    ...findContainers(name, known),
    ...findHosts(name, places),
    ...findVirtuals(name, known),
    // Their names have no upper case.
    ...findEngines(name.toLowerCase(), status, engines),
    ...findBigips(name.toLowerCase(), status, snapshot),
  ];
}

function findServices(asked: string, places: readonly Place[], problems: readonly Problem[]): Finding[] {
  const name = asked.toLowerCase();
  const found = places.filter(({ service }) => service === name);
  const remarks = problems.filter((problem) => isOfService(problem, name)).map((problem) => remarkOf(problem, name));
  return found.length === 0 ? [] : [{ is: 'service', name, places: found, remarks }];
}

/** By name, the beginning of the id, an address, or the ADDRESS:PORT at which it is a member. */
function findContainers(name: string, known: Known): Finding[] {
  const {
    engines,
    places,
    status: { problems },
  } = known;
  const asMember = places.flatMap(({ members }) => members.filter((member) => isDestination(endpointOf(member), name)));
  const isMember = new Set(asMember.map(({ origin }) => idOf(origin)));
  const seen = engines.flatMap(({ name: engine, site, address: host, containers }) =>
    containers.map(({ id: container, name: its, ...facts }) => ({
      origin: { engine, container, name: its },
      facts: { ...facts, site, host },
    })),
  );
  const told = new Set(seen.map(({ origin }) => idOf(origin)));
  const unseen = places.flatMap(({ members }) => members.map(({ origin }) => origin)).filter((origin) => !told.has(idOf(origin)));
  const others = new Map(unseen.map((origin) => [idOf(origin), { origin, facts: undefined }]));
  const all = [...seen, ...others.values()];
  const isAsked = askedFor(
    name,
    all.map(({ origin }) => origin),
  );
  return all
    .filter(({ origin, facts }) => isAsked(origin) || isMember.has(idOf(origin)) || (facts !== undefined && hasAddress(facts, name)))
    .map(({ origin, facts }) => {
      const its = places.flatMap((place) => placeOfContainer(place, origin) ?? []);
      const own = problems.filter((problem) => isOfContainer(problem, origin));
      const verdict = verdictOf({
        name: origin.name,
        facts,
        places: its,
        problems: own,
        circumstances: { expose: known.expected.expose, obstacle: obstacleFor(origin.engine, facts?.site, known) },
      });
      const others = problems.filter((problem) => !isOfContainer(problem, origin) && namesContainer(problem, origin));
      const remarks = [...(verdict.kind === 'left-out' ? [] : own), ...others].map((problem) => remarkOf(problem, origin.name));
      return { is: 'container', ...origin, verdict, remarks, facts, places: its };
    });
}

/** Docker tells names apart by case, DNS doesn't: a container of just this name goes before those that differ by case alone. */
function askedFor(name: string, origins: readonly Origin[]): (origin: Origin) => boolean {
  const folded = name.toLowerCase();
  const isExact = origins.some((origin) => origin.name === name);
  return (origin) =>
    (isExact ? origin.name === name : origin.name.toLowerCase() === folded) ||
    (/^[0-9a-f]{6,64}$/.test(folded) && origin.container.startsWith(folded));
}

/** What keeps everything of an engine, or of its site, from being planned. `site`: undefined when no engine's document has the container. */
function obstacleFor(engine: string, site: string | undefined, { expected, status }: Known): string | undefined {
  const report = status.engines.find((candidate) => candidate.engine === engine);
  if (report?.state === 'left' || report?.state === 'forgotten') return `its engine ${engine} does not count: ${report.reason}`;
  if (expected.bigips.length > 0 && !expected.bigips.some((bigip) => bigip.site === site)) return `its site ${site} has no BIG-IP`;
  const isUnplanned = status.planners.some((planner) => planner.site === site && planner.state === 'missing');
  if (isUnplanned) return `no planner runs for its site ${site}`;
  const beyond = status.problems.find(({ subject }) => subject === beyondSubject(engine));
  return beyond && remarkOf(beyond, engine);
}

/** Of its own; that of its engine is no container's. */
function hasAddress({ attachment }: ContainerFacts, address: string): boolean {
  return attachment.kind === 'networks' && attachment.networks.some(({ ipv4, ipv6 }) => ipv4 === address || ipv6 === address);
}

function findHosts(name: string, places: readonly Place[]): Finding[] {
  const host = name.toLowerCase().replace(/\.$/, '');
  const found = places.flatMap((place) => placeOfHost(place, host) ?? []);
  return found.length === 0 ? [] : [{ is: 'host name', name: host, places: found }];
}

function findVirtuals(name: string, { places, shared }: Pick<Known, 'places' | 'shared'>): Finding[] {
  const own = places.flatMap((place) => placeOfVirtual(place, name) ?? []);
  const common = shared.filter(({ names }) => names.some((candidate) => isDestination(candidate, name)));
  return own.length + common.length === 0 ? [] : [{ is: 'virtual server', name, places: own, shared: common }];
}

function findEngines(name: string, status: StatusReport, engines: readonly Engine[]): Finding[] {
  return status.engines
    .filter(({ engine }) => engine === name)
    .map((report) => {
      const found = engines.find((engine) => engine.name === name);
      const docker = found && { dockerVersion: found.dockerVersion, apiVersion: found.apiVersion };
      const containers = (found?.containers ?? []).map(({ id, name: its, state }) => ({ id, name: its, state }));
      return { is: 'engine', report, docker, containers };
    });
}

function findBigips(name: string, status: StatusReport, snapshot: Snapshot): Finding[] {
  const wanted = readable(snapshot.desired).filter(({ document }) => 'want' in document && document.want.kind !== 'gone');
  const kept = status.bigips
    .filter(({ bigip }) => bigip === name)
    .map((report): Kept => {
      const prefix = `${report.kind}.${encodeToken(name)}.`;
      return { report, planned: wanted.filter(({ key }) => key.startsWith(prefix)).length };
    });
  const [group, own] = [kept.filter(({ report }) => report.kind === 'gtm'), kept.filter(({ report }) => report.kind !== 'gtm')];
  const [document] = readable(snapshot.bigips).flatMap((found) =>
    found.document.kind === 'bigip' && found.document.name === name ? [found.document] : [],
  );
  const { version, units = [], sync } = document ?? {};
  return [
    ...(own.length === 0 ? [] : [{ is: 'BIG-IP', name, version, units, sync, kept: own } as const]),
    ...(group.length === 0 ? [] : [{ is: 'DNS group', name, kept: group } as const]),
  ];
}

function idOf({ engine, container }: Pick<Origin, 'engine' | 'container'>): string {
  return `${engine} ${container}`;
}
