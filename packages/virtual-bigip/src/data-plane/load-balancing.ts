/** Which member of a pool gets the next connection: the load-balancing modes, pure but for whose turn it is. */

/** A member that may be chosen. */
export type Candidate = {
  readonly name: string;
  /** Members with one address are one node. */
  readonly address: string;
  readonly ratio: number;
  readonly nodeRatio: number;
  readonly priorityGroup: number;
  readonly connectionLimit: number;
  readonly connections: number;
  /** Of a member that has just become available: from 0 to 1 while it ramps up; 1 otherwise. */
  readonly ramp: number;
};

/** What a pool remembers from one choice to the next: how much each member is owed. */
export type Turns = Map<string, number>;

/** The members that a choice is made among: all, or the highest priority groups that have at least `minActiveMembers` together. */
export function activeGroup<T extends Pick<Candidate, 'priorityGroup'>>(available: readonly T[], minActiveMembers: number): readonly T[] {
  if (minActiveMembers === 0) return available;
  const groups = [...new Set(available.map(({ priorityGroup }) => priorityGroup))].sort((a, b) => b - a);
  for (const lowest of groups) {
    const active = available.filter(({ priorityGroup }) => priorityGroup >= lowest);
    if (active.length >= minActiveMembers) return active;
  }
  return available;
}

/** Chooses by `mode`; undefined if there is nobody. */
export function choose<T extends Candidate>(candidates: readonly T[], mode: string, turns: Turns): T | undefined {
  switch (mode) {
    case 'ratio-member':
    case 'ratio-session':
      return byTurn(candidates, turns, ({ ratio }) => ratio);
    case 'ratio-node':
      return byTurn(candidates, turns, ({ nodeRatio }) => nodeRatio);
    case 'least-connections-member':
    case 'observed-member':
    case 'predictive-member':
    case 'least-sessions':
    case 'fastest-app-response':
      return leastLoaded(candidates, turns, ({ connections, ramp }) => (connections + 1) / ramp);
    case 'least-connections-node':
    case 'observed-node':
    case 'predictive-node':
    case 'fastest-node':
      return leastLoaded(candidates, turns, (candidate) => (nodeConnections(candidate, candidates) + 1) / candidate.ramp);
    case 'ratio-least-connections-member':
      return leastLoaded(candidates, turns, ({ connections, ratio, ramp }) => (connections + 1) / (ratio * ramp));
    case 'ratio-least-connections-node':
      return leastLoaded(
        candidates,
        turns,
        (candidate) => (nodeConnections(candidate, candidates) + 1) / (candidate.nodeRatio * candidate.ramp),
      );
    case 'weighted-least-connections-member':
      return leastLoaded(
        candidates,
        turns,
        ({ connections, connectionLimit, ramp }) => (connections + 1) / ((connectionLimit || 1) * ramp),
      );
    case 'weighted-least-connections-node':
      return leastLoaded(
        candidates,
        turns,
        (candidate) => (nodeConnections(candidate, candidates) + 1) / ((candidate.connectionLimit || 1) * candidate.ramp),
      );
    default:
      return byTurn(candidates, turns, () => 1);
  }
}

/** Each gets its share in every round, spread over the round: the one that is owed most is next. */
function byTurn<T extends Candidate>(candidates: readonly T[], turns: Turns, shareOf: (candidate: T) => number): T | undefined {
  let next: T | undefined;
  let most = Number.NEGATIVE_INFINITY;
  let round = 0;
  for (const candidate of candidates) {
    const share = shareOf(candidate);
    const owed = (turns.get(candidate.name) ?? 0) + share;
    turns.set(candidate.name, owed);
    round += share;
    if (owed > most) {
      most = owed;
      next = candidate;
    }
  }
  if (next !== undefined) turns.set(next.name, most - round);
  return next;
}

/** Among equals by turn. */
function leastLoaded<T extends Candidate>(candidates: readonly T[], turns: Turns, loadOf: (candidate: T) => number): T | undefined {
  const loads = candidates.map(loadOf);
  const least = Math.min(...loads);
  return byTurn(
    candidates.filter((_, index) => loads[index] === least),
    turns,
    () => 1,
  );
}

function nodeConnections({ address }: Candidate, candidates: readonly Candidate[]): number {
  return candidates.reduce((sum, other) => (other.address === address ? sum + other.connections : sum), 0);
}
