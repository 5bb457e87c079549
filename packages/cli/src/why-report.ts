/** Pure: where one name comes from and where it ended, as one value. */
import { allNear, type Origin, type Problem, roomSubject } from '@berth/messages';
import type { Expected } from './expected.ts';
import { type Asked, isOfContainer, isOfService, mentions, namesContainer } from './mentions.ts';
import { isServed } from './place-parts.ts';
import { placesIn } from './places.ts';
import { sharedVirtualsIn } from './shared-virtuals.ts';
import { readable, type Snapshot } from './snapshot.ts';
import { isStanding } from './standing.ts';
import { isWell, reportStatus } from './status-report.ts';
import { type Finding, findAll, type Known } from './why-findings.ts';

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
  const known: Known = { snapshot, expected, status, engines, places, shared: sharedVirtualsIn(snapshot, status.bigips) };
  const findings = findAll(name, known);
  const asked: Asked = {
    names: new Set([name, name.toLowerCase(), ...findings.flatMap(namesOf)]),
    services: new Set(findings.flatMap(serviceOf)),
  };
  // What nobody tells of may be among those that are left out.
  const isNobody = findings.length === 0;
  const problems = status.problems.filter((problem) => mentions(problem, asked) || (isNobody && problem.subject === roomSubject));
  return {
    well: findings.length > 0 && findings.every(isFine) && problems.length === 0,
    name,
    findings,
    problems,
    near: findings.length > 0 ? [] : nearNames(name, known),
  };
}

/** Whether a problem is among what is told of the finding itself. */
export function isToldIn(finding: Finding, problem: Problem): boolean {
  if (finding.is === 'container') return isOfContainer(problem, finding) || namesContainer(problem, finding);
  return finding.is === 'service' && isOfService(problem, finding.name);
}

function isFine(finding: Finding): boolean {
  switch (finding.is) {
    case 'service':
    case 'container':
    case 'host name':
      return finding.places.length > 0 && finding.places.every(isServed);
    case 'virtual server':
      return finding.places.every(isServed) && finding.shared.every(isStanding);
    case 'engine':
      return finding.report.state === 'followed';
    case 'BIG-IP':
    case 'DNS group':
      return finding.kept.every(({ report }) => isWell(report));
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
    case 'DNS group':
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

function nearNames(name: string, { status, engines, places, shared }: Known): string[] {
  const known = new Set([
    ...places.flatMap(({ service, hosts, names, virtuals }) => [
      service,
      ...hosts.map(({ host }) => host),
      ...names.map(({ name }) => name),
      ...virtuals.map(({ destination }) => destination),
    ]),
    ...shared.flatMap(({ names }) => names.slice(0, 1)),
    ...engines.flatMap(({ containers }) => containers.map((container) => container.name)),
    ...status.engines.map(({ engine }) => engine),
    ...status.bigips.map(({ bigip }) => bigip),
  ]);
  const folded = name.toLowerCase();
  const containing = [...known].filter((candidate) => candidate.toLowerCase().includes(folded) && name !== '');
  return [...new Set([...allNear(name, known), ...allNear(folded, known), ...containing])].slice(0, mostNear);
}
