/** Probes every member that has a monitor, as the configuration says at any time. */
import { isDeepStrictEqual } from 'node:util';
import type { MonitorState, TrafficConfiguration, TrafficMember, TrafficPool } from '../../traffic.ts';
import type { Reachable } from '../reach.ts';
import { combined, parseExpression } from './expression.ts';
import { MonitorInstance } from './instance.ts';
import { ProbeQueue } from './probe-queue.ts';

type Shared = { readonly instance: MonitorInstance; readonly address: string; readonly port: number; readonly users: Set<Watched> };
type Watched = {
  readonly pool: string;
  readonly member: string;
  readonly address: string;
  readonly port: number;
  readonly expression: string;
  readonly needed: number;
  readonly keys: readonly string[];
  state: MonitorState;
};

export type MonitorsOptions = {
  readonly configuration: TrafficConfiguration;
  readonly reachable: Reachable;
  readonly log: (line: string) => void;
  /** Called when monitors have come to another state for a member. */
  readonly changed: (pool: string, member: string, state: MonitorState) => void;
};

export class Monitors implements Disposable {
  readonly #configuration: TrafficConfiguration;
  readonly #log: (line: string) => void;
  readonly #changed: MonitorsOptions['changed'];
  readonly #queue: ProbeQueue;
  /** Pool → member → what watches it. */
  readonly #pools = new Map<string, Map<string, Watched>>();
  /** Members with one address and port share each monitor's instance, in whatever pools they are. */
  readonly #shared = new Map<string, Shared>();

  constructor({ configuration, reachable, log, changed }: MonitorsOptions) {
    this.#queue = new ProbeQueue(reachable);
    this.#configuration = configuration;
    this.#log = log;
    this.#changed = changed;
    for (const pool of configuration.pools()) this.followPool(pool.name);
  }

  [Symbol.dispose](): void {
    for (const { instance } of this.#shared.values()) instance[Symbol.dispose]();
  }

  state(pool: string, member: string): MonitorState {
    return this.#pools.get(pool)?.get(member)?.state ?? 'unchecked';
  }

  /** Whether the member answers its monitors that it wants no new connections. */
  disables(pool: string, member: string): boolean {
    return (
      this.#pools
        .get(pool)
        ?.get(member)
        ?.keys.some((key) => this.#shared.get(key)?.instance.disabled === true) ?? false
    );
  }

  /** To be called after each change of a pool. */
  followPool(path: string): void {
    const pool = this.#configuration.pool(path);
    const watched = this.#pools.get(path) ?? new Map<string, Watched>();
    for (const [name, watch] of watched) {
      const member = pool?.members.get(name);
      if (pool !== undefined && member !== undefined && isWatchedBy(watch, pool, member)) continue;
      watched.delete(name);
      this.#release(watch);
    }
    for (const member of pool?.members.values() ?? []) {
      if (pool !== undefined && !watched.has(member.name)) this.#watch(pool, member, watched);
    }
    if (watched.size === 0) this.#pools.delete(path);
    else this.#pools.set(path, watched);
  }

  /** To be called after each change of a monitor. Others may inherit from it. */
  followMonitors(): void {
    for (const [key, { instance, address, port, users }] of this.#shared) {
      const monitor = this.#configuration.monitor(instance.monitor.name);
      if (monitor === undefined || isDeepStrictEqual(monitor, instance.monitor)) continue;
      instance[Symbol.dispose]();
      this.#share(key, monitor.name, address, port, users);
    }
    for (const { pool, member } of [...this.#pools.values()].flatMap((members) => [...members.values()]))
      this.#tell(pool, member, 'changed');
  }

  #watch(pool: TrafficPool, member: TrafficMember, watched: Map<string, Watched>): void {
    const text = expressionOf(pool, member);
    const expression = parseExpression(text);
    if (expression === undefined) return;
    const { address, port } = member;
    const keys = expression.monitors.map((monitor) => `${monitor} ${address} ${port}`);
    const watch: Watched = {
      pool: pool.name,
      member: member.name,
      address,
      port,
      expression: text,
      needed: expression.needed,
      keys,
      state: 'checking',
    };
    watched.set(member.name, watch);
    for (const monitor of expression.monitors) {
      const key = `${monitor} ${address} ${port}`;
      const users = this.#shared.get(key)?.users;
      if (users === undefined) this.#share(key, monitor, address, port, new Set([watch]));
      else users.add(watch);
    }
    watch.state = this.#stateOf(watch);
  }

  #share(key: string, path: string, address: string, port: number, users: Set<Watched>): void {
    const monitor = this.#configuration.monitor(path);
    if (monitor === undefined) return;
    const changed = (reason: string): void => {
      for (const { pool, member } of users) this.#tell(pool, member, reason);
    };
    const instance = new MonitorInstance({
      monitor,
      target: { address: monitor.address ?? address, port: monitor.port ?? port },
      queue: this.#queue,
      changed,
    });
    this.#shared.set(key, { instance, address, port, users });
  }

  #release(watch: Watched): void {
    for (const key of watch.keys) {
      const shared = this.#shared.get(key);
      shared?.users.delete(watch);
      if (shared === undefined || shared.users.size > 0) continue;
      shared.instance[Symbol.dispose]();
      this.#shared.delete(key);
    }
  }

  #tell(pool: string, member: string, reason: string): void {
    const watch = this.#pools.get(pool)?.get(member);
    if (watch === undefined) return;
    const state = this.#stateOf(watch);
    if (state === watch.state) return;
    watch.state = state;
    this.#log(`Pool ${pool} member ${member} monitor status ${state} (${reason})`);
    this.#changed(pool, member, state);
  }

  #stateOf({ keys, needed }: Watched): MonitorState {
    return combined(
      keys.map((key) => this.#shared.get(key)?.instance.state ?? 'checking'),
      needed,
    );
  }
}

function expressionOf(pool: TrafficPool, member: TrafficMember): string {
  return member.monitor === 'default' ? pool.monitor : member.monitor;
}

function isWatchedBy(watch: Watched, pool: TrafficPool, member: TrafficMember): boolean {
  return watch.address === member.address && watch.port === member.port && watch.expression === expressionOf(pool, member);
}
