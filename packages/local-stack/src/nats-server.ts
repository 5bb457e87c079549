/** A nats-server with JetStream as a child process, which tests can kill, restart and wipe. */
import { rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { OwnProcess } from './own-process.ts';

export type NatsOptions = {
  /** Its store and its log. What is in the store stays, and is used by the next server on it. */
  readonly directory: string;
  /** Where it listens. Default: 127.0.0.1. */
  readonly host?: string;
  /** Default: a free one. */
  readonly port?: number;
  /** Default: `nats-server.log` in its directory. */
  readonly logFile?: string;
  /** Where it tells of itself by HTTP. Default: nowhere. */
  readonly monitorPort?: number;
  /** A configuration file, which names `store` in the directory as its store. Default: none. */
  readonly config?: string;
  /** Further arguments. Default: none. */
  readonly args?: readonly string[];
};

/** Starts nats-server, and returns when JetStream is ready. */
export async function startNats({
  directory,
  host = '127.0.0.1',
  port,
  logFile,
  monitorPort,
  config,
  args = [],
}: NatsOptions): Promise<NatsServer> {
  const server = new NatsServer({
    store: join(directory, 'store'),
    host,
    port: port ?? (await freePort(host)),
    logFile: logFile ?? join(directory, 'nats-server.log'),
    monitorPort,
    config,
    args,
  });
  try {
    await server.start();
  } catch (error) {
    await server[Symbol.asyncDispose]();
    throw error;
  }
  return server;
}

type ServerOptions = {
  readonly store: string;
  readonly host: string;
  readonly port: number;
  readonly logFile: string;
  readonly monitorPort: number | undefined;
  readonly config: string | undefined;
  readonly args: readonly string[];
};

/** A nats-server that keeps its port and, unless wiped, its store, however often it is killed. */
export class NatsServer implements AsyncDisposable {
  readonly port: number;
  /** For clients. */
  readonly url: string;
  /** The directory that it keeps its data in. */
  readonly store: string;
  readonly #host: string;
  readonly #process: OwnProcess;

  constructor({ store, host, port, logFile, monitorPort, config, args }: ServerOptions) {
    this.port = port;
    this.#host = host;
    this.url = `nats://${host}:${port}`;
    this.store = store;
    this.#process = new OwnProcess({
      name: 'nats-server',
      command: 'nats-server',
      args: [
        ...(config === undefined ? ['--jetstream', '--store_dir', this.store] : ['--config', config]),
        ...args,
        ...['--addr', host, '--port', String(port)],
        ...(monitorPort === undefined ? [] : ['--http_port', String(monitorPort)]),
      ],
      logFile,
    });
  }

  /** The process itself. */
  get process(): OwnProcess {
    return this.#process;
  }

  async start(): Promise<void> {
    await this.#process.start();
    await this.#process.untilReady(15_000, () => hasJetStream(this.#host, this.port));
  }

  /** Ends it as a crash would. */
  async kill(): Promise<void> {
    await this.#process.kill();
  }

  /** Kills it if it runs, and starts it on the same store. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Kills it if it runs, and starts it with an empty store. */
  async wipe(): Promise<void> {
    await this.kill();
    await rm(this.store, { recursive: true, force: true });
    await this.start();
  }

  pause(): void {
    this.#process.signal('SIGSTOP');
  }

  resume(): void {
    this.#process.signal('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#process[Symbol.asyncDispose]();
  }
}

/** The first line that a server sends says what it can do. */
async function hasJetStream(host: string, port: number): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect(port, host);
  socket.setTimeout(1000, () => socket.destroy());
  socket.on('error', () => resolve(false)).on('close', () => resolve(false));
  let greeting = '';
  socket.on('data', (chunk: Buffer) => {
    greeting += chunk.toString('utf8');
    if (greeting.includes('\r\n')) resolve(greeting.includes('"jetstream":true'));
  });
  const answer = await promise;
  socket.destroy();
  return answer;
}
