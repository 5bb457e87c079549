/** Pure: where one name comes from and where it ended, as one value. */
import { allNear, type Container, type Engine, encodeToken, type Origin, type Problem } from '@berth/messages';
import type { EngineReport } from './engine-report.ts';
import { type Asked, mentions } from './mentions.ts';
import { isServed, type Place, placeOfContainer, placeOfHost, placeOfVirtual, placesIn } from './places.ts';
import { readable, type Snapshot } from './snapshot.ts';
import { type BigipReport, type Expected, isWell, reportStatus, type StatusReport } from './status-report.ts';
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
  | { readonly is: 'host name' | 'virtual server'; readonly name: string; readonly places: readonly Place[] }
  | {
      readonly is: 'engine';
      readonly report: EngineReport;
      /** As it told a collector, with the API version that is spoken. */
      readonly docker: Pick<Engine, 'dockerVersion' | 'apiVersion'> | undefined;
      readonly containers: readonly Pick<Container, 'id' | 'name' | 'state'>[];
    }
  | {
      readonly is: 'BIG-IP';
      readonly report: BigipReport;
      readonly version: string | undefined;
      readonly units: readonly { readonly address: string; readonly role: string }[];
      readonly services: number;
    };

export type WhyReport = {
  readonly well: boolean;
  readonly name: string;
  readonly findings: readonly Finding[];
  readonly problems: readonly Problem[];
  /** Known names like it, when it is nobody's. */
  readonly near: readonly string[];
};

/** Everything that has this name, and the problems that concern it; `now`: ms since 1970. */
export function reportWhy(name: string, snapshot: Snapshot, expected: Expected, now: number): WhyReport {
  const status = reportStatus(snapshot, expected, now);
  const engines = readable(snapshot.engines).map(({ document }) => document);
  const places = placesIn(snapshot, status.bigips);
  const findings = [
    ...findServices(name, places, status.problems),
    ...findContainers(name, engines, places, status.problems),
    ...findHosts(name, places),
    ...findVirtuals(name, places),
    ...findEngines(name, status, engines),
    ...findBigips(name, status, snapshot),
  ];
  const asked: Asked = { names: new Set([name, ...findings.flatMap(namesOf)]), services: new Set(findings.flatMap(serviceOf)) };
  const problems = status.problems.filter((problem) => mentions(problem, asked));
  return {
    well: findings.length > 0 && findings.every(isFine) && problems.length === 0,
    name,
    findings,
    problems,
    near: findings.length > 0 ? [] : nearNames(name, status, engines, places),
  };
}

function findServices(asked: string, places: readonly Place[], problems: readonly Problem[]): Finding[] {
  const name = asked.toLowerCase();
  const found = places.filter(({ service }) => service === name);
  const remarks = problems.filter((problem) => isOfService(problem, name)).map((problem) => remarkOf(problem, name));
  return found.length === 0 ? [] : [{ is: 'service', name, places: found, remarks }];
}

/** By name, or by the beginning of the id. */
function findContainers(name: string, engines: readonly Engine[], places: readonly Place[], problems: readonly Problem[]): Finding[] {
  const isAsked = (origin: Pick<Origin, 'name' | 'container'>) =>
    origin.name === name || (/^[0-9a-f]{6,64}$/.test(name) && origin.container.startsWith(name));
  const seen = engines.flatMap(({ name: engine, site, address: host, containers }) =>
    containers.map(({ id: container, name: its, ...facts }) => ({
      origin: { engine, container, name: its },
      facts: { ...facts, site, host },
    })),
  );
  const known = new Set(seen.map(({ origin }) => idOf(origin)));
  const unseen = places.flatMap(({ members }) => members.map(({ origin }) => origin)).filter((origin) => !known.has(idOf(origin)));
  const others = new Map(unseen.map((origin) => [idOf(origin), { origin, facts: undefined }]));
  return [...seen, ...others.values()]
    .filter(({ origin }) => isAsked(origin))
    .map(({ origin, facts }) => {
      const its = places.flatMap((place) => placeOfContainer(place, origin) ?? []);
      const own = problems.filter((problem) => isOfContainer(problem, origin));
      const verdict = verdictOf({ name: origin.name, facts, places: its, problems: own });
      const others = problems.filter((problem) => !isOfContainer(problem, origin) && namesContainer(problem, origin));
      const remarks = [...(verdict.kind === 'left-out' ? [] : own), ...others].map((problem) => remarkOf(problem, origin.name));
      return { is: 'container', ...origin, verdict, remarks, facts, places: its };
    });
}

