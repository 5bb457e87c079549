/** Pure: whether a container is served, and if not, why, in one sentence or a few. */
import { whyLeftOut } from '@berth/convention';
import type { SiteConfig } from '@berth/installation';
import type { Container, ContainerState, Problem } from '@berth/messages';
import type { MemberPlace, Place } from './places.ts';
import { isRepaired } from './standing.ts';

export type Verdict = {
  /**
   * offered: BIG-IP sends it traffic. held-up: it is to be offered, and something is in the way. withheld: its own state keeps it from
   * being used. unseen: it is offered as it was last seen. left-out: nothing is planned from it.
   */
  readonly kind: 'offered' | 'held-up' | 'withheld' | 'unseen' | 'left-out';
  /** In sentences without an end; none when all is well. */
  readonly reasons: readonly string[];
};

type Facts = Pick<Container, 'state' | 'labels' | 'ports' | 'stopping'>;

export type Judged = {
  readonly name: string;
  /** Undefined when no engine tells of it. */
  readonly facts: Facts | undefined;
  /** Its own parts of them. */
  readonly places: readonly Place[];
  /** What is wrong with it alone. */
  readonly problems: readonly Problem[];
  readonly circumstances: Circumstances;
};

/** What else decides whether anything is planned from a container. */
type Circumstances = {
  /** As the configuration says; undefined where only NATS is known. */
  readonly expose: SiteConfig['expose'] | undefined;
  /** What keeps everything of its engine out. */
  readonly obstacle: string | undefined;
};

/** The judgement of one container in all its places. */
export function verdictOf({ name, facts, places, problems, circumstances }: Judged): Verdict {
  const members = places.flatMap((place) => place.members.map((member) => ({ place, member })));
  if (members.length === 0) {
    const told = problems.map((problem) => remarkOf(problem, name));
    return { kind: 'left-out', reasons: told.length > 0 ? told : [whyNotPlanned(name, facts, circumstances)] };
  }
  if (members.every(({ member }) => member.session === 'disabled'))
    return { kind: 'withheld', reasons: [whyWithheld(members[0]?.member.state, facts)] };
  const obstacles = members.flatMap(({ place, member }) => obstaclesTo(member, place));
  if (facts === undefined) return { kind: 'unseen', reasons: ['no engine tells of it now', ...new Set(obstacles)] };
  return { kind: obstacles.length === 0 ? 'offered' : 'held-up', reasons: [...new Set(obstacles)] };
}

/** A problem of one container or service, where its name need not be said again. */
export function remarkOf({ what, hint }: Problem, name: string): string {
  return `${what.replace(`container ${name}: `, '').replace(`service ${name}: `, '')}; ${hint}`;
}

function whyWithheld(state: ContainerState | undefined, facts: Facts | undefined): string {
  switch (state) {
    case undefined:
      return 'no engine tells of it now';
    case 'starting':
      return 'its health check has not passed yet';
    case 'unhealthy':
      return 'its health check fails';
    case 'stopping':
      return `it was asked to stop${facts?.stopping === undefined ? '' : ` (${facts.stopping.signal})`}`;
    case 'paused':
      return 'it is paused';
    case 'exited':
      return 'it does not run';
    case 'running':
      return 'it was not ready when this was planned';
    default:
      return state satisfies never;
  }
}

function obstaclesTo({ session, health }: MemberPlace, { bigip, bigipState, pending, exceptions, monitor }: Place): string[] {
  const state = bigipState.kind === 'active' ? [] : [`${bigip} is ${bigipState.kind}: ${bigipState.reason}`];
  const behind = pending === undefined ? [] : [`${bigip} has not all of it yet`];
  const told = exceptions.filter((exception) => !isRepaired(exception)).map(({ kind, object, reason }) => `${kind} ${object}: ${reason}`);
  const down = session === 'enabled' && health === 'down' ? [`the monitor ${monitor ?? ''} on ${bigip} finds it down`] : [];
  return [...state, ...behind, ...told, ...down];
}

/** A container that could not be used has a problem; this is about those that have none. */
function whyNotPlanned(name: string, facts: Facts | undefined, { expose, obstacle }: Circumstances): string {
  if (facts === undefined) return 'no engine tells of it, and no document names it';
  const container = { ...facts, name };
  const why = whyLeftOut(container, expose ?? 'convention') ?? obstacle;
  if (why !== undefined) return why;
  const strict = expose === undefined ? whyLeftOut(container, 'labelled') : undefined;
  const late = 'the planner has not planned it yet';
  return strict === undefined ? late : `${late}; or, as the configuration is not known here: ${strict}`;
}
