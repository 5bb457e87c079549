/** A Docker engine of our own, which changes nothing else on the machine: its own bridge, and no firewall rule or sysctl touched. */
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { type Bridge, bridgeName, makeBridge } from './bridge.ts';
import { dockerAt } from './docker-at.ts';
import { containerdSocket, removeEngine } from './engine-removal.ts';
import { type EngineEntry, type Noted, note } from './ledger.ts';
import { OwnProcess } from './own-process.ts';
import { berthDirectory } from './paths.ts';

export type EngineOptions = {
  /** Default: `engine`. */
  readonly name?: string;
  /** Made, and removed in the end with all that is in it. Default: a new one under `.berth/engines/`. */
  readonly directory?: string;
};

/** Starts an engine, in about a second. Several can run at once. Needs root. */
export async function startEngine({ name = 'engine', directory }: EngineOptions = {}): Promise<PrivateEngine> {
  if (process.getuid?.() !== 0)
    throw new Error('a private Docker engine needs root: run this with sudo, or start Docker and be allowed to use it');
  const home = directory ?? (await newDirectory(name));
  await mkdir(home, { recursive: true });
  const entry = { kind: 'engine', directory: home, runtime: runtimeOf(home), bridge: bridgeName() } as const;
  const noted = await note(entry);
  const engine = new PrivateEngine(name, entry, await makeBridge(entry.bridge), noted);
  try {
    await engine.start();
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw missingCommand(error) ?? error;
  }
  return engine;
}

/** A running private engine. Containers have addresses in `subnet` that this machine reaches directly. */
export class PrivateEngine implements AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  readonly socket: string;
  /** For `docker -H` and for Berth's configuration. */
  readonly url: string;
  readonly docker: Docker;
  readonly subnet: string;
  /** The address that its containers reach this machine at. */
  readonly gateway: string;
  readonly #entry: EngineEntry;
  readonly #noted: Noted;
  readonly #containerd: OwnProcess;
  readonly #dockerd: OwnProcess;

  constructor(name: string, entry: EngineEntry, bridge: Bridge, noted: Noted) {
    const { directory, runtime } = entry;
    this.name = name;
    this.directory = directory;
    this.socket = join(runtime, 'docker.sock');
    this.url = `unix://${this.socket}`;
    this.docker = dockerAt(this.url);
    this.subnet = bridge.subnet;
    this.gateway = bridge.gateway;
    this.#entry = entry;
    this.#noted = noted;
    this.#containerd = new OwnProcess({
      name: `containerd of ${name}`,
      command: 'containerd',
      args: ['--config', join(directory, 'containerd.toml'), '--log-level', 'warn'],
      logFile: join(directory, 'containerd.log'),
    });
    this.#dockerd = new OwnProcess({
      name: `dockerd of ${name}`,
      command: 'dockerd',
      args: dockerdArguments(entry, bridge),
      logFile: join(directory, 'dockerd.log'),
    });
  }

  /** The engine itself, the process that answers Docker's API. */
  get process(): OwnProcess {
    return this.#dockerd;
  }

  /** Starts what of the engine does not run, and returns when it answers. */
  async start(): Promise<void> {
    const { directory, runtime } = this.#entry;
    await mkdir(runtime, { recursive: true });
    await writeFile(join(directory, 'containerd.toml'), containerdConfiguration(directory, runtime));
    // The file of the machine's own engine must not be read.
    await writeFile(join(directory, 'dockerd.json'), '{}');
    if (!this.#containerd.running) await this.#containerd.start();
    await this.#containerd.untilReady(30_000, () => succeeds(access(containerdSocket(runtime))));
    await rm(join(runtime, 'dockerd.pid'), { force: true });
    await this.#dockerd.start();
    await this.#dockerd.untilReady(30_000, () => succeeds(this.docker.ping()));
  }

  /** Kills the engine as a crash would. Its containers go on running. */
  async kill(): Promise<void> {
    await this.#dockerd.kill();
  }

  /** Kills the engine if it runs, and starts it again; as without live-restore, that ends the containers that still run. */
  async restart(): Promise<void> {
    await this.kill();
    await this.start();
  }

  /** Stops the engine in its tracks: connections stay open, and nothing answers. */
  pause(): void {
    this.#dockerd.signal('SIGSTOP');
  }

  resume(): void {
    this.#dockerd.signal('SIGCONT');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#dockerd.kill();
    await this.#containerd.kill();
    await removeEngine(this.#entry);
    await this.#noted.strike();
  }
}

async function succeeds(work: Promise<unknown>): Promise<boolean> {
  return await work.then(
    () => true,
    () => false,
  );
}

function missingCommand(error: unknown): Error | undefined {
  if (!(error instanceof Error && 'code' in error && error.code === 'ENOENT' && error.message.startsWith('spawn '))) return undefined;
  return new Error(`${error.message.split(' ')[1]} is missing: install the Debian packages docker.io, iproute2 and iptables`, {
    cause: error,
  });
}

async function newDirectory(name: string): Promise<string> {
  const parent = join(berthDirectory, 'engines');
  await mkdir(parent, { recursive: true });
  return await mkdtemp(join(parent, `${name}-`));
}

/** The path of a socket has at most 107 bytes, and the longest name below is about 40. */
function runtimeOf(directory: string): string {
  const digest = createHash('sha256').update(directory).digest('hex').slice(0, 12);
  return Buffer.byteLength(directory) <= 60 ? join(directory, 'run') : join(tmpdir(), `berth-${digest}`);
}

function dockerdArguments({ directory, runtime }: EngineEntry, { name, furtherNetworks }: Bridge): string[] {
  return [
    ...['--config-file', join(directory, 'dockerd.json'), '--data-root', join(directory, 'data'), '--exec-root', join(runtime, 'docker')],
    ...[
      '--containerd',
      containerdSocket(runtime),
      '--host',
      `unix://${join(runtime, 'docker.sock')}`,
      '--pidfile',
      join(runtime, 'dockerd.pid'),
    ],
    ...['--bridge', name, '--default-address-pool', `base=${furtherNetworks},size=24`],
    ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false', '--userland-proxy=false'],
    ...['--exec-opt', 'native.cgroupdriver=cgroupfs', '--cgroup-parent', `/${name}`, '--log-level', 'warn'],
  ];
}

/** A containerd of its own: an engine would otherwise share the machine's, if one runs, and its containers. */
function containerdConfiguration(directory: string, runtime: string): string {
  return `version = 2
root = "${join(directory, 'containerd')}"
state = "${join(runtime, 'containerd')}"
disabled_plugins = ["io.containerd.grpc.v1.cri", "io.containerd.internal.v1.opt"]
[grpc]
address = "${containerdSocket(runtime)}"
`;
}