function findHosts(name: string, places: readonly Place[]): Finding[] {
  const host = name.toLowerCase().replace(/\.$/, '');
  const found = places.flatMap((place) => placeOfHost(place, host) ?? []);
  return found.length === 0 ? [] : [{ is: 'host name', name: host, places: found }];
}

function findVirtuals(name: string, places: readonly Place[]): Finding[] {
  const found = places.flatMap((place) => placeOfVirtual(place, name) ?? []);
  return found.length === 0 ? [] : [{ is: 'virtual server', name, places: found }];
}

/** Whether a problem is among what is told of the finding itself. */
export function isToldIn(finding: Finding, problem: Problem): boolean {
  if (finding.is === 'container') return isOfContainer(problem, finding) || namesContainer(problem, finding);
  return finding.is === 'service' && isOfService(problem, finding.name);
}

function isOfContainer({ subject }: Problem, { container }: Pick<Origin, 'container'>): boolean {
  return subject.startsWith(`container-${container.slice(0, 12)}-`);
}

/** One of its service, or one that it has in common with others, such as a claim to the same name. */
function namesContainer({ what, where }: Problem, { container }: Pick<Origin, 'container'>): boolean {
  return `${what} ${where}`.includes(container.slice(0, 12));
}

function isOfService({ subject }: Problem, service: string): boolean {
  return subject.startsWith(`service-${service}-`);
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
  const [document] = readable(snapshot.bigips).flatMap((found) =>
    found.document.kind === 'bigip' && found.document.name === name ? [found.document] : [],
  );
  return status.bigips
    .filter(({ bigip }) => bigip === name)
    .map((report) => {
      const prefix = `${report.kind}.${encodeToken(name)}.`;
      const services = readable(snapshot.desired).filter(
        ({ key, document }) => key.startsWith(prefix) && 'want' in document && document.want.kind !== 'gone',
      ).length;
      return { is: 'BIG-IP', report, version: document?.version, units: document?.units ?? [], services };
    });
}

function isFine(finding: Finding): boolean {
  switch (finding.is) {
    case 'service':
    case 'container':
    case 'host name':
    case 'virtual server':
      return finding.places.length > 0 && finding.places.every(isServed);
    case 'engine':
      return finding.report.state === 'followed';
    case 'BIG-IP':
      return isWell(finding.report);
    default:
      return finding satisfies never;
  }
}

/** What a problem that concerns it would name. */
function namesOf(finding: Finding): string[] {
  switch (finding.is) {
    case 'service':
      return finding.places.flatMap(({ members, hosts, names }) => [
        ...members.flatMap(({ origin }) => namesOfContainer(origin)),
        ...hosts.map(({ host }) => host),
        ...names.map(({ name }) => name),
      ]);
    case 'container':
      return namesOfContainer(finding);
    case 'host name':
    case 'virtual server':
      return [finding.name];
    case 'engine':
    case 'BIG-IP':
      return [];
    default:
      return finding satisfies never;
  }
}

function namesOfContainer({ container, name }: Origin): string[] {
  return [name, container, container.slice(0, 12)];
}

function serviceOf(finding: Finding): string[] {
  return finding.is === 'service' ? [finding.name] : [];
}

const mostNear = 5;

function nearNames(name: string, status: StatusReport, engines: readonly Engine[], places: readonly Place[]): string[] {
  const known = new Set([
    ...places.flatMap(({ service, hosts, names }) => [service, ...hosts.map(({ host }) => host), ...names.map(({ name }) => name)]),
    ...engines.flatMap(({ containers }) => containers.map((container) => container.name)),
    ...status.engines.map(({ engine }) => engine),
    ...status.bigips.map(({ bigip }) => bigip),
  ]);
  const containing = [...known].filter((candidate) => candidate.includes(name) && name !== '');
  return [...new Set([...allNear(name, known), ...containing])].slice(0, mostNear);
}

function idOf({ engine, container }: Pick<Origin, 'engine' | 'container'>): string {
  return `${engine} ${container}`;
}
