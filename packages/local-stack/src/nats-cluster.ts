/** Three nats-servers that keep the same: any one of them may be lost. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all } from './all.ts';
import { freePort } from './free-port.ts';
import { type NatsServer, startNats } from './nats-server.ts';

const names = ['nats-1', 'nats-2', 'nats-3'] as const;

/** What runs ends with the value. */
export class NatsCluster implements AsyncDisposable {
  /** By name, as JetStream tells its leaders. */
  readonly servers: ReadonlyMap<string, NatsServer>;

  /** Where they reach each other. */
  readonly routes: readonly string[];

  constructor(servers: ReadonlyMap<string, NatsServer>, routes: readonly string[]) {
    this.servers = servers;
    this.routes = routes;
  }

  /** For clients: all of them. */
  get urls(): string[] {
    return [...this.servers.values()].map(({ url }) => url);
  }

  server(name: string): NatsServer {
    const server = this.servers.get(name);
    if (server === undefined) throw new Error(`the cluster has no server ${name}`);
    return server;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await all([...this.servers.values()].map((server) => server[Symbol.asyncDispose]()));
  }
}

/**
 * Starts them, each with a store of its own in `directory`; they need some seconds more to find each other. `configure`: the text of a
 * server's configuration, by where its store is.
 */
export async function startNatsCluster(directory: string, configure: (store: string) => string): Promise<NatsCluster> {
  await using started = new AsyncDisposableStack();
  const members = await all(names.map(async (name) => ({ name, port: await freePort() })));
  const routes = members.map(({ port }) => `nats://127.0.0.1:${port}`);
  const servers = await all(
    members.map(async ({ name, port }) => {
      const home = join(directory, name);
      await mkdir(home, { recursive: true });
      const config = join(home, 'nats-server.conf');
      await writeFile(config, configure(join(home, 'store')));
      const args = ['--name', name, '--cluster', `nats://127.0.0.1:${port}`, '--routes', routes.join(',')];
      return [name, started.use(await startNats({ directory: home, config, args }))] as const;
    }),
  );
  started.move();
  return new NatsCluster(new Map(servers), routes);
}
