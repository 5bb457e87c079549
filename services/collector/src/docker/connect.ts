/** How an engine's API is reached: Unix socket, TCP with or without TLS, SSH. */
import { readFile } from 'node:fs/promises';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { inspect } from 'node:util';
import type { EngineConfig } from '@berth/installation';
import Docker from 'dockerode';
import { SshAgent } from './ssh.ts';

export type Connection = { readonly docker: Docker; readonly agent: Agent };

/** Opens nothing yet; certificates are read anew each time, so that a renewed one is used. */
export async function connectionTo(engine: Pick<EngineConfig, 'url' | 'caFile' | 'certFile' | 'keyFile'>): Promise<Connection> {
  const url = new URL(engine.url);
  if (url.protocol === 'unix:') return connection({ socketPath: decodeURIComponent(url.pathname) }, new Agent({ keepAlive: true }));
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (url.protocol === 'ssh:') {
    const to = { host, user: decodeURIComponent(url.username), port: url.port };
    return connection({ host, port: 80, protocol: 'http' }, new SshAgent(to));
  }
  if (url.protocol === 'http:') return connection({ host, port: url.port || 2375, protocol: 'http' }, new Agent({ keepAlive: true }));
  const [ca, cert, key] = await Promise.all([engine.caFile, engine.certFile, engine.keyFile].map((file) => file && readFile(file)));
  return connection({ host, port: url.port || 2376, protocol: 'https' }, new TlsAgent({ keepAlive: true, ca, cert, key }));
}

function connection(where: Docker.DockerOptions, agent: Agent): Connection {
  // docker-modem formats all of its request options with util.inspect on every request; an agent's sockets make that milliseconds.
  Object.defineProperty(agent, inspect.custom, { value: () => 'agent' });
  // Named even where undefined: else docker-modem takes them from DOCKER_HOST, which may be another engine.
  const options = {
    host: undefined,
    port: undefined,
    socketPath: undefined,
    protocol: 'http',
    ca: undefined,
    cert: undefined,
    key: undefined,
  } as const;
  return { docker: new Docker({ ...options, ...where, agent } as Docker.DockerOptions), agent };
}
