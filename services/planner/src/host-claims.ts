/** The host names and the destinations of virtual servers of a site: who claims each, and who has it. */
import type { EngineName, ServiceName } from '@berth/messages';
import { type Claim, decide, disputeProblem, type Holder, keyOf, type Moment } from './claims.ts';
import type { PlanProblem } from './problems.ts';

export type Settled = {
  /** Services that won or lost a name, or had a name of theirs disputed. */
  readonly services: Set<ServiceName>;
  readonly problems: Map<Claim['host'], readonly PlanProblem[]>;
};

/** Remembers the owner of each name, so that a name stays with whom it is. */
export class HostClaims {
  readonly #claims = new Map<Claim['host'], Map<string, Claim>>();
  readonly #holders = new Map<Claim['host'], Holder>();
  /** Names to be decided again. */
  readonly #open = new Set<Claim['host']>();

  add(claim: Claim): void {
    const claims = this.#claims.get(claim.host);
    if (claims === undefined) this.#claims.set(claim.host, new Map([[claimId(claim), claim]]));
    else claims.set(claimId(claim), claim);
    this.#open.add(claim.host);
  }

  withdraw(claim: Claim): void {
    const claims = this.#claims.get(claim.host);
    claims?.delete(claimId(claim));
    if (claims?.size === 0) this.#claims.delete(claim.host);
    this.#open.add(claim.host);
  }

  /** Who had the name when the stored documents were planned. The first that says so is taken at its word. */
  recall(host: Claim['host'], holder: Holder): void {
    if (!this.#holders.has(host)) this.#holders.set(host, holder);
    this.#open.add(host);
  }

  /** The name is to be decided again, for what is known of engines has changed. */
  reopen(host: Claim['host']): void {
    this.#open.add(host);
  }

  /** The service does not use the name any more: it is for others, if there are any. */
  release(host: Claim['host'], service: ServiceName): void {
    if (this.#holders.get(host)?.service !== service) return;
    this.#holders.delete(host);
    if (this.#claims.has(host)) this.#open.add(host);
  }

  holds(host: Claim['host'], claimant: Omit<Holder, 'unheard'>): boolean {
    const holder = this.#holders.get(host);
    return holder !== undefined && keyOf(holder) === keyOf(claimant);
  }

  /** Decides every name whose claims changed. */
  settle(unknown: readonly EngineName[], arrived: ReadonlySet<EngineName>): Settled {
    const moment: Moment = { unknown, arrived };
    const settled: Settled = { services: new Set(), problems: new Map() };
    for (const host of this.#open) {
      const before = this.#holders.get(host);
      const decision = decide(this.#claims.get(host)?.values() ?? [], before, moment);
      if (decision.holder === undefined) this.#holders.delete(host);
      else this.#holders.set(host, decision.holder);
      if (changed(before, decision.holder)) {
        if (before !== undefined) settled.services.add(before.service);
        if (decision.holder !== undefined) settled.services.add(decision.holder.service);
      }
      settled.problems.set(host, disputeProblem(host, decision));
    }
    this.#open.clear();
    return settled;
  }
}

function changed(before: Holder | undefined, after: Holder | undefined): boolean {
  return before === undefined || after === undefined ? before !== after : keyOf(before) !== keyOf(after);
}

function claimId({ kind, service, origin }: Claim): string {
  return `${kind} ${service} ${origin.container}`;
}
