/** The documents about a BIG-IP itself and what its monitors say, written by whichever applier holds its lease. */
import { type Lease, type Log, type Publisher, rest, type Store, underLease } from '@berth/bus';
import { IControlError, listPools, readAll, type Session, within } from '@berth/icontrol';
import type { ApplierConfig } from '@berth/installation';
import {
  type Bigip,
  type BigipNetwork,
  bigipKey,
  leaseKey,
  type MemberStates,
  memberStatesFilter,
  memberStatesKey,
  type Observed,
} from '@berth/messages';
import { readNetwork } from './bigip-network.ts';
import { memberStatesOf } from './member-states.ts';
import type { BigipTarget } from './target.ts';

export type BigipFacts = Pick<Bigip, 'version' | 'units' | 'sync'>;

export type BigipDocumentsOptions = {
  readonly program: string;
  readonly installation: string;
  readonly bigip: BigipTarget;
  readonly timing: Pick<ApplierConfig['timing'], 'memberStates' | 'staleMemberStates' | 'requestTimeout'>;
  readonly store: Store;
  readonly log: Log;
  /** Undefined while the BIG-IP can't be reached. */
  readonly session: () => Session | undefined;
  /** Whether an engine of the site isn't seen now, so that the monitors alone tell of its members. */
  readonly isAnyStale: () => boolean;
};

/** A reading is repeated after this many times what it took, at the earliest. */
const restFactor = 20;
/** How often it is looked whether it is time, ms. */
const round = 1000;
/** How soon it is looked again for a session, ms. */
const soon = 100;

/** Keeps `berth-bigips` equal to what was last told with `set`, and to what the monitors say, while this program is the one to write it. */
export class BigipDocuments {
  readonly #options: BigipDocumentsOptions;
  #facts: BigipFacts | undefined;
  #network: BigipNetwork | undefined;
  #publisher: Publisher<Observed> | undefined;

  constructor(options: BigipDocumentsOptions) {
    this.#options = options;
  }

  set(facts: BigipFacts): void {
    this.#facts = facts;
    this.#publish();
  }

  /** Waits for the lease and keeps them, until `signal` aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    const { program, bigip, store } = this.#options;
    const work = async (lease: Lease, held: AbortSignal) => {
      await using own = await store.publisher('berth-bigips', { filter: bigipKey(bigip.name), lease, bigip: bigip.name }, held);
      await using states = await store.publisher(
        'berth-bigips',
        { filter: memberStatesFilter(bigip.name), lease, bigip: bigip.name },
        held,
      );
      this.#publisher = own;
      this.#publish();
      await Promise.all([this.#keepStates(states, held), this.#keepNetwork(held)]);
      this.#publisher = undefined;
    };
    await underLease(store, { name: leaseKey('bigip', bigip.name), program }, work, signal);
  }

  #publish(): void {
    if (this.#facts === undefined) return;
    const { name } = this.#options.bigip;
    const document: Omit<Bigip, 'epoch'> = { v: 1, kind: 'bigip', name, ...this.#facts, ...(this.#network && { network: this.#network }) };
    this.#publisher?.set(bigipKey(name), document);
  }

  async #keepStates(publisher: Publisher<Observed>, signal: AbortSignal): Promise<void> {
    const { bigip, timing, session, isAnyStale } = this.#options;
    const keys: ReadonlySet<string> = new Set(bigip.engines.map((engine) => memberStatesKey(bigip.name, engine)));
    for (const key of publisher.stored.keys()) if (!keys.has(key)) publisher.delete(key);
    let [began, took] = [performance.now(), 0];
    while (!signal.aborted) {
      const every = isAnyStale() ? timing.staleMemberStates : timing.memberStates;
      await rest(Math.min(round, every), signal);
      const connected = session();
      if (connected === undefined || signal.aborted || performance.now() - began < Math.max(every, restFactor * took)) continue;
      began = performance.now();
      await this.#readStates(connected, publisher, signal);
      took = performance.now() - began;
    }
  }

  /** At once, and then now and then: those are changed by hand, and rarely. */
  async #keepNetwork(signal: AbortSignal): Promise<void> {
    const { bigip, timing, session, log } = this.#options;
    while (!signal.aborted) {
      const connected = session();
      try {
        if (connected !== undefined) {
          this.#network = (await readNetwork(connected, within(timing.requestTimeout, signal))) ?? this.#network;
          this.#publish();
        }
      } catch (error) {
        if (!(error instanceof IControlError) && !signal.aborted) throw error;
        log.debug({ bigip: bigip.name, reason: String(error) }, 'could not read how the BIG-IP stands in its networks');
      }
      await rest(connected === undefined ? soon : timing.memberStates, signal);
    }
  }

  async #readStates(session: Session, publisher: Publisher<Observed>, signal: AbortSignal): Promise<void> {
    const { bigip, installation, timing, log } = this.#options;
    try {
      const pools = await readAll(session, listPools(bigip.partition), within(timing.requestTimeout, signal));
      for (const engine of bigip.engines) {
        const members = memberStatesOf(pools.values(), { installation, engine });
        const document: Omit<MemberStates, 'epoch'> = { v: 1, kind: 'member-states', bigip: bigip.name, engine, members };
        publisher.set(memberStatesKey(bigip.name, engine), document);
      }
    } catch (error) {
      // Whoever works with the BIG-IP tells that it can't be reached; what is stored is what was seen last.
      if (!(error instanceof IControlError) && !signal.aborted) throw error;
      log.debug({ bigip: bigip.name, reason: String(error) }, 'could not read what the monitors say');
    }
  }
}
