/** What is to be thought of engines that no collector sees: by the time that passed, by operators, and by what the monitors say of their members. */
import { compareText, type EngineName, type MemberStates, type Origin } from '@berth/messages';

/**
 * none: it is seen, or was until just now. withdraw: what the monitors call down has no answer in DNS. forget-down: containers that they
 * call down are given up. forget: all of its containers are.
 */
export type Doubt = 'none' | 'withdraw' | 'forget-down' | 'forget';

/** `since`: when a stale engine was seen last, ms since 1970; undefined for one that isn't stale. */
export type Doubted = { readonly since: number | undefined; readonly doubt: Doubt };

export type DoubtTiming = {
  /** ms for which it must not have been seen. */
  readonly withdraw: number;
  readonly forgetAfter: number;
};

/** What decides about it: `since` as in `Doubted`, and what an operator decided. */
export type Seen = Pick<Doubted, 'since'> & { readonly decision: 'forget' | 'none'; readonly now: number };

export function doubtOf({ since, decision, now }: Seen, timing: DoubtTiming): Doubt {
  if (since === undefined) return 'none';
  if (decision === 'forget') return 'forget';
  if (now - since >= timing.forgetAfter) return 'forget-down';
  return now - since >= timing.withdraw ? 'withdraw' : 'none';
}

type Whose = Pick<Origin, 'engine' | 'container'>;
type Said = Pick<MemberStates, 'bigip' | 'engine' | 'members'>;

/** The doubts about a site's engines, and which of their containers they concern. */
export class EngineDoubts {
  readonly #doubts = new Map<EngineName, Exclude<Doubt, 'none'>>();
  /** Engine → BIG-IP → what its monitors say. */
  readonly #said = new Map<EngineName, Map<string, MemberStates['members']>>();
  /** Containers that were given up since the engine was seen last: they stay so, though no monitor says anything of them any more. */
  readonly #forgotten = new Map<EngineName, Set<string>>();

  of(engine: EngineName): Doubt {
    return this.#doubts.get(engine) ?? 'none';
  }

  /** What an earlier holder of the lease gave up. */
  recall(engine: EngineName, forgotten: readonly string[]): void {
    if (forgotten.length > 0) this.#forgotten.set(engine, new Set(forgotten));
  }

  set(engine: EngineName, doubt: Doubt): void {
    if (doubt === 'none') this.#doubts.delete(engine);
    else this.#doubts.set(engine, doubt);
    if (doubt === 'none') this.#forgotten.delete(engine);
    this.#giveUp(engine);
  }

  /** Takes in what the monitors of one BIG-IP say. Returns the pools of which they say something else, while that matters. */
  hear({ bigip, engine, members }: Said): Set<string> {
    const said = this.#said.get(engine) ?? new Map<string, MemberStates['members']>();
    const before = said.get(bigip) ?? [];
    said.set(bigip, members);
    this.#said.set(engine, said);
    if (this.of(engine) === 'none') return new Set();
    this.#giveUp(engine);
    const [old, now] = [new Set(before.map(told)), new Set(members.map(told))];
    return new Set([...before, ...members].filter((member) => !(old.has(told(member)) && now.has(told(member)))).map(({ pool }) => pool));
  }

  /** Whether it is out of sight and down by the monitors of that BIG-IP. */
  isDown(bigip: string, pool: string, { engine, container }: Whose): boolean {
    if (this.of(engine) === 'none') return false;
    const said = this.#said.get(engine)?.get(bigip) ?? [];
    return said.some((member) => member.pool === pool && container.startsWith(member.container) && member.state === 'down');
  }

  isForgotten({ engine, container }: Whose): boolean {
    const doubt = this.of(engine);
    return doubt === 'forget' || (doubt === 'forget-down' && this.#forgotten.get(engine)?.has(shortId(container)) === true);
  }

  /** The containers that were given up one by one, 12 digits of their ids, sorted. */
  forgotten(engine: EngineName): string[] {
    return [...(this.#forgotten.get(engine) ?? [])].sort(compareText);
  }

  /** One that a single BIG-IP reaches stays. */
  #giveUp(engine: EngineName): void {
    if (this.of(engine) !== 'forget-down') return;
    const all = [...(this.#said.get(engine)?.values() ?? [])].flat();
    const alive = new Set(all.filter(({ state }) => state !== 'down').map(({ container }) => container));
    const down = new Set(all.map(({ container }) => container)).difference(alive);
    this.#forgotten.set(engine, (this.#forgotten.get(engine) ?? new Set<string>()).union(down));
  }
}

/** As in marks on a BIG-IP. */
function shortId(container: string): string {
  return container.slice(0, 12);
}

function told({ pool, member, container, state }: MemberStates['members'][number]): string {
  return `${pool} ${member} ${container} ${state}`;
}
