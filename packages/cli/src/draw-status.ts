/** Pure: a status report for people. */
import { spanPart } from '@berth/installation';
import type { Problem } from '@berth/messages';
import { drawUnits } from './draw-units.ts';
import type { EngineReport } from './engine-report.ts';
import { count, duration, type Line, type Span } from './screen.ts';
import { type BigipReport, isWell, type PlannerReport, type ServiceReport, type StatusReport } from './status-report.ts';
import { leading, type WideIpReport } from './wide-ip-report.ts';

/** `services`: how many are listed before the rest is only counted. */
export function drawStatus(report: StatusReport, now: number, services: number): Line[] {
  return [
    ...section(
      'BIG-IPs',
      [...report.units.flatMap(drawUnits), ...report.bigips.flatMap((bigip) => drawBigip(bigip, now))],
      'none: no applier has reported, and no configuration names one',
    ),
    ...section('Services', drawServices(report.services, services), 'none'),
    ...(report.wideIps.length === 0 ? [] : section('Wide IPs', drawWideIps(report.wideIps, services), 'none')),
    ...section(
      'Engines',
      report.engines.map((engine) => drawEngine(engine, now)),
      'none: no collector has reported',
    ),
    ...drawPlanners(report.planners),
    ...section('Problems', drawProblems(report), 'none open'),
    report.well ? [['green', 'All is well.']] : [['yellow', 'Something needs a look.']],
  ];
}

function section(title: string, lines: readonly Line[], none: string): Line[] {
  return [[['bold', title]], ...(lines.length === 0 ? [['  ', ['dim', none]] as const] : lines.map((line) => ['  ', ...line])), []];
}

export function drawBigip(report: BigipReport, now: number): Line[] {
  const { kind, bigip, unit, active, state, thaw, behindBy, owned, unsavedSince, unsynchronised, exceptions } = report;
  const facts = [
    behindBy === 0 ? 'everything applied' : `behind by ${count(behindBy, 'document')}`,
    ...(owned && isRead(report) ? [ownedBy(owned, kind)] : []),
    ...(unsavedSince === undefined ? [] : [`unsaved for ${duration(now - unsavedSince)}`]),
    ...(unsynchronised === undefined ? [] : [`not on the other units for ${duration(now - unsynchronised.since)}`]),
    ...(active === undefined ? [] : [`through ${active}`]),
  ];
  return [
    [
      ['bold', bigip],
      ` (${partText({ kind, unit })})  `,
      stateOf(report, now),
      ...(state.kind === 'silent' ? [] : [`; ${facts.join('; ')}`]),
    ],
    ...(thaw === undefined ? [] : [[['dim', `  let it go on: ${thaw}`]] as const]),
    ...(unsynchronised?.reason === undefined ? [] : [[['yellow', '  not synchronised'], `: ${unsynchronised.reason}`] as const]),
    ...exceptions.map((exception): Line => ['  ', ['yellow', exception.kind], ` ${exception.object}: ${exception.reason}`]),
  ];
}

/** Before an applier has looked, it owns nothing that it knows of. */
function isRead({ state, owned }: BigipReport): boolean {
  return state.kind === 'active' || Object.values(owned ?? {}).some((number = 0) => number > 0);
}

/** `ltm`, or `route, unit b.example.com`. */
export function partText({ kind, unit }: Pick<BigipReport, 'kind' | 'unit'>): string {
  return unit === undefined ? kind : `${kind}, unit ${unit}`;
}

function ownedBy({ pools, members, records, routes }: NonNullable<BigipReport['owned']>, kind: string): string {
  if (routes !== undefined) return `owns ${count(routes, 'route')}`;
  if (kind === 'dns') return `owns ${count(records, 'record')}`;
  return `owns ${count(pools, 'pool')}, ${count(members, 'member')}, ${count(records, kind === 'gtm' ? 'wide IP' : 'record')}`;
}

