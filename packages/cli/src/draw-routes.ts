/** Pure: the routes for people, with the commands for each engine's host. */
import type { Finding, Way } from '@berth/messages';
import type { BigipRoutes, EngineRoutes, RoutesReport } from './routes-report.ts';
import type { Line, Span } from './screen.ts';

export function drawRoutes({ bigips, well }: RoutesReport): Line[] {
  if (bigips.length === 0) return [['No BIG-IP has routes: give it ', ['bold', 'routes'], ' in the configuration (docs/routes.md).']];
  return [
    ...bigips.flatMap((bigip) => [...drawBigip(bigip), []]),
    well ? [['green', 'Nothing known stands in the way.']] : [['yellow', 'Something stands in the way.']],
  ];
}

function drawBigip({ bigip, forwarding, engines }: BigipRoutes): Line[] {
  const from: Span =
    forwarding.length > 0
      ? `forwards what comes from ${forwarding.join(', ')}`
      : ['yellow', 'forwards nothing: routes.forwarding is not set'];
  return [[['bold', bigip], '  ', from], ...engines.flatMap(drawEngine)];
}

function drawEngine({ engine, state, routes, withheld, networks, back, findings, exceptions }: EngineRoutes): Line[] {
  const unknown: Line =
    state === 'seen' ? [] : [['yellow', `  ${state === 'gone' ? 'no longer configured' : 'unknown now: as it was last seen'}`]];
  const direct = new Map(networks.map(({ network, direct: way }) => [network, way]));
  return [
    ['  ', ['bold', engine], ...unknown],
    ...routes.map(({ network, gateway, docker }): Line => {
      return [`    ${short(network)} by ${short(gateway)}  ${docker}: containers reached: `, drawWay(direct.get(docker) ?? 'unknown')];
    }),
    ...withheld.map(({ network, docker, reason }): Line => ['    ', ['red', `${short(network)} not routed`], `  ${docker}: ${reason}`]),
    ...exceptions.map(({ kind, object, reason }): Line => ['    ', ['yellow', kind], ` ${object}: ${reason}`]),
    ['    answers come back through the BIG-IP: ', drawWay(back)],
    ...findings.flatMap(drawFinding),
  ];
}

function drawFinding({ severity, cause, fix, commands, told }: Finding): Line[] {
  const kind: Span = severity === 'unknown' ? ['dim', 'not known'] : [severity === 'error' ? 'red' : 'yellow', severity];
  return [
    ['    ', kind, ` ${cause}`],
    [['dim', `      told ${told}`]],
    [`      ${fix}${commands.length > 0 ? ':' : ''}`],
    ...commands.map((command): Line => [`        ${command}`]),
  ];
}

function drawWay(way: Way): Span {
  switch (way) {
    case 'works':
      return ['green', 'yes'];
    case 'fails':
      return ['red', 'no'];
    case 'unknown':
      return ['dim', 'not known'];
    default:
      return way satisfies never;
  }
}

/** Without the route domain that nobody has changed. */
function short(address: string): string {
  return address.replace('%0', '');
}
