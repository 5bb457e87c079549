/** Clients for Docker engines by URL. */
import Docker from 'dockerode';

/** A client for the engine at `unix://…`, `tcp://…` or `ssh://…`. Whatever DOCKER_HOST says, it is this engine. `timeout`, in ms, ends requests that get nothing. */
export function dockerAt(url: string, options: { readonly timeout?: number } = {}): Docker {
  // dockerode prefers a host, and takes one from the environment unless it is given: the empty one means none.
  if (url.startsWith('unix://')) return new Docker({ socketPath: url.slice('unix://'.length), host: '', ...options });
  const { protocol, hostname, port, username } = new URL(url);
  if (protocol === 'ssh:') return new Docker({ protocol: 'ssh', host: hostname, port: port || 22, username, ...options });
  if (protocol === 'tcp:' || protocol === 'http:') return new Docker({ protocol: 'http', host: hostname, port: port || 2375, ...options });
  throw new Error(`a Docker engine's URL begins with unix://, tcp:// or ssh://, not ${protocol}//`);
}
