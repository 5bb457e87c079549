/** Which ports of this machine are free. */
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { connect, createServer } from 'node:net';

/** A port that was free a moment ago; of 127.0.0.1 unless another address is given. */
export async function freePort(host = '127.0.0.1'): Promise<number> {
  const server = createServer().listen(0, host);
  await once(server, 'listening');
  const address = server.address();
  server.close();
  await once(server, 'close');
  if (address === null || typeof address === 'string') throw new Error('a TCP server has no port');
  return address.port;
}

/** Whether nobody takes datagrams at that port. */
export async function isFreeForUdp(port: number, address = '127.0.0.1'): Promise<boolean> {
  const socket = createSocket('udp4');
  try {
    socket.bind({ port, address, exclusive: true });
    await once(socket, 'listening');
  } catch {
    return false;
  }
  socket.close();
  await once(socket, 'close');
  return true;
}

/** Whether nobody listens on that TCP port. */
export async function isFree(port: number, host = '127.0.0.1'): Promise<boolean> {
  const server = createServer();
  try {
    await once(server.listen({ port, host, exclusive: true }), 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/** Whether somebody takes connections at that port. */
export async function isListening(port: number, host = '127.0.0.1'): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ port, host, timeout: 1000 });
  socket.on('connect', () => resolve(true)).on('error', () => resolve(false));
  socket.on('timeout', () => resolve(false));
  const answer = await promise;
  socket.destroy();
  return answer;
}
