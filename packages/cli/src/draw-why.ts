/** Pure: a why report for people. */
import { parseDestination } from '@berth/convention';
import { type Attachment, type Container, type Engine, withoutRouteDomain } from '@berth/messages';
import { drawPlaces, indent, stateOf } from './draw-places.ts';
import { drawShared } from './draw-shared.ts';
import { drawBigip, drawEngine, drawProblem } from './draw-status.ts';
import { endpointOf } from './endpoint-text.ts';
import type { Place } from './places.ts';
import { count, duration, type Line, type Span } from './screen.ts';
import type { Verdict } from './verdict.ts';
import type { ContainerFacts, Finding, Kept } from './why-findings.ts';
import { isToldIn, type WhyReport } from './why-report.ts';

export function drawWhy({ name, findings, problems, near }: WhyReport, now: number): Line[] {
  const sections = findings.length > 0 ? findings.map((finding) => drawFinding(finding, now)) : [drawUnknown(name, near)];
  const others = problems.filter((problem) => !findings.some((finding) => isToldIn(finding, problem)));
  if (others.length > 0) sections.push([[['bold', 'Problems']], ...others.flatMap(drawProblem).map(indent)]);
  return sections.flatMap((lines, index) => (index === 0 ? lines : [[], ...lines]));
}

function drawUnknown(name: string, near: readonly string[]): Line[] {
  return [
    [['yellow', `${name === '' ? '""' : name} is no service, container, host name, virtual server, engine or BIG-IP that is known.`]],
    ...(near.length === 0
      ? [['berth status --all lists what is known.'] as const]
      : [[`Known names like it: ${near.join(', ')}`] as const]),
    ...(parseDestination(name) === undefined ? [] : [['Virtual servers that Berth has not made are not known to it.'] as const]),
  ];
}

function drawFinding(finding: Finding, now: number): Line[] {
  switch (finding.is) {
    case 'service':
      return [[['bold', finding.name], ' is a service'], ...finding.remarks.map(drawRemark), ...drawPlaces(finding.places, now)];
    case 'container':
      return [
        [['bold', finding.name], ` is a container on ${finding.engine}, id ${finding.container.slice(0, 12)}`],
        ...drawVerdict(finding.verdict, finding.places),
        ...finding.remarks.map(drawRemark),
        ...(finding.facts === undefined ? [] : drawFacts(finding.facts, now).map(indent)),
        ...drawDecisions(finding.places).map(indent),
        ...drawPlaces(finding.places, now),
      ];
    case 'host name':
      return [[['bold', finding.name], ' is a host name'], ...drawPlaces(finding.places, now)];
    case 'virtual server':
      return [
        [['bold', finding.name], ' is a virtual server'],
        ...finding.shared.flatMap((shared) => drawShared(shared, now)).map(indent),
        ...drawPlaces(finding.places, now),
      ];
    case 'engine':
      return [
        [['bold', finding.report.engine], finding.docker === undefined ? ' is an engine' : ` is an engine, ${versionsOf(finding.docker)}`],
        indent(drawEngine(finding.report, now)),
        ...finding.containers.map(({ name, id, state }) => indent([['bold', name], `  ${state}  ${id.slice(0, 12)}`])),
      ];
    case 'BIG-IP': {
      const { name, version, units, sync, kept } = finding;
      return [
        [['bold', name], ` is a BIG-IP${version === undefined ? '' : `, version ${version}`}`],
        ...units.map(({ address, role, reason }) => indent([`unit ${address} (${reason ?? role})`])),
        ...(sync === undefined ? [] : [indent([`device group ${sync.status}: ${sync.summary}`])]),
        ...kept.flatMap((each) => drawKept(each, now)).map(indent),
      ];
    }
    case 'DNS group':
      return [[['bold', finding.name], ' is a DNS group'], ...finding.kept.flatMap((each) => drawKept(each, now)).map(indent)];
    default:
      return finding satisfies never;
  }
}

