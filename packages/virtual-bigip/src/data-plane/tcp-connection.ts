/** Serves a client of a virtual server that doesn't look into the bytes. */
import { type ClientSide, ConnectionRefused } from './client-side.ts';
import { relay } from './relay.ts';

/** Serves until both sides have ended. Throws when the connection is to be reset. */
export async function serveTcp(client: ClientSide): Promise<void> {
  const server = await client.connect();
  if ('kind' in server) throw new ConnectionRefused('there is no HTTP to respond with');
  const { socket } = client.inbound;
  socket.on('error', () => server.socket.resetAndDestroy());
  server.socket.on('error', () => socket.resetAndDestroy());
  try {
    await relay(client.inbound, server.inbound);
  } catch (error) {
    server.socket.resetAndDestroy();
    throw error;
  }
}