function stateOf({ state, ...rest }: BigipReport, now: number): Span {
  switch (state.kind) {
    case 'active':
      return [isWell({ state, ...rest }) ? 'green' : 'yellow', 'active'];
    case 'waiting':
      return ['yellow', `waiting: ${state.reason}`];
    case 'frozen':
      return ['yellow', `frozen: ${state.reason}`];
    case 'unreachable':
      return ['red', `unreachable for ${duration(now - state.since)}: ${state.reason}`];
    case 'silent':
      return ['red', state.reason];
    default:
      return state satisfies never;
  }
}

function drawServices(services: readonly ServiceReport[], most: number): Line[] {
  const lines = services.slice(0, most).map((report): Line => {
    const { bigip, service, state, offered, members, withheld, hosts, virtuals, partial, waitsFor } = report;
    const what: Span =
      state === 'serving'
        ? [
            offered > 0 && waitsFor === undefined ? 'green' : 'yellow',
            `${offered} of ${members} ${waitsFor === undefined ? '' : 'to be '}offered`,
          ]
        : ['yellow', state === 'empty' ? 'nothing to serve' : 'gone'];
    return [
      ['bold', service],
      ` on ${bigip}  `,
      what,
      ...(withheld.length > 0 ? [['yellow', `, not ${listed(withheld)}`] as const] : []),
      ...(waitsFor === undefined ? [] : [['yellow', `, but ${bigip} is ${waitsFor}`] as const]),
      someOf([...virtuals, ...hosts]),
      ...(partial.length > 0 ? [['yellow', `  unknown: ${partial.join(', ')}`] as const] : []),
    ];
  });
  return withRest(lines, services.length, most);
}

function drawWideIps(wideIps: readonly WideIpReport[], most: number): Line[] {
  const lines = wideIps.slice(0, most).map((report): Line => {
    const { group, service, state, to, names, partial } = report;
    return [
      ['bold', service],
      ` in ${group}  `,
      [state === 'serving' && to.length > 0 ? 'green' : 'yellow', leading(report)],
      someOf(names),
      ...(partial.length > 0 ? [['yellow', `  unknown: ${partial.join(', ')}`] as const] : []),
    ];
  });
  return withRest(lines, wideIps.length, most);
}

function someOf(names: readonly string[]): string {
  return names.length === 0 ? '' : `  ${listed(names)}`;
}

function listed(names: readonly string[]): string {
  return `${names.slice(0, 3).join(', ')}${names.length > 3 ? ` and ${names.length - 3} more` : ''}`;
}

function withRest(lines: readonly Line[], all: number, most: number): Line[] {
  return all > most ? [...lines, [['dim', `and ${all - most} more: berth status --all`]]] : [...lines];
}

export function drawEngine({ engine, site, state, reason, containers, running, listedAt }: EngineReport, now: number): Line {
  const look = listedAt === undefined ? '' : `, looked at ${duration(now - listedAt)} ago`;
  const found = listedAt === undefined ? '' : `${count(containers, 'container')} (${running} running)${look}`;
  if (state === 'followed') return [['bold', engine], ` (site ${site})  `, ['green', found]];
  if (state === 'left') return [['bold', engine], ` (site ${site})  `, ['dim', `${state}: ${reason}`], `; ${found}`];
  return [['bold', engine], ` (site ${site})  `, ['red', `${state}: ${reason}`], found && `; ${found}`];
}

/** Planners are only mentioned where one is missing. */
function drawPlanners(planners: readonly PlannerReport[]): Line[] {
  const missing = planners.filter(({ state }) => state === 'missing').map(({ site }) => (site === spanPart ? 'wide IPs' : site));
  return missing.length === 0 ? [] : [[['red', `No planner runs for ${missing.join(', ')}: changes there reach no BIG-IP.`]], []];
}

function drawProblems({ problems, unreadable }: StatusReport): Line[] {
  return [
    ...problems.flatMap(drawProblem),
    ...unreadable.map(({ bucket, key, reason }): Line => [['red', 'unreadable'], ` ${key} in ${bucket}: ${reason}`]),
  ];
}

export function drawProblem({ severity, source, what, where, hint }: Problem): Line[] {
  return [[[severity === 'error' ? 'red' : 'yellow', severity], ` ${what} (${where})`], [['dim', `  ${hint} (told by ${source})`]]];
}
