/** Which members take connections, and which of them gets the next one. */
import type { MonitorState, TrafficConfiguration, TrafficMember, TrafficPool } from '../traffic.ts';
import type { Connections, MemberName } from './connections.ts';
import { activeGroup, choose, type Turns } from './load-balancing.ts';

/** Where a connection goes: a member, or an address that a rule names. */
export type Destination = {
  readonly address: string;
  readonly port: number;
  readonly member?: MemberName;
};

export type MembersOptions = {
  readonly configuration: TrafficConfiguration;
  readonly connections: Connections;
  readonly monitors: { state(pool: string, member: string): MonitorState; disables(pool: string, member: string): boolean };
  /** Whether a member takes connections before its monitors have answered. */
  readonly checking: 'excluded' | 'eligible';
};

export class Members {
  readonly #configuration: TrafficConfiguration;
  readonly #connections: Connections;
  readonly #monitors: MembersOptions['monitors'];
  readonly #checking: MembersOptions['checking'];
  readonly #turns = new Map<string, Turns>();

  constructor({ configuration, connections, monitors, checking }: MembersOptions) {
    this.#configuration = configuration;
    this.#connections = connections;
    this.#monitors = monitors;
    this.#checking = checking;
  }

  /** The member that gets the next connection to the pool; undefined if none takes one. Members in `except` were tried already. */
  next(path: string, except: ReadonlySet<string>): Destination | undefined {
    const pool = this.#configuration.pool(path);
    if (pool === undefined) return undefined;
    const open = this.#open(pool).filter(({ name }) => !except.has(name));
    const candidates = activeGroup(open, pool.minActiveMembers).map((member) => ({
      ...member,
      connections: this.#connections.counted(path, member.name).current,
      ramp: 1,
    }));
    const turns = this.#turns.get(path) ?? new Map();
    this.#turns.set(path, turns);
    const chosen = choose(candidates, pool.loadBalancingMode, turns);
    return chosen && { address: chosen.address, port: chosen.port, member: { pool: path, name: chosen.name } };
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
    const member = [...(pool?.members.values() ?? [])].find((candidate) => candidate.address === address && candidate.port === port);
    if (pool === undefined || member === undefined || !this.#isUp(pool, member)) return 'down';
    return this.#isEnabled(pool, member) ? 'up' : 'session_disabled';
  }

  /** To be called after each change of a pool: nobody owes anything to a member that went. */
  followPool(path: string, members: ReadonlyMap<string, unknown> | undefined): void {
    const turns = this.#turns.get(path);
    for (const name of turns?.keys() ?? []) if (members?.has(name) !== true) turns?.delete(name);
    if (turns?.size === 0) this.#turns.delete(path);
  }

  #open(pool: TrafficPool): TrafficMember[] {
    return [...pool.members.values()].filter(
      (member) =>
        this.#isUp(pool, member) &&
        this.#isEnabled(pool, member) &&
        (member.connectionLimit === 0 || this.#connections.counted(pool.name, member.name).current < member.connectionLimit),
    );
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
