/** How an engine's API is reached: Unix socket, TCP with or without TLS, SSH. */
import { readFile } from 'node:fs/promises';
import { Agent, type ClientRequest, type RequestOptions, request as requestPlain } from 'node:http';
import { request as requestSecure, Agent as TlsAgent } from 'node:https';
import type { EngineConfig } from '@berth/installation';
import { SshAgent } from './ssh.ts';

export type EngineAddress = Pick<EngineConfig, 'url' | 'caFile' | 'certFile' | 'keyFile'>;

export type Connection = {
  /** Keeps connections for the next request. */
  readonly agent: Agent;
  /** Begins a GET request, which its caller ends. */
  readonly get: (options: Pick<RequestOptions, 'path' | 'signal'>) => ClientRequest;
};

/** Opens nothing yet; certificates are read anew each time, so that a renewed one is used. */
export async function connectionTo(engine: EngineAddress): Promise<Connection> {
  const url = new URL(engine.url);
  if (url.protocol === 'unix:') return plain(new Agent({ keepAlive: true }), { socketPath: decodeURIComponent(url.pathname) });
  const host = url.hostname.replaceAll(/[[\]]/g, '');
  if (url.protocol === 'ssh:') return plain(new SshAgent({ host, user: decodeURIComponent(url.username), port: url.port }), { host });
  if (url.protocol === 'http:') return plain(new Agent({ keepAlive: true }), { host, port: url.port || 2375 });
  const [ca, cert, key] = await Promise.all([engine.caFile, engine.certFile, engine.keyFile].map((file) => file && readFile(file)));
  const agent = new TlsAgent({ keepAlive: true, ca, cert, key });
  const where = { host, port: url.port || 2376, agent };
  return { agent, get: (options) => requestSecure({ ...where, ...options }) };
}

function plain(agent: Agent, where: RequestOptions): Connection {
  return { agent, get: (options) => requestPlain({ ...where, agent, ...options }) };
}
