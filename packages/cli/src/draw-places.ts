/** Pure: where a service ended, for people. */
import type { Container } from '@berth/messages';
import { endpointOf } from './endpoint-text.ts';
import type { NamePlace } from './name-places.ts';
import type { HostPlace, MemberPlace, Place, VirtualPlace } from './places.ts';
import { count, duration, type Line, type Span } from './screen.ts';
import type { Standing } from './standing.ts';

/** Each place with what is there, and what isn't and why. */
export function drawPlaces(places: readonly Place[], now: number): Line[] {
  return places.flatMap((place) => [
    indent([...headOf(place, now), ...drawStanding(place, now)]),
    ...place.members.map((member) => indent(indent(drawMember(member)))),
    ...place.hosts.map((host) => indent(indent(drawHost(host)))),
    ...place.names.map((name) => indent(indent(drawName(name)))),
    ...place.virtuals.map((virtual) => indent(indent(drawVirtual(virtual)))),
    ...(place.partial.length === 0
      ? []
      : [indent(indent([['yellow', `unknown now, so what came from there stays: ${place.partial.join(', ')}`]]))]),
    ...drawExceptions(place).map(indent).map(indent),
  ]);
}

function headOf({ kind, bigip, service, state, cause, since, pool, monitor, names }: Place, now: number): Span[] {
  const ago = since === undefined ? '' : ` for ${duration(now - since)}`;
  const head: Span[] = [`service `, ['bold', service], ` on ${bigip} (${kind}): `];
  const where =
    kind === 'dns' || kind === 'gtm'
      ? count(names.length, kind === 'gtm' ? 'wide IP' : 'name')
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

export function drawExceptions({ exceptions }: Pick<Standing, 'exceptions'>): Line[] {
  return exceptions.map(({ kind, object, reason }): Line => [['yellow', kind], ` ${object}: ${reason}`]);
}

/** Whether it is on the BIG-IP, and what it waits for. */
export function drawStanding({ pending, bigipState, bigip }: Standing & Pick<Place, 'bigip'>, now: number): Span[] {
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

function drawMember({ address, port, session, origin, state, health }: MemberPlace): Line {
  return [
    `member ${endpointOf({ address, port })}  `,
    [session === 'enabled' ? 'green' : 'yellow', session],
    `  ${origin.name} on ${origin.engine}, id ${origin.container.slice(0, 12)}, `,
    state === undefined ? ['yellow', 'not told of now'] : stateOf(state, state),
    ...(health === undefined ? [] : (['; by the monitor ', [health === 'up' ? 'green' : 'red', health]] as const)),
  ];
}

function drawHost({ host, member }: HostPlace): Line {
  return [`${host} → ${member === undefined ? 'the pool' : `${endpointOf(member)} (${member.origin.name})`}`];
}

function drawVirtual({ destination, template, origin }: VirtualPlace): Line {
  return [`virtual server ${destination} → the pool (template ${template}, asked for by ${origin.name})`];
}

function drawName({ name, answers }: NamePlace): Line {
  return [`${name} in DNS: `, answers.length === 0 ? ['yellow', 'no answer now'] : answers.join(', ')];
}

export function stateOf(state: Container['state'], text: string): Span {
  return [state === 'running' ? 'green' : 'yellow', text];
}

export function indent(line: Line): Line {
  return ['  ', ...line];
}
