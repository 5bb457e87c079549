/** How an engine's API is reached: Unix socket, TCP with or without TLS, SSH. */
import { readFile, stat } from 'node:fs/promises';
import { Agent } from 'node:http';
import { Agent as TlsAgent } from 'node:https';
import { inspect } from 'node:util';
import type { EngineConfig } from '@berth/installation';
import Docker from 'dockerode';
import { SshAgent } from './ssh.ts';

export type EngineAddress = Pick<EngineConfig, 'url' | 'caFile' | 'certFile' | 'keyFile'>;

export type Connection = { readonly docker: Docker; readonly agent: Agent };

/** Opens nothing yet; certificates are read anew each time, so that a renewed one is used. */
export async function connectionTo(engine: EngineAddress): Promise<Connection> {
  const url = new URL(engine.url);
  if (url.protocol === 'unix:') {
    const socketPath = decodeURIComponent(url.pathname);
    await refuseDirectory(socketPath);
    return connection({ socketPath }, new Agent({ keepAlive: true }));
  }
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (url.protocol === 'ssh:') {
    const to = { host, user: decodeURIComponent(url.username), port: url.port };
    return connection({ host, port: 80, protocol: 'http' }, new SshAgent(to));
  }
  if (url.protocol === 'http:') return connection({ host, port: url.port || 2375, protocol: 'http' }, new Agent({ keepAlive: true }));
  const [ca, cert, key] = await Promise.all([engine.caFile, engine.certFile, engine.keyFile].map((file) => file && readFile(file)));
  return connection(
    { host, port: url.port || 2376, protocol: 'https' },
    new TlsAgent({ keepAlive: true, ca, cert, key, rejectUnauthorized: true }),
  );
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

function connection(where: Docker.DockerOptions, agent: Agent): Connection {
  // docker-modem formats all of its request options with util.inspect on every request; an agent's sockets make that milliseconds.
  Object.defineProperty(agent, inspect.custom, { value: () => 'agent' });
  const options = { ...where, agent };
  return { docker: withoutDockerHost(() => new Docker(options)), agent };
}

/** dockerode fills in what isn't named from DOCKER_HOST and its like, which may mean another engine, or files that aren't there. */
function withoutDockerHost(make: () => Docker): Docker {
  const host = process.env['DOCKER_HOST'];
  delete process.env['DOCKER_HOST'];
  try {
    return make();
  } finally {
    if (host !== undefined) process.env['DOCKER_HOST'] = host;
  }
}
