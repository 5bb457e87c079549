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

  constructor(servers: ReadonlyMap<string, NatsServer>) {
    this.servers = servers;
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

/** Starts them, each with a store of its own in `directory`. They need some seconds more to find each other. */
export async function startNatsCluster(directory: string): Promise<NatsCluster> {
  await using started = new AsyncDisposableStack();
  const members = await all(names.map(async (name) => ({ name, port: await freePort() })));
  const routes = members.map(({ port }) => `nats://127.0.0.1:${port}`);
  const servers = await all(
    members.map(async ({ name, port }) => {
      const home = join(directory, name);
      const config = join(home, 'nats-server.conf');
      const cluster = { name: 'berth', listen: `127.0.0.1:${port}`, routes };
      await mkdir(home, { recursive: true });
      await writeFile(config, JSON.stringify({ server_name: name, jetstream: { store_dir: join(home, 'store') }, cluster }));
      return [name, started.use(await startNats({ directory: home, config }))] as const;
    }),
  );
  started.move();
  return new NatsCluster(new Map(servers));
}
