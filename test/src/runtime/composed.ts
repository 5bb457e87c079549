/** NATS, the programs and the command as containers of docker-compose.yml. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { all, freePort, type PrivateEngine, runCommand } from '@berth/local-stack';
import { stringify } from 'yaml';
import { Composition, type EngineOfImages } from '../compose/composition.ts';
import type { Endpoint } from '../request.ts';
import type { Ended } from '../run-entry.ts';
import { type Security, secure } from '../security/secure.ts';
import { ComposedNats } from './composed-nats.ts';
import { ContainerProgram } from './container-program.ts';
import type { ProgramName, Runtime, RuntimeOptions } from './runtime.ts';

/** Nobody on this machine: who runs the programs. */
const owner = '10123:10123';
const healthPort = 8081;

export class Composed implements Runtime {
  readonly nats: ComposedNats;
  readonly security: Security | undefined;
  readonly machine: string;
  readonly #directory: string;
  readonly #composition: Composition;
  readonly #programs = new Map<ProgramName, ContainerProgram>();

  private constructor({ directory }: RuntimeOptions, composition: Composition, nats: ComposedNats, security: Security | undefined) {
    this.#directory = directory;
    this.#composition = composition;
    this.machine = composition.engine.gateway;
    this.nats = nats;
    this.security = security;
  }

  /** On an engine that has the images. Starts nothing yet. */
  static async prepare(engine: EngineOfImages, options: RuntimeOptions): Promise<Composed> {
    const { directory, engines, log } = options;
    const isKeyed = options.security === 'on' || options.security === 'narrow';
    const place = { mountedAt: '/etc/nats', host: 'nats' };
    const security = isKeyed ? await secure(directory, { engines, store: '/data', place }) : undefined;
    const port = await freePort();
    const files = [
      'docker-compose.yml',
      ...(security === undefined ? [] : ['packages/local-stack/compose/secure.yml']),
      ...(options.security === 'narrow' ? ['packages/local-stack/compose/one-bigip.yml'] : []),
      filesOf(directory),
    ];
    const composition = new Composition({
      engine,
      env: {
        COMPOSE_FILE: files.join(':'),
        BERTH_CONFIG_FOLDER: directory,
        BERTH_SECRETS: directory,
        BERTH_LOG_LEVEL: log,
        BERTH_USER: owner,
        NATS_PORT: String(port),
        BIGIP: 'edge',
        ...(security !== undefined && { BERTH_SECURITY: security.directory, ENGINE: engines.join() }),
      },
    });
    const store = join(engine.volumes, `${composition.network}_nats/_data`);
    return new Composed(options, composition, new ComposedNats(composition, { port, store }), security);
  }

  async run(programs: readonly ProgramName[], engines: readonly PrivateEngine[]): Promise<void> {
    await writeFile(filesOf(this.#directory), stringify(seeing(this.#directory, engines)));
    await runCommand('chown', '--recursive', owner, this.#directory);
    // The collector is root, without the right to look into what belongs to others.
    await chmod(this.#directory, 0o755);
    await this.#composition.compose('up', '--detach', '--no-build', 'nats', ...programs, 'berth');
    await all(programs.map(async (name) => this.#programs.set(name, await ContainerProgram.of(await this.#composition.container(name)))));
  }

  program(name: ProgramName): ContainerProgram {
    const program = this.#programs.get(name);
    if (program === undefined) throw new Error(`${name} was not started`);
    return program;
  }

  async spare(name: ProgramName): Promise<ContainerProgram> {
    const before = (await this.#composition.containers(name)).map(({ Id }) => Id);
    await this.#composition.compose('up', '--detach', '--no-build', '--no-deps', '--no-recreate', '--scale', `${name}=2`, name);
    const spare = (await this.#composition.containers(name)).find(({ Id }) => !before.includes(Id));
    if (spare === undefined) throw new Error(`there is no second ${name}`);
    return await ContainerProgram.of(this.#composition.engine.docker.getContainer(spare.Id));
  }

  async health(name: ProgramName): Promise<Endpoint> {
    return { address: await this.#composition.address(name), port: healthPort };
  }

  async berth(args: readonly string[]): Promise<Ended> {
    return await this.#composition.execute('berth', ['berth', ...args]);
  }

  async logs(): Promise<string> {
    return await this.#composition.compose('logs', '--no-color');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#composition[Symbol.asyncDispose]();
  }
}

/** The laboratory's own file for Compose, beside those that everybody uses. */
function filesOf(directory: string): string {
  return join(directory, 'laboratory.yml');
}

/** Lets the programs see the laboratory's secrets and the sockets of its engines where this machine has them. */
function seeing(directory: string, engines: readonly PrivateEngine[]): object {
  const volumes = [`${directory}:${directory}:ro`];
  const programs = ['planner', 'ltm-applier', 'dns-applier'];
  return {
    services: {
      ...Object.fromEntries(programs.map((name) => [name, { volumes }])),
      collector: { volumes: [...volumes, ...engines.map(({ socket }) => `${socket}:${socket}`)] },
      // Stays, for one command after the other.
      berth: { entrypoint: ['sleep'], command: ['infinity'], volumes },
    },
  };
}
