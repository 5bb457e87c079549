/** A Docker engine of our own, which changes nothing else on the machine. */
import { createHash } from 'node:crypto';
import { access, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type Docker from 'dockerode';
import { bridgeName, makeBridge } from './bridge.ts';
import { dockerAt } from './docker-at.ts';
import { containerdConfiguration, dockerdArguments, type EngineNetwork } from './engine-commands.ts';
import { containerdSocket, removeEngine } from './engine-removal.ts';
import { entered } from './entered.ts';
import { type EngineEntry, type Noted, note } from './ledger.ts';
import { OwnProcess } from './own-process.ts';
import { berthDirectory } from './paths.ts';

export type EngineOptions = {
  /** Default: `engine`. */
  readonly name?: string;
  /** Made, and removed in the end with all that is in it. Default: a new one under `.berth/engines/`. */
  readonly directory?: string;
  /** Further arguments of dockerd. */
  readonly daemon?: readonly string[];
};

/**
 * Starts an engine, in about a second. Several can run at once. Needs root. It has a bridge of its own, and touches no firewall rule
 * and no sysctl.
 */
export async function startEngine(options: EngineOptions = {}): Promise<PrivateEngine> {
  requireRoot();
  const bridge = bridgeName();
  return await openEngine(options, { kind: 'engine', bridge }, async () => {
    const { subnet, gateway, furtherNetworks } = await makeBridge(bridge);
    const args = [
      ...['--bridge', bridge, '--default-address-pool', `base=${furtherNetworks},size=24`],
      ...['--iptables=false', '--ip6tables=false', '--ip-forward=false', '--ip-masq=false'],
      ...(options.daemon ?? []),
    ];
    return { subnet, gateway, args, enter: [] };
  });
}

/** An error where this process may not make networks and start engines. */
export function requireRoot(): void {
  if (process.getuid?.() !== 0)
    throw new Error('a private Docker engine needs root: run this with sudo, or start Docker and be allowed to use it');
}

/** Starts an engine on the network that `connect` makes after the engine has been noted. */
export async function openEngine(
  { name = 'engine', directory }: EngineOptions,
  place: Place,
  connect: () => Promise<EngineNetwork>,
): Promise<PrivateEngine> {
  const home = directory ?? (await newDirectory(name));
  await mkdir(home, { recursive: true });
  const entry = { ...place, directory: home, runtime: runtimeOf(home) };
  const noted = await note(entry);
  const engine = new PrivateEngine(name, entry, await connect(), noted);
  try {
    await engine.start();
  } catch (error) {
    await engine[Symbol.asyncDispose]();
    throw missingCommand(error) ?? error;
  }
  return engine;
}

type Place = { [K in EngineEntry['kind']]: Omit<Extract<EngineEntry, { kind: K }>, 'directory' | 'runtime'> }[EngineEntry['kind']];

/** A running private engine. Containers have addresses in `subnet`, which this machine reaches directly unless the engine has a namespace. */
export class PrivateEngine implements AsyncDisposable {
  readonly name: string;
  readonly directory: string;
  readonly socket: string;
  /** For `docker -H` and for Berth's configuration. */
  readonly url: string;
  readonly docker: Docker;
  /** The directory of its volumes. */
  readonly volumes: string;
  readonly subnet: string;
  /** The address that its containers reach its host at. */
  readonly gateway: string;
  readonly #entry: EngineEntry;
  readonly #noted: Noted;
  readonly #containerd: OwnProcess;
  readonly #dockerd: OwnProcess;

  constructor(name: string, entry: EngineEntry, network: EngineNetwork, noted: Noted) {
    const { directory, runtime } = entry;
    this.name = name;
    this.directory = directory;
    this.socket = join(runtime, 'docker.sock');
    this.url = `unix://${this.socket}`;
    this.docker = dockerAt(this.url);
    this.volumes = join(directory, 'data/volumes');
    this.subnet = network.subnet;
    this.gateway = network.gateway;
    this.#entry = entry;
    this.#noted = noted;
    this.#containerd = new OwnProcess({
      name: `containerd of ${name}`,
      ...entered(network.enter, 'containerd', '--config', join(directory, 'containerd.toml'), '--log-level', 'warn'),
      logFile: join(directory, 'containerd.log'),
    });
    this.#dockerd = new OwnProcess({
      name: `dockerd of ${name}`,
      ...entered(network.enter, 'dockerd', ...dockerdArguments(entry), ...network.args),
      logFile: join(directory, 'dockerd.log'),
    });
  }

  /** Name of its bridge: on this machine, or in its namespace. */
  get bridge(): string {
    return this.#entry.kind === 'engine' ? this.#entry.bridge : 'docker0';
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
