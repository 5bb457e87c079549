/** Carries traffic as the configuration says: listens, runs rules, balances over members, probes them. */
import type { Socket } from 'node:net';
import type { DataPlane, TrafficConfiguration, TrafficVirtual } from '../traffic.ts';
import { ClientSide, ConnectionRefused, type Surroundings } from './client-side.ts';
import { Connections } from './connections.ts';
import { serveHttp } from './http/http-connection.ts';
import { MalformedMessage } from './http/message.ts';
import { ConnectionLost, Inbound } from './inbound.ts';
import { Listeners } from './listeners.ts';
import { Members } from './members.ts';
import { Monitors } from './monitors/monitors.ts';
import { RuleEngine } from './rules/rule-engine.ts';
import { serveTcp } from './tcp-connection.ts';

export type DataPlaneOptions = {
  readonly log: (line: string) => void;
  /** Whether a member takes connections before its monitors have answered. */
  readonly checking: 'excluded' | 'eligible';
};

/** Carries traffic as `configuration` says, until it is disposed. */
export async function startDataPlane(configuration: TrafficConfiguration, { log, checking }: DataPlaneOptions): Promise<DataPlane> {
  await using starting = new AsyncDisposableStack();
  const connections = new Connections();
  const monitors = starting.use(new Monitors({ configuration, log, changed: () => {} }));
  const members = new Members({ configuration, connections, monitors, checking });
  const rules = starting.use(new RuleEngine({ configuration, members, log }));
  const surroundings: Surroundings = { configuration, members, connections, log };
  const accepted = new Map<string, number>();
  const serving = new Set<Promise<void>>();
  starting.defer(async () => void (await Promise.all(serving)));
  const accept = (virtual: TrafficVirtual, socket: Socket): void => {
    accepted.set(virtual.name, (accepted.get(virtual.name) ?? 0) + 1);
    const served = serve(new ClientSide(new Inbound(socket), virtual, rules.connection(virtual), surroundings), log);
    serving.add(served);
    void served.then(() => serving.delete(served));
  };
  const listeners = starting.use(new Listeners({ configuration, log, accept }));
  starting.defer(
    configuration.onChange(({ kind, path }) => {
      switch (kind) {
        case 'virtual':
          listeners.followVirtual(path);
          break;
        case 'pool':
          followPool(path);
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
    }),
  );
  const followPool = (path: string): void => {
    const present = configuration.pool(path)?.members;
    monitors.followPool(path);
    members.followPool(path, present);
    connections.followPool(path, present);
  };
  const ended = starting.move();
  return {
    member: (pool, member) => {
      const { current, total } = connections.counted(pool, member);
      return { monitorState: monitors.state(pool, member), currentConnections: current, totalConnections: total };
    },
    virtual: (path) => ({ currentConnections: listeners.connections(path), totalConnections: accepted.get(path) ?? 0 }),
    settled: async () => listeners.settled(),
    [Symbol.asyncDispose]: async () => ended.disposeAsync(),
  };
}

/** Serves a client until its connection ends; whatever goes wrong resets it. */
async function serve(client: ClientSide, log: (line: string) => void): Promise<void> {
  try {
    await client.fire('CLIENT_ACCEPTED');
    await (client.virtual.http === undefined ? serveTcp(client) : serveHttp(client));
    await client.fire('CLIENT_CLOSED');
  } catch (error) {
    client.inbound.socket.resetAndDestroy();
    if (!isExpected(error)) log(`${client.virtual.name} could not serve a connection: ${error instanceof Error ? error.stack : error}`);
  } finally {
    client.end();
  }
}

function isExpected(error: unknown): boolean {
  return error instanceof ConnectionRefused || error instanceof ConnectionLost || error instanceof MalformedMessage;
}
