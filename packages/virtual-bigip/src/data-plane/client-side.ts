/** A client's connection to a virtual server: what rules make of its events, and how it comes to a member. */
import type { TrafficConfiguration, TrafficVirtual } from '../traffic.ts';
import { keyOf } from './connections.ts';
import type { Destination, Members } from './members.ts';
import type { Persistence } from './persistence.ts';
import { type Effect, type EventContext, nothingKnown } from './rules/rule-effects.ts';
import type { RuleConnection } from './rules/rule-engine.ts';
import { destinationFor, poolOf, type Selection, selectedBy } from './selection.ts';
import { MemberFailed } from './server-side.ts';

/** The connection is to be reset, as a rule or the state of things wants it. */
export class ConnectionRefused extends Error {
  override readonly name = 'ConnectionRefused';
}

export type Respond = Extract<Effect, { kind: 'respond' }>;

export type Surroundings = {
  readonly configuration: TrafficConfiguration;
  readonly members: Members;
};

/** Where a client comes from, and the address that it came to. */
type Ends = Pick<EventContext, 'clientAddress' | 'clientPort' | 'localAddress' | 'localPort'>;

export type ClientSideOptions = {
  readonly virtual: TrafficVirtual;
  readonly ends: Ends;
  readonly rules: RuleConnection | undefined;
  readonly persistence: Persistence | undefined;
  readonly surroundings: Surroundings;
};

/** A rule that reselects for ever is stopped after as many times. */
const MOST_RESELECTIONS = 100;

export class ClientSide {
  readonly virtual: TrafficVirtual;
  selection: Selection;
  persistence: Persistence | undefined;
  readonly #rules: RuleConnection | undefined;
  readonly #surroundings: Surroundings;
  #context: EventContext;

  constructor({ virtual, ends, rules, persistence, surroundings }: ClientSideOptions) {
    this.persistence = persistence;
    this.virtual = virtual;
    this.selection = virtual.pool === undefined ? { kind: 'none' } : { kind: 'pool', pool: virtual.pool };
    this.#rules = rules;
    this.#surroundings = surroundings;
    this.#context = { ...nothingKnown, virtual: virtual.name, ...ends };
  }

  get address(): string {
    return this.#context.clientAddress;
  }

  /** Where its connections to members come from, unless the address is translated. */
  get sourceAddress(): string | undefined {
    return this.virtual.sourceAddressTranslation === 'none' ? this.address : undefined;
  }

  /** Whether a rule waits for `event`. */
  handles(event: string): boolean {
    return this.#rules?.handles(event) === true;
  }

  /** Lets the rules see `event` and follows what they choose. Throws ConnectionRefused when they want the connection reset. */
  async fire(event: string, about: Partial<EventContext> = {}): Promise<readonly Effect[]> {
    this.#context = { ...this.#context, pool: poolOf(this.selection), ...about };
    if (this.#rules === undefined || !this.handles(event)) return [];
    const { effects, failure } = await this.#rules.fire(event, this.#context);
    if (failure !== undefined) throw new ConnectionRefused(`${failure.rule} failed`);
    if (effects.some(({ kind }) => kind === 'reject')) throw new ConnectionRefused(`rejected in ${event}`);
    this.selection = selectedBy(effects, this.selection);
    return effects;
  }

  /**
   * Opens a connection to a member, or comes back with what a rule responds instead. `open` throws MemberFailed when the member takes none.
   * Throws ConnectionRefused if there is nobody to connect to.
   */
  async connect<Server>(open: (destination: Destination) => Promise<Server>): Promise<Server | Respond> {
    const { members, configuration } = this.#surroundings;
    const tried = new Set<string>();
    let triesLeft: number | undefined;
    for (let round = 0; round < MOST_RESELECTIONS; round += 1) {
      const destination = destinationFor(this.selection, members, { tried, persistence: this.persistence });
      if (destination !== undefined) {
        const { address, port, member } = destination;
        if (member !== undefined) tried.add(keyOf(member));
        const effects = await this.fire('LB_SELECTED', { serverAddress: address, serverPort: port });
        if (effects.some(({ kind }) => kind === 'reselect')) continue;
        try {
          const server = await open(destination);
          this.persistence?.chosen(destination);
          return server;
        } catch (error) {
          if (!(error instanceof MemberFailed)) throw error;
        }
        triesLeft ??= configuration.pool(poolOf(this.selection))?.reselectTries ?? 0;
        if (triesLeft-- > 0) continue;
      }
      const effects = await this.fire('LB_FAILED');
      const respond = effects.find((effect) => effect.kind === 'respond');
      if (respond !== undefined) return respond;
      const again = effects.some(({ kind }) => kind === 'reselect' || kind === 'pool' || kind === 'member' || kind === 'node');
      if (!again) throw new ConnectionRefused('no member takes the connection');
    }
    throw new ConnectionRefused('reselected too often');
  }

  /** Lets the rules see the end, which they can't change any more. */
  async close(): Promise<void> {
    try {
      await this.fire('CLIENT_CLOSED');
    } catch (error) {
      if (!(error instanceof ConnectionRefused)) throw error;
    }
    this.#rules?.end();
  }
}
