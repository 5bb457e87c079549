/** Serves a client of a virtual server that doesn't look into the bytes. */
import { type ClientSide, ConnectionRefused } from './client-side.ts';
import type { Inbound } from './inbound.ts';
import { relay } from './relay.ts';
import type { ServerSides } from './server-side.ts';

/** Serves until both sides have ended. Throws when the connection is to be reset. */
export async function serveTcp(client: ClientSide, inbound: Inbound, servers: ServerSides): Promise<void> {
  const server = await client.connect((destination) => servers.open(destination, client.sourceAddress));
  if ('kind' in server) throw new ConnectionRefused('there is no HTTP to respond with');
  inbound.whenLost(() => server.socket.resetAndDestroy());
  server.inbound.whenLost(() => inbound.socket.resetAndDestroy());
  await client.fire('SERVER_CONNECTED');
  await relay(inbound, server.inbound);
}
