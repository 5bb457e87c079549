/** Pure: a why report for people. */
import type { Attachment, Container } from '@berth/messages';
import { drawBigip, drawEngine, drawProblem } from './draw-status.ts';
import type { HostPlace, MemberPlace, NamePlace, Place } from './places.ts';
import { count, duration, type Line, type Span } from './screen.ts';
import type { ContainerFacts, Finding, WhyReport } from './why-report.ts';

export function drawWhy({ name, findings, problems, near }: WhyReport, now: number): Line[] {
  const sections = findings.length > 0 ? findings.map((finding) => drawFinding(finding, now)) : [drawUnknown(name, near)];
  if (problems.length > 0) sections.push([[['bold', 'Problems']], ...problems.flatMap(drawProblem).map(indent)]);
  return sections.flatMap((lines, index) => (index === 0 ? lines : [[], ...lines]));
}

function drawUnknown(name: string, near: readonly string[]): Line[] {
  return [
    [['yellow', `${name} is no service, container, host name, engine or BIG-IP that is known.`]],
    ...(near.length === 0 ? [] : [[`Known names like it: ${near.join(', ')}`] as const]),
  ];
}

function drawFinding(finding: Finding, now: number): Line[] {
  switch (finding.is) {
    case 'service':
      return [[['bold', finding.name], ' is a service'], ...drawPlaces(finding.places, now)];
    case 'container':
      return [
        [['bold', finding.name], ` is a container on ${finding.engine}, id ${finding.container.slice(0, 12)}`],
        ...(finding.facts === undefined
          ? [[['yellow', '  no engine tells of it now']] as const]
          : drawFacts(finding.facts, now).map(indent)),
        ...drawPlaces(finding.places, now),
        ...(finding.places.length === 0 ? [[['yellow', `  ${whyNowhere(finding.facts)}`]] as const] : []),
      ];
    case 'host name':
      return [[['bold', finding.name], ' is a host name'], ...drawPlaces(finding.places, now)];
    case 'engine':
      return [
        [['bold', finding.report.engine], ' is an engine'],
        indent(drawEngine(finding.report, now)),
        ...finding.containers.map(({ name, id, state }) => indent([['bold', name], `  ${state}  ${id.slice(0, 12)}`])),
      ];
    case 'BIG-IP':
      return [
        [['bold', finding.report.bigip], ` is a BIG-IP${finding.version === undefined ? '' : `, version ${finding.version}`}`],
        ...finding.units.map(({ address, role }) => indent([`unit ${address} (${role})`])),
        indent([`${count(finding.services, 'service')} planned for it`]),
        ...drawBigip(finding.report, now).map(indent),
      ];
    default:
      return finding satisfies never;
  }
}

function drawFacts({ site, host, image, state, stopping, startedAt, labels, ports, attachment }: ContainerFacts, now: number): Line[] {
  const since = state === 'exited' || startedAt === 0 ? '' : ` for ${duration(now - startedAt)}`;
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

/** A container that could not be used is told as a problem; this is about those that need none. */
function whyNowhere(facts: ContainerFacts | undefined): string {
  if (facts === undefined) return 'and no document names it';
  if (facts.state === 'exited') return 'it does not run, so nothing leads to it';
  if (facts.labels['berth.enable'] === 'false') return 'nothing leads to it: its label berth.enable takes it out';
  return 'nothing is planned from it: what counts is called NAME-N and exposes TCP port 80, or has a berth. label (with expose: labelled, only that)';
}

function drawPlaces(places: readonly Place[], now: number): Line[] {
  return places.flatMap((place) => [
    indent([...headOf(place, now), ...standingOf(place, now)]),
    ...place.members.map((member) => indent(indent(drawMember(member)))),
    ...place.hosts.map((host) => indent(indent(drawHost(host)))),
    ...place.names.map((name) => indent(indent(drawName(name)))),
    ...(place.partial.length === 0
      ? []
      : [indent(indent([['yellow', `unknown now, so what came from there stays: ${place.partial.join(', ')}`]]))]),
    ...place.exceptions.map(({ kind, object, reason }) => indent(indent([['yellow', kind], ` ${object}: ${reason}`]))),
  ]);
}

function headOf({ kind, bigip, service, state, cause, since, pool, monitor, names }: Place, now: number): Span[] {
  const ago = since === undefined ? '' : ` for ${duration(now - since)}`;
  const head: Span[] = [`service `, ['bold', service], ` on ${bigip} (${kind}): `];
  const where =
    kind === 'dns'
      ? count(names.length, 'name')
      : `pool ${pool ?? service}, ${monitor === undefined ? 'no monitor' : `monitor ${monitor}`}`;
  switch (state) {
    case 'serving':
      return [...head, where];
    case 'empty':
      return [...head, `${where}, `, ['yellow', `nothing to serve${ago}`]];
    case 'gone':
      return [...head, ['yellow', `gone${ago} (${cause ?? 'unknown'})`]];
    default:
      return state satisfies never;
  }
}

/** Whether it is on the BIG-IP, and what it waits for. */
function standingOf({ pending, bigipState, bigip }: Place, now: number): Span[] {
  const onIt: Span =
    pending === undefined
      ? ['green', '; on the BIG-IP']
      : ['yellow', `; not yet on the BIG-IP, which is behind by ${count(pending.behindBy, 'document')}`];
  switch (bigipState.kind) {
    case 'active':
      return [onIt];
    case 'unreachable':
      return [onIt, ['red', `; ${bigip} is unreachable for ${duration(now - bigipState.since)}: ${bigipState.reason}`]];
    case 'waiting':
    case 'frozen':
    case 'silent':
      return [onIt, ['red', `; ${bigip} is ${bigipState.kind}: ${bigipState.reason}`]];
    default:
      return bigipState satisfies never;
  }
}

function drawMember({ address, port, session, origin, state }: MemberPlace): Line {
  return [
    `member ${endpointOf({ address, port })}  `,
    [session === 'enabled' ? 'green' : 'yellow', session],
    `  ${origin.name} on ${origin.engine}, id ${origin.container.slice(0, 12)}, `,
    state === undefined ? ['yellow', 'not told of now'] : stateOf(state, state),
  ];
}

function drawHost({ host, member }: HostPlace): Line {
  return [`${host} → ${member === undefined ? 'the pool' : `${endpointOf(member)} (${member.origin.name})`}`];
}

function drawName({ name, answers }: NamePlace): Line {
  return [`${name} in DNS: `, answers.length === 0 ? ['yellow', 'no answer now'] : answers.join(', ')];
}

/** Route domain 0 goes without saying. */
function endpointOf({ address, port }: { readonly address: string; readonly port: number }): string {
  const plain = address.replace(/%0$/, '');
  return plain.includes(':') ? `[${plain}]:${port}` : `${plain}:${port}`;
}

function stateOf(state: Container['state'], text: string): Span {
  return [state === 'running' ? 'green' : 'yellow', text];
}

function indent(line: Line): Line {
  return ['  ', ...line];
}
