/** Pure: one happening as one line for people. */
import type { Audit, Status } from '@berth/messages';
import { partText } from './draw-status.ts';
import type { Happening } from './happening.ts';
import { count, type Line, type Span } from './screen.ts';
import { leading } from './wide-ip-report.ts';

/** `now`: for what has no time of its own, ms since 1970. */
export function drawHappening(happening: Happening, now: number): Line {
  return [['dim', timeOf('at' in happening ? happening.at : now)], '  ', ...spansOf(happening)];
}

function spansOf(happening: Happening): Span[] {
  switch (happening.kind) {
    case 'container':
      return drawContainer(happening);
    case 'planned':
      return [`planned `, ['bold', happening.service], ` on ${happening.bigip}: ${planOf(happening)}`];
    case 'named': {
      const { service, bigip, state, names, answered } = happening;
      const what = state === 'gone' ? 'gone' : `${count(names, 'name')}, ${answered} with an answer`;
      return ['planned ', ['bold', service], ` in DNS on ${bigip}: ${what}`];
    }
    case 'led':
      return ['planned wide IP ', ['bold', happening.service], ` in ${happening.group}: ${leading(happening)}`];
    case 'written':
      return drawWritten(happening);
    case 'bigip':
      return [['bold', happening.bigip], ` (${partText({ kind: happening.applier, unit: happening.unit })}) is `, stateOf(happening.state)];
    case 'exception': {
      const { bigip, unit, change, exception } = happening;
      const opened = change === 'opened';
      return [
        ['bold', bigip],
        unit === undefined ? ': ' : ` (unit ${unit}): `,
        [opened ? 'yellow' : 'green', opened ? exception.kind : `no longer ${exception.kind}`],
        ` ${exception.object}`,
        opened ? `: ${exception.reason}` : '',
      ];
    }
    case 'problem': {
      const { change, problem } = happening;
      if (change === 'solved') return [['green', 'problem solved'], `: ${problem.what}`];
      return [[problem.severity === 'error' ? 'red' : 'yellow', 'problem'], `: ${problem.what} (${problem.where}); ${problem.hint}`];
    }
    case 'unreadable':
      return [['red', 'unreadable message'], ` on ${happening.subject}: ${happening.reason}`];
    default:
      return happening satisfies never;
  }
}

function drawContainer({ origin, change, before, after }: Happening & { kind: 'container' }): Span[] {
  const name: Span = ['bold', origin.name];
  switch (change) {
    case 'appeared':
      return ['container ', name, ` appeared on ${origin.engine}, ${after ?? ''}`];
    case 'changed':
      return ['container ', name, ` changed on ${origin.engine}, ${before === after ? (after ?? '') : `${before ?? ''} → ${after ?? ''}`}`];
    case 'went':
      return ['container ', name, ` went from ${origin.engine}, was ${before ?? ''}`];
    default:
      return change satisfies never;
  }
}

function planOf({ state, offered, members }: Happening & { kind: 'planned' }): string {
  switch (state) {
    case 'serving':
      return `${offered} of ${members} offered`;
    case 'empty':
      return 'nothing to serve';
    case 'gone':
      return 'gone';
    default:
      return state satisfies never;
  }
}

const did = { create: 'created', update: 'updated', delete: 'deleted' } as const satisfies Record<
  Audit['changes'][number]['change'],
  string
>;

function drawWritten({ bigip, change, object, cause, origin, outcome, latency, took }: Happening & { kind: 'written' }): Span[] {
  const why = cause === 'document' ? '' : ` (${cause})`;
  const whose = origin === undefined ? '' : ` for ${origin.name ?? origin.container ?? 'a container'} on ${origin.engine ?? 'an engine'}`;
  if (outcome.kind === 'failed')
    return [['bold', bigip], ': ', ['red', `could not ${change}`], ` ${object}${whose}${why}: ${outcome.reason}`];
  const after: Span = latency === undefined ? ['dim', `, took ${ms(took)}`] : ['green', `, ${ms(latency)} after the event`];
  return [['bold', bigip], `: ${did[change]} ${object}${whose}${why}`, after];
}

function stateOf(state: Status['state']): Span {
  switch (state.kind) {
    case 'active':
      return ['green', 'active'];
    case 'waiting':
    case 'frozen':
      return ['yellow', `${state.kind}: ${state.reason}`];
    case 'unreachable':
      return ['red', `unreachable: ${state.reason}`];
    default:
      return state satisfies never;
  }
}

function ms(duration: number): string {
  return `${Math.round(duration)} ms`;
}

/** `12:03:04.125`, in the time zone of this machine. */
function timeOf(at: number): string {
  const time = new Date(at);
  const two = (value: number) => String(value).padStart(2, '0');
  return `${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}.${String(time.getMilliseconds()).padStart(3, '0')}`;
}
