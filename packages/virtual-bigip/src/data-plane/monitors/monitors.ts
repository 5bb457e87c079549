/** Probes every member and node that has a monitor, as the configuration says at any time. */
import { isDeepStrictEqual } from 'node:util';
import type { MonitorState, TrafficConfiguration, TrafficMember, TrafficPool } from '../../traffic.ts';
import type { MemberName } from '../connections.ts';
import type { Reachable } from '../reach.ts';
import { combined, parseExpression } from './expression.ts';
import { MonitorInstance } from './instance.ts';
import { ProbeQueue } from './probe-queue.ts';

type Shared = { readonly instance: MonitorInstance; readonly address: string; readonly port: number; readonly users: Set<Watched> };

/** Something with a monitor: a member of a pool, or a node. */
type Subject = { readonly name: string; readonly address: string; readonly port: number; readonly expression: string };
type Watched = Subject & {
  /** The pool, or NODES. */
  readonly group: string;
  readonly needed: number;
  readonly keys: readonly string[];
  state: MonitorState;
};

/** The group of all nodes; no pool has this name. */
const NODES = '';

export type MonitorsOptions = {
  readonly configuration: TrafficConfiguration;
  readonly reachable: Reachable;
  readonly log: (line: string) => void;
  /** Called when a member is in another state by its monitors, or by its node's. */
  readonly changed: (member: MemberName, state: MonitorState) => void;
};

export class Monitors implements Disposable {
  readonly #configuration: TrafficConfiguration;
  readonly #log: (line: string) => void;
  readonly #changed: MonitorsOptions['changed'];
  readonly #queue: ProbeQueue;
  /** Group → name → what watches it. */
  readonly #groups = new Map<string, Map<string, Watched>>();
  /** Members with one address and port share each monitor's instance, in whatever pools they are. */
  readonly #shared = new Map<string, Shared>();

  constructor({ configuration, reachable, log, changed }: MonitorsOptions) {
    this.#queue = new ProbeQueue(reachable);
    this.#configuration = configuration;
    this.#log = log;
    this.#changed = changed;
    for (const { name } of configuration.nodes()) this.followNode(name);
    for (const { name } of configuration.pools()) this.followPool(name);
  }

  [Symbol.dispose](): void {
    for (const { instance } of this.#shared.values()) instance[Symbol.dispose]();
  }

  /** What a member's monitors say, and its node's: it can't be better than its node. */
  state(pool: string, member: string): MonitorState {
    const own = this.#groups.get(pool)?.get(member)?.state ?? 'unchecked';
    const node = this.nodeState(this.#configuration.pool(pool)?.members.get(member)?.node ?? '');
    if (own === 'down' || node === 'down') return 'down';
    return node === 'checking' ? 'checking' : own;
  }

  nodeState(node: string): MonitorState {
    return this.#groups.get(NODES)?.get(node)?.state ?? 'unchecked';
  }

  /** Whether the member answers its monitors that it wants no new connections. */
  disables(pool: string, member: string): boolean {
    const keys = this.#groups.get(pool)?.get(member)?.keys ?? [];
    return keys.some((key) => this.#shared.get(key)?.instance.disabled === true);
  }

  /** To be called after each change of a pool. */
  followPool(path: string): void {
    const pool = this.#configuration.pool(path);
    for (const name of this.#groups.get(path)?.keys() ?? []) if (pool?.members.has(name) !== true) this.#follow(path, name, undefined);
    for (const member of pool?.members.values() ?? []) {
      const { name, address, port } = member;
      this.#follow(path, name, { name, address, port, expression: pool === undefined ? '' : expressionOf(pool, member) });
    }
  }

  /** To be called after each change of a node. */
  followNode(path: string): void {
    const node = this.#configuration.node(path);
    this.#follow(NODES, path, node && { name: path, address: node.address, port: 0, expression: node.monitor });
  }

  /** To be called after each change of a monitor. Others may inherit from it. */
  followMonitors(): void {
    for (const [key, { instance, address, port, users }] of this.#shared) {
      const monitor = this.#configuration.monitor(instance.monitor.name);
      if (monitor === undefined || isDeepStrictEqual(monitor, instance.monitor)) continue;
      instance[Symbol.dispose]();
      this.#share(key, monitor.name, { address, port, users });
      for (const user of users) this.#tell(user, 'the monitor has changed');
    }
  }

  #follow(group: string, name: string, subject: Subject | undefined): void {
    const watched = this.#groups.get(group) ?? new Map<string, Watched>();
    const known = watched.get(name);
    if (known !== undefined && subject !== undefined && isSame(known, subject)) return;
    if (known !== undefined) {
      watched.delete(name);
      this.#release(known);
    }
    if (subject !== undefined) this.#watch(group, subject, watched);
    if (watched.size === 0) this.#groups.delete(group);
    else this.#groups.set(group, watched);
  }

  #watch(group: string, subject: Subject, watched: Map<string, Watched>): void {
    const expression = parseExpression(subject.expression);
    if (expression === undefined) return;
    const { address, port } = subject;
    const keys = expression.monitors.map((monitor) => `${monitor} ${address} ${port}`);
    const watch: Watched = { ...subject, group, needed: expression.needed, keys, state: 'checking' };
    watched.set(subject.name, watch);
    for (const [at, key] of keys.entries()) {
      const users = this.#shared.get(key)?.users;
      if (users === undefined) this.#share(key, expression.monitors[at] ?? '', { address, port, users: new Set([watch]) });
      else users.add(watch);
    }
    watch.state = this.#stateOf(watch);
  }

  #share(key: string, path: string, { address, port, users }: Omit<Shared, 'instance'>): void {
    const monitor = this.#configuration.monitor(path);
    if (monitor === undefined) return;
    const changed = (reason: string): void => {
      for (const user of users) this.#tell(user, reason);
    };
    const target = { address: monitor.address ?? address, port: monitor.port ?? port };
    const instance = new MonitorInstance({ monitor, target, queue: this.#queue, changed });
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

  #tell(watch: Watched, reason: string): void {
    const state = this.#stateOf(watch);
    if (state === watch.state) return;
    watch.state = state;
    const { group, name } = watch;
    this.#log(`${group === NODES ? 'Node' : `Pool ${group} member`} ${name} monitor status ${state} (${reason})`);
    const members = group === NODES ? (this.#configuration.node(name)?.members ?? []) : [{ pool: group, name }];
    for (const member of members) this.#changed(member, this.state(member.pool, member.name));
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

function isSame(one: Subject, other: Subject): boolean {
  return one.address === other.address && one.port === other.port && one.expression === other.expression;
}
