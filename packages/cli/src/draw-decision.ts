/** Pure: what came of a decision, for people. */
import type { Action, DecisionReport, Follower } from './decide.ts';
import { partText } from './draw-status.ts';
import type { ForgetReport } from './forget.ts';
import { count, duration, type Line } from './screen.ts';

export function drawDecision({ actions, followers }: DecisionReport): Line[] {
  const isHeldOtherwise = followers.some(({ thaw }) => thaw !== undefined);
  const nothing: Line = [isHeldOtherwise ? 'Nothing was frozen by that alone; what else holds it:' : 'Nothing was frozen.'];
  return [...(actions.length === 0 ? [nothing] : actions.map(drawAction)), ...followers.flatMap(drawFollower)];
}

export function drawForget({ engine, by, at, members, services, left }: ForgetReport, now: number): Line[] {
  const whose = now - at < 1000 ? [] : [`${engine} was already given up by ${by}, ${duration(now - at)} ago`];
  const what =
    members === 0
      ? 'nothing that came from it was planned'
      : `${count(members, 'member')} of ${services.join(', ')} ${members === 1 ? 'goes' : 'go'}`;
  return [
    ...whose.map((text): Line => [text]),
    [['green', 'Gave up'], ` ${engine}: ${what}; what runs there is back as soon as a collector sees it again`],
    ...(left === 0 ? [] : [[['yellow', `${count(left, 'member')} still planned: no planner has followed yet`]] as const]),
  ];
}

function drawAction(action: Action): Line {
  const which = action.bigip ?? 'every BIG-IP';
  switch (action.kind) {
    case 'froze':
      return [['yellow', 'Froze'], ` ${which}: ${action.reason}`];
    case 'was-frozen':
      return [`${which} was already frozen by ${action.by}: ${action.reason}`];
    case 'thawed':
      return [['green', 'Thawed'], ` ${which}, which ${action.by} had frozen: ${action.reason}`];
    case 'recorded':
      return [['green', 'Recorded'], ` that what ${which} holds under this installation's name is its own`];
    default:
      return action satisfies never;
  }
}

function drawFollower({ kind, bigip, unit, state, thaw, follows }: Follower): Line[] {
  const part = partText({ kind, unit });
  const told = state.kind === 'active' ? 'active' : `${state.kind}: ${state.reason}`;
  switch (follows) {
    case 'yes':
      return [[['bold', bigip], ` (${part})  `, ['green', told]]];
    case 'no':
      return [
        [['bold', bigip], ` (${part})  `, ['red', told]],
        ...(thaw === undefined ? [] : [[['dim', `  let it go on: ${thaw}`]] as const]),
      ];
    case 'away':
      return [[['bold', bigip], ` (${part})  `, ['yellow', 'no applier runs; the next one will do as decided']]];
    default:
      return follows satisfies never;
  }
}
