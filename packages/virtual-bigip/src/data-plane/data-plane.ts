/** Carries traffic as the configuration says: listens, runs rules, balances over members, probes them. */
import type { DataPlane, MonitorState, TrafficChange, TrafficConfiguration, TrafficPool, WideIps } from '../traffic.ts';
import type { Surroundings } from './client-side.ts';
import { Connections, type MemberName } from './connections.ts';
import { UdpQueries } from './dns/udp-queries.ts';
import { Listeners } from './listeners.ts';
import { Members } from './members.ts';
import { Monitors } from './monitors/monitors.ts';
import { ClientAddresses } from './persistence.ts';
import { type Reach, Reachable } from './reach.ts';
import { RuleEngine } from './rules/rule-engine.ts';
import { ServerSides } from './server-side.ts';
import { Tasks } from './tasks.ts';
import { TcpClients } from './tcp-clients.ts';
import { UdpClients } from './udp-clients.ts';

export type DataPlaneOptions = {
  readonly log: (line: string) => void;
  /** Whether a member takes connections before its monitors have answered. */
  readonly checking: 'excluded' | 'eligible';
  readonly reach: Reach;
  /** The time that rules are told, in ms. */
  readonly now: () => number;
  readonly wideIps: WideIps;
};

/** Carries traffic as `configuration` says, until it is disposed. */
export async function startDataPlane(
  configuration: TrafficConfiguration,
  { log, checking, reach, now, wideIps }: DataPlaneOptions,
): Promise<DataPlane> {
  await using starting = new AsyncDisposableStack();
  const tasks = starting.use(new Tasks());
  const reachable = new Reachable(reach);
  const connections = new Connections();
  const monitors = starting.use(new Monitors({ configuration, reachable, log, changed: (member, state) => judged(member, state) }));
  const members = new Members({ configuration, connections, monitors, checking, now });
  const judged = (member: MemberName, state: MonitorState): void => {
    if (state === 'up') members.cameUp(member.pool, member.name);
    if (state === 'down') endService(member, configuration.pool(member.pool)?.serviceDownAction ?? 'none');
  };
  const endService = (member: MemberName, action: TrafficPool['serviceDownAction']): void => {
    // A connection can't be dropped so that the client hears nothing.
    if (action !== 'none') connections.end(member, action === 'drop' ? 'reset' : action);
  };
  const rules = starting.use(new RuleEngine({ configuration, members, log, now }));
  const surroundings: Surroundings = { configuration, members };
  const clientAddresses = new ClientAddresses(now);
  const servers = starting.use(new ServerSides(connections, reachable));
  const tcp = starting.use(new TcpClients({ rules, servers, clientAddresses, surroundings, wideIps, tasks, log }));
  const udp = starting.use(new UdpClients({ rules, connections, reachable, clientAddresses, surroundings, tasks, log }));
  const queries = starting.use(new UdpQueries({ rules, connections, reachable, surroundings, wideIps, tasks, log }));
  const listeners = starting.use(
    new Listeners({
      configuration,
      log,
      accept: (virtual, socket) => tcp.accept(virtual, socket),
      receive: (virtual, message, from, listening) => {
        if (virtual.dns === undefined) udp.receive(virtual, message, from, listening);
        else queries.receive(virtual, virtual.dns, message, { from, listening });
      },
    }),
  );
  const follow = ({ kind, path }: TrafficChange): void => {
    switch (kind) {
      case 'virtual':
        listeners.followVirtual(path);
        // A disabled one keeps the connections that it has.
        if (configuration.virtual(path) !== undefined) break;
        tcp.drop(path);
        udp.drop(path);
        queries.drop(path);
        break;
      case 'pool': {
        const present = configuration.pool(path)?.members;
        monitors.followPool(path);
        members.followPool(path, present);
        connections.followPool(path, present);
        break;
      }
      case 'node':
        monitors.followNode(path);
        break;
      case 'monitor':
        monitors.followMonitors();
        break;
      case 'rule':
      case 'data-group':
        break;
      default:
        kind satisfies never;
    }
  };
  starting.defer(configuration.onChange(follow));
  const ended = starting.move();
  return {
    member: (pool, member) => {
      const { current, total } = connections.counted(pool, member);
      return { monitorState: monitors.state(pool, member), currentConnections: current, totalConnections: total };
    },
    node: (path) => monitors.nodeState(path),
    virtual: (path) => {
      const counted = [tcp, udp, queries].map((clients) => clients.counted(path));
      const sum = (what: 'current' | 'total') => counted.reduce((total, each) => total + each[what], 0);
      return { currentConnections: sum('current'), totalConnections: sum('total') };
    },
    settled: async () => listeners.settled(),
    [Symbol.asyncDispose]: async () => ended.disposeAsync(),
  };
}