function drawKept({ report, planned }: Kept, now: number): Line[] {
  const what = count(planned, report.kind === 'route' ? 'engine' : 'service');
  return [...drawBigip(report, now), indent([`${what} planned for it`])];
}

function versionsOf({ dockerVersion, apiVersion }: Pick<Engine, 'dockerVersion' | 'apiVersion'>): string {
  return `version ${dockerVersion}, API ${apiVersion}`;
}

function drawFacts({ site, host, image, state, stopping, startedAt, labels, ports, attachment }: ContainerFacts, now: number): Line[] {
  const age = duration(now - startedAt);
  // Since when it is in another state than running is not known.
  const since = startedAt === 0 || state === 'exited' ? '' : state === 'running' ? ` for ${age}` : `; started ${age} ago`;
  const signal = stopping === undefined ? '' : `, sent ${stopping.signal} ${duration(now - stopping.at)} ago`;
  return [
    [stateOf(state, `${state}${since}${signal}`), `; image ${image}; site ${site}`],
    [`${addressesOf(attachment, host)}; ${portsOf(ports)}`],
    ...Object.entries(labels).map(([label, value]): Line => [`label ${label}=${value}`]),
  ];
}

function addressesOf(attachment: Attachment, host: string): string {
  switch (attachment.kind) {
    case 'networks':
      return (
        attachment.networks
          .map(
            ({ network, ipv4, ipv6 }) =>
              `${[ipv4, ipv6].filter((address) => address !== undefined).join(' ') || 'no address'} in ${network}`,
          )
          .join(', ') || 'in no network'
      );
    case 'host':
      return `in the network of its host ${host}`;
    case 'container':
      return `in the network of container ${attachment.container.slice(0, 12)}`;
    case 'none':
      return 'without network';
    default:
      return attachment satisfies never;
  }
}

function portsOf(ports: Container['ports']): string {
  const told = ports.map(({ port, protocol, published }) => {
    const outside = published.map(({ hostIp, hostPort }) => `${hostIp === '' ? '*' : hostIp}:${hostPort}`).join(', ');
    return `${port}/${protocol}${outside && ` published at ${outside}`}`;
  });
  return told.length === 0 ? 'exposes no port' : `exposes ${told.join(', ')}`;
}

/** Whether it is served, and if not, why, before anything else. */
function drawVerdict({ kind, reasons }: Verdict, places: readonly Place[]): Line[] {
  const [first, ...more] = reasons;
  const told = first === undefined ? '' : `: ${first}`;
  return [indent([verdictText(kind, places, told)]), ...more.map((reason) => indent(indent([['yellow', reason]])))];
}

function verdictText(kind: Verdict['kind'], places: readonly Place[], told: string): Span {
  switch (kind) {
    case 'offered': {
      const where = places.filter(({ members }) => members.length > 0).map(({ bigip }) => bigip);
      return ['green', `offered on ${[...new Set(where)].join(', ')}`];
    }
    case 'held-up':
      return ['yellow', `to be offered, but held up${told}`];
    case 'withheld':
      return ['yellow', `not offered${told}`];
    case 'unseen':
      return ['yellow', `offered as it was last seen${told}`];
    case 'left-out':
      return ['yellow', `not served${told}`];
    default:
      return kind satisfies never;
  }
}

function drawRemark(remark: string): Line {
  return indent([['yellow', `but ${remark}`]]);
}

/** By which rule it belongs to a service, and which of its addresses was taken; the same on every BIG-IP. */
function drawDecisions(places: readonly Place[]): Line[] {
  const decided = new Map(places.flatMap(({ service, members }) => members.map((member) => [service, member] as const)));
  return [...decided].flatMap(([service, { named, reach, address, port }]) => [
    ...(named === undefined ? [] : [[`of the service ${service} by ${named}`] as const]),
    ...(reach === undefined ? [] : [[`reached at ${endpointOf({ address: withoutRouteDomain(address), port })}: ${reach.why}`] as const]),
    ...(reach?.turnedDown ?? []).map(({ at, why }) => indent([`not at ${at}: ${why}`])),
  ]);
}
