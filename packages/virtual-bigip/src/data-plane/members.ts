/** Which members take connections, and which of them gets the next one. */
import type { MonitorState, TrafficConfiguration, TrafficMember, TrafficPool } from '../traffic.ts';
import { type Connections, keyOf, type MemberName } from './connections.ts';
import { activeGroup, choose, type Turns } from './load-balancing.ts';

/** Where a connection goes: a member, or an address that a rule names. */
export type Destination = {
  readonly address: string;
  readonly port: number;
  readonly member?: MemberName;
};

/** The share of a member that has just become available. */
const LEAST_RAMP = 0.01;

export type MembersOptions = {
  readonly configuration: TrafficConfiguration;
  readonly connections: Connections;
  readonly monitors: { state(pool: string, member: string): MonitorState; disables(pool: string, member: string): boolean };
  /** Whether a member takes connections before its monitors have answered. */
  readonly checking: 'excluded' | 'eligible';
  /** Milliseconds. */
  readonly now: () => number;
};

export class Members {
  readonly #configuration: TrafficConfiguration;
  readonly #connections: Connections;
  readonly #monitors: MembersOptions['monitors'];
  readonly #checking: MembersOptions['checking'];
  readonly #now: () => number;
  readonly #turns = new Map<string, Turns>();
  /** Pool → member → when it became available. */
  readonly #since = new Map<string, Map<string, number>>();

  constructor({ configuration, connections, monitors, checking, now }: MembersOptions) {
    this.#configuration = configuration;
    this.#connections = connections;
    this.#monitors = monitors;
    this.#checking = checking;
    this.#now = now;
    for (const pool of configuration.pools()) this.followPool(pool.name, pool.members);
  }

  /** The member that gets the next connection to the pool; undefined if none takes one. Those whose keys are in `except` were tried already. */
  next(path: string, except: ReadonlySet<string>): Destination | undefined {
    const pool = this.#configuration.pool(path);
    if (pool === undefined) return undefined;
    const open = this.#open(pool).filter(({ name }) => !except.has(keyOf({ pool: path, name })));
    const candidates = activeGroup(open, pool.minActiveMembers).map((member) => ({
      ...member,
      connections: this.#connections.counted(path, member.name).current,
      ramp: this.#ramp(pool, member),
    }));
    const turns = this.#turns.get(path) ?? new Map();
    this.#turns.set(path, turns);
    const chosen = choose(candidates, pool.loadBalancingMode, turns);
    return chosen && { address: chosen.address, port: chosen.port, member: { pool: path, name: chosen.name } };
  }

  /** The member at this address, if it takes a client that was there before: it may be disabled, but not down. */
  again(
    path: string,
    kept: { readonly address: string; readonly port: number } | undefined,
    except: ReadonlySet<string>,
  ): Destination | undefined {
    const pool = this.#configuration.pool(path);
    const member = kept && this.#at(pool, kept.address, kept.port);
    if (pool === undefined || member === undefined || except.has(keyOf({ pool: path, name: member.name }))) return undefined;
    return this.#isUp(pool, member) && this.#hasRoom(pool, member) ? this.named(path, member.name) : undefined;
  }

  /** A member that a rule names gets the connection whatever its state. */
  named(path: string, name: string): Destination | undefined {
    const member = this.#configuration.pool(path)?.members.get(name);
    return member && { address: member.address, port: member.port, member: { pool: path, name } };
  }

  /** Names of the members of a pool that take new connections. */
  active(path: string): readonly string[] {
    const pool = this.#configuration.pool(path);
    return pool === undefined ? [] : this.#open(pool).map(({ name }) => name);
  }

  status(path: string, address: string, port: number): 'up' | 'down' | 'session_disabled' {
    const pool = this.#configuration.pool(path);
    const member = this.#at(pool, address, port);
    if (pool === undefined || member === undefined || !this.#isUp(pool, member)) return 'down';
    return this.#isEnabled(pool, member) ? 'up' : 'session_disabled';
  }

  /** To be called after each change of a pool, with the members that it has now. */
  followPool(path: string, members: ReadonlyMap<string, TrafficMember> | undefined): void {
    const turns = this.#turns.get(path);
    for (const name of turns?.keys() ?? []) if (members?.has(name) !== true) turns?.delete(name);
    const since = this.#since.get(path) ?? new Map<string, number>();
    for (const name of since.keys()) if (members?.has(name) !== true) since.delete(name);
    for (const { name, session, state } of members?.values() ?? []) {
      if (session === 'user-disabled' || state === 'user-down') since.delete(name);
      else if (!since.has(name)) since.set(name, this.#now());
    }
    this.#since.set(path, since);
    if (members !== undefined) return;
    this.#turns.delete(path);
    this.#since.delete(path);
  }

  /** To be called when monitors find a member up. */
  cameUp(pool: string, member: string): void {
    this.#since.get(pool)?.set(member, this.#now());
  }

  #open(pool: TrafficPool): TrafficMember[] {
    return [...pool.members.values()].filter(
      (member) => this.#isUp(pool, member) && this.#isEnabled(pool, member) && this.#hasRoom(pool, member),
    );
  }

  #at(pool: TrafficPool | undefined, address: string, port: number): TrafficMember | undefined {
    for (const member of pool?.members.values() ?? []) if (member.address === address && member.port === port) return member;
    return undefined;
  }

  #hasRoom(pool: TrafficPool, { name, connectionLimit }: TrafficMember): boolean {
    return connectionLimit === 0 || this.#connections.counted(pool.name, name).current < connectionLimit;
  }

  #ramp({ name, slowRampTime }: TrafficPool, member: TrafficMember): number {
    const since = this.#since.get(name)?.get(member.name);
    if (since === undefined || slowRampTime === 0) return 1;
    return Math.min(1, Math.max(LEAST_RAMP, (this.#now() - since) / (slowRampTime * 1000)));
  }

  #isUp(pool: TrafficPool, { name, state }: TrafficMember): boolean {
    const monitored = this.#monitors.state(pool.name, name);
    return (
      state === 'user-up' &&
      (monitored === 'up' || monitored === 'unchecked' || (monitored === 'checking' && this.#checking === 'eligible'))
    );
  }

  #isEnabled(pool: TrafficPool, { name, session }: TrafficMember): boolean {
    return session === 'user-enabled' && !this.#monitors.disables(pool.name, name);
  }
}
