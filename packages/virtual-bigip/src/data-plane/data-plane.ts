/** Keeps listeners and monitors equal to the configuration. */
import type { AddressInfo } from 'node:net';
import { connect, createServer, type Server, type Socket } from 'node:net';
import type { DataPlane, TrafficConfiguration, TrafficVirtual } from '../traffic.ts';

export type DataPlaneOptions = { readonly log: (line: string) => void };

/** Carries traffic as `configuration` says, until it is disposed. */
export async function startDataPlane(configuration: TrafficConfiguration, { log }: DataPlaneOptions): Promise<DataPlane> {
  const listeners = new Map<string, { server: Server; ready: Promise<void>; sockets: Set<Socket> }>();
  let turn = 0;
  const serve = (path: string, socket: Socket): void => {
    const pool = configuration.pool(configuration.virtual(path)?.pool ?? '');
    const members = [...(pool?.members.values() ?? [])].filter(({ session, state }) => session === 'user-enabled' && state === 'user-up');
    const member = members[turn++ % members.length];
    if (member === undefined) return void socket.resetAndDestroy();
    const upstream = connect(member.port, member.address);
    upstream.on('error', () => socket.resetAndDestroy());
    socket.on('error', () => upstream.destroy());
    socket.pipe(upstream).pipe(socket);
  };
  const open = (virtual: TrafficVirtual): void => {
    const sockets = new Set<Socket>();
    const server = createServer((socket) => {
      sockets.add(socket);
      socket.on('close', () => sockets.delete(socket));
      serve(virtual.name, socket);
    });
    const ready = new Promise<void>((resolve, reject) => {
      server.on('error', (cause) => reject(new Error(`${virtual.name} cannot listen on ${virtual.address}:${virtual.port}`, { cause })));
      server.listen(virtual.port, virtual.address === 'any' ? '0.0.0.0' : virtual.address, () => {
        log(`${virtual.name} listens on ${(server.address() as AddressInfo).address}:${virtual.port}`);
        resolve();
      });
    });
    ready.catch((error: Error) => log(error.message));
    listeners.set(virtual.name, { server, ready, sockets });
  };
  const follow = (path: string): void => {
    const virtual = configuration.virtual(path);
    const listener = listeners.get(path);
    if (listener !== undefined && virtual === undefined) {
      listeners.delete(path);
      listener.server.close();
      for (const socket of listener.sockets) socket.resetAndDestroy();
    }
    if (listener === undefined && virtual !== undefined) open(virtual);
  };
  for (const virtual of configuration.virtuals()) open(virtual);
  const end = configuration.onChange(({ kind, path }) => {
    if (kind === 'virtual') follow(path);
  });
  return {
    member: () => ({ monitorState: 'unchecked', currentConnections: 0, totalConnections: 0 }),
    virtual: () => ({ currentConnections: 0, totalConnections: 0 }),
    settled: async () => void (await Promise.all([...listeners.values()].map(({ ready }) => ready))),
    [Symbol.asyncDispose]: async () => {
      end();
      for (const { server, sockets } of listeners.values()) {
        server.close();
        for (const socket of sockets) socket.destroy();
      }
    },
  };
}
