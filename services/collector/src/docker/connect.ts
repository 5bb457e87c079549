/** How an engine's API is reached: Unix socket, TCP with or without TLS, SSH. */
import { readFile, stat } from 'node:fs/promises';
import { Agent, type RequestOptions } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import type { EngineConfig } from '@berth/installation';
import { SshAgent } from './ssh.ts';

export type EngineAddress = Pick<EngineConfig, 'url' | 'caFile' | 'certFile' | 'keyFile'>;

/** `to`: what each request says of where it goes. */
export type Connection = { readonly to: Pick<RequestOptions, 'socketPath' | 'protocol' | 'host' | 'port'>; readonly agent: Agent };

/** Opens nothing yet; certificates are read anew each time, so that a renewed one is used. */
export async function connectionTo(engine: EngineAddress): Promise<Connection> {
  const url = new URL(engine.url);
  if (url.protocol === 'unix:') {
    const socketPath = decodeURIComponent(url.pathname);
    await refuseDirectory(socketPath);
    return { to: { socketPath }, agent: new Agent({ keepAlive: true }) };
  }
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (url.protocol === 'ssh:') {
    const agent = new SshAgent({ host, user: decodeURIComponent(url.username), port: url.port });
    return { to: { host }, agent };
  }
  if (url.protocol === 'http:') return { to: { host, port: url.port || 2375 }, agent: new Agent({ keepAlive: true }) };
  const [ca, cert, key] = await Promise.all([engine.caFile, engine.certFile, engine.keyFile].map((file) => file && readFile(file)));
  const agent = new TlsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: true });
  return { to: { protocol: 'https:', host, port: url.port || 2376 }, agent };
}

/** To connect to one only says ECONNREFUSED. What else is wrong with the path, connecting tells. */
async function refuseDirectory(path: string): Promise<void> {
  const isDirectory = await stat(path).then(
    (found) => found.isDirectory(),
    () => false,
  );
  if (isDirectory)
    throw new Error(
      'it is a directory: Docker makes one where a container is to be given a socket that is not there. Remove it on the host, see that Docker has its socket there, and make the container anew',
    );
}
