/** Pure: who owns a host name, or a destination of virtual servers, that several claim, and why. */
import type { DestinationName } from '@berth/convention';
import { type ContainerId, compareText, type EngineName, type HostName, type Origin, type ServiceName } from '@berth/messages';
import { havingIt, type PlanProblem } from './problems.ts';

/**
 * One container's wish that a host name leads to its whole service (`pool`), or to itself alone: in HTTP and DNS (`member`), in DNS only
 * (`name`), or as the name of its address (`reverse`).
 */
export type HostClaim = Claimant & { readonly kind: 'pool' | 'member' | 'name' | 'reverse'; readonly host: HostName };

/** A service's wish that a virtual server with this destination is its own; `origin` is the container whose label says so. */
export type VirtualClaim = Claimant & { readonly kind: 'virtual'; readonly host: DestinationName };

export type Claim = HostClaim | VirtualClaim;

type Claimant = { readonly service: ServiceName; readonly origin: Origin; readonly startedAt: number };

/** Who has a host name: a service, or one container of it. */
export type Holder = {
  readonly service: ServiceName;
  /** The one container that the name leads to. */
  readonly member: { readonly engine: EngineName; readonly container: ContainerId } | undefined;
  /** Engines that were unknown when this was decided: what they claim has not been heard yet. */
  readonly unheard: readonly EngineName[];
};

export type Moment = {
  readonly unknown: readonly EngineName[];
  /** Engines that were unknown until now. */
  readonly arrived: ReadonlySet<EngineName>;
};

type Side = { readonly key: string; readonly first: Claim; readonly claims: readonly Claim[] };

export type Decision = {
  readonly holder: Holder | undefined;
  /** The holder's own claim, the longest-running one; undefined while its claim can't be seen. */
  readonly claim: Claim | undefined;
  readonly losers: readonly Claim[];
};

/**
 * The longest-running claim wins, and stays the winner: a later one has to wait until it is given up. Only an engine that had not been heard
 * when the winner was found may still show that its claim is older, so that it does not matter which engine is heard first.
 * A holder that claims nothing any more keeps the name while its engine is unknown, and else until somebody else wants it.
 */
export function decide(claims: Iterable<Claim>, holder: Holder | undefined, moment: Moment): Decision {
  const claimants = byClaimant(claims);
  const winner = winnerOf(claimants, holder, moment);
  const losers = [...claimants.values()].filter((other) => other !== winner).flatMap((other) => other.claims);
  if (winner === undefined) return { holder, claim: undefined, losers };
  const stays = holder !== undefined && keyOf(holder) === winner.key;
  return {
    holder: {
      ...holderOf(winner.first),
      unheard: stays ? holder.unheard.filter((engine) => moment.unknown.includes(engine)) : moment.unknown,
    },
    claim: winner.first,
    losers,
  };
}

/** Undefined: the holder stays though it claims nothing, or there is nobody at all. */
function winnerOf(claimants: ReadonlyMap<string, Side>, holder: Holder | undefined, { unknown, arrived }: Moment): Side | undefined {
  if (holder === undefined) return longestRunning(claimants.values());
  const own = claimants.get(keyOf(holder));
  if (own === undefined) return isOutOfSight(holder, unknown) ? undefined : longestRunning(claimants.values());
  const unheard = ({ origin }: Claim) => holder.unheard.includes(origin.engine) && arrived.has(origin.engine);
  return longestRunning([...claimants.values()].filter((other) => other === own || other.claims.some(unheard)));
}

/** Whether its claim may well be there, on an engine that can't be seen. */
function isOutOfSight({ member }: Holder, unknown: readonly EngineName[]): boolean {
  return member === undefined ? unknown.length > 0 : unknown.includes(member.engine);
}

function byClaimant(claims: Iterable<Claim>): Map<string, Side> {
  const claimants = new Map<string, { key: string; first: Claim; claims: Claim[] }>();
  for (const claim of claims) {
    const key = keyOf(holderOf(claim));
    const claimant = claimants.get(key);
    if (claimant === undefined) claimants.set(key, { key, first: claim, claims: [claim] });
    else {
      claimant.claims.push(claim);
      if (startedEarlier(claim, claimant.first) < 0) claimant.first = claim;
    }
  }
  return claimants;
}

function longestRunning(claimants: Iterable<Side>): Side | undefined {
  let best: Side | undefined;
  for (const claimant of claimants) if (best === undefined || startedEarlier(claimant.first, best.first) < 0) best = claimant;
  return best;
}

/** One order for all: by start, then by container, then by service, so that there is never a tie between different claimants. */
function startedEarlier(a: Claim, b: Claim): number {
  return a.startedAt - b.startedAt || compareText(keyOf(holderOf(a)) + a.origin.container, keyOf(holderOf(b)) + b.origin.container);
}

function holderOf({ kind, service, origin: { engine, container } }: Claim): Omit<Holder, 'unheard'> {
  return { service, member: kind === 'pool' || kind === 'virtual' ? undefined : { engine, container } };
}

/** Equal for one and the same owner of a name. */
export function keyOf({ service, member }: Omit<Holder, 'unheard'>): string {
  return member === undefined ? service : `${service}/${member.container}`;
}

/** Tells those who wanted the name in vain, and who has it; nothing while the name is not disputed. */
export function disputeProblem(host: Claim['host'], { holder, claim, losers }: Decision): readonly PlanProblem[] {
  if (holder === undefined || losers.length === 0) return [];
  const isVirtual = losers.some(({ kind }) => kind === 'virtual');
  const owner = claim === undefined ? `service ${holder.service}, which can't be seen now` : described(claim);
  return [
    {
      ...havingIt(losers.map(({ origin }) => origin)),
      subject: `${isVirtual ? 'virtual' : 'name'}-${host}`,
      severity: 'warning',
      what: `the ${isVirtual ? 'virtual server' : 'name'} ${host} belongs to ${owner}; it is also claimed by ${toldOf(losers).map(described).toSorted(compareText).join(', ')}${losers.length > mostTold ? ` and ${losers.length - mostTold} more` : ''}`,
      where: toldOf(losers)
        .map(({ origin }) => `engine ${origin.engine}, container ${origin.name}`)
        .toSorted(compareText)
        .join('; '),
      hint: `${isVirtual ? 'give one of them another destination' : 'rename one of them'}, or let only one claim it; the longest-running has it`,
    },
  ];
}

const mostTold = 10;

/** Always the same ones, however many there are. */
function toldOf(losers: readonly Claim[]): readonly Claim[] {
  return losers.length <= mostTold
    ? losers
    : losers.toSorted((a, b) => compareText(a.origin.container + a.service, b.origin.container + b.service)).slice(0, mostTold);
}

function described({ service, origin }: Claim): string {
  return `${origin.name} (${origin.container.slice(0, 12)} on ${origin.engine}, service ${service})`;
}
