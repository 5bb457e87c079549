/** One run of the files for Compose on an engine, with images made here. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { baseImages, type PrivateEngine, repository } from '@berth/local-stack';
import type Docker from 'dockerode';
import { images } from './images.ts';

/** In place of one that a developer has in the repository. */
export const noEnv = join(import.meta.dirname, 'none.env');

export type CompositionOptions = {
  readonly engine: PrivateEngine;
  /** Where its docker-compose.yml is, in the repository. Default: at the top. */
  readonly directory?: string;
  /** What .env would say. */
  readonly env: Readonly<Record<string, string>>;
};

export class Composition {
  readonly engine: PrivateEngine;
  /** The Docker network of its containers. */
  readonly network: string;
  readonly #directory: string;
  readonly #env: Readonly<Record<string, string | undefined>>;

  constructor({ engine, directory = '.', env }: CompositionOptions) {
    this.engine = engine;
    this.network = `berth-${randomBytes(4).toString('hex')}`;
    this.#directory = join(repository, directory);
    const place = { DOCKER_HOST: engine.url, DOCKER_SOCKET: engine.socket, BERTH_NETWORK: this.network };
    this.#env = { PATH: process.env['PATH'], COMPOSE_PROJECT_NAME: this.network, ...baseImages, ...images, ...place, ...env };
  }

  /** `docker compose …`: what it printed on standard output; an error with its words when it fails. */
  async compose(...args: readonly string[]): Promise<string> {
    const options = { cwd: this.#directory, env: this.#env };
    const { stdout } = await promisify(execFile)('docker-compose', ['--env-file', noEnv, ...args], options);
    return stdout;
  }

  /** All containers of a service, by number. */
  async containers(service: string): Promise<Docker.ContainerInspectInfo[]> {
    const label = [`com.docker.compose.project=${this.network}`, `com.docker.compose.service=${service}`];
    const found = await this.engine.docker.listContainers({ all: true, filters: { label } });
    return await Promise.all(found.map(({ Id }) => this.engine.docker.getContainer(Id).inspect()));
  }

  /** The address of a service's one container, which this machine reaches. */
  async address(service: string): Promise<string> {
    const [container] = await this.containers(service);
    const address = container?.NetworkSettings.Networks[this.network]?.IPAddress;
    if (address === undefined) throw new Error(`${service} has no address`);
    return address;
  }
}
