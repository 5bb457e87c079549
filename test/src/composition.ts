/** docker-compose.yml, run on an engine of its own with images made here, as on a machine without any registry. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { promisify } from 'node:util';
import { baseImages, freePort, gatherOfflineParts, makeBaseImages, type PrivateEngine, repository, startEngine } from '@berth/local-stack';
import type Docker from 'dockerode';

const run = promisify(execFile);
const images = { BERTH_IMAGE: 'berth', BERTH_BIGIP_IMAGE: 'berth-virtual-bigip' } as const;

export class Composition implements AsyncDisposable {
  readonly engine: PrivateEngine;
  /** The Docker network of its containers. */
  readonly network: string;
  readonly #project: string;
  readonly #env: NodeJS.ProcessEnv;

  private constructor(engine: PrivateEngine, project: string, ports: Readonly<Record<string, string>>) {
    this.engine = engine;
    this.network = project;
    this.#project = project;
    const place = { DOCKER_HOST: engine.url, DOCKER_SOCKET: engine.socket, BERTH_NETWORK: project };
    this.#env = { ...process.env, ...baseImages, ...images, ...place, ...ports };
  }

  /** Starts an engine and makes the images on it. Nothing of docker-compose.yml runs yet. */
  static async build(): Promise<Composition> {
    await using started = new AsyncDisposableStack();
    const engine = started.use(await startEngine({ name: 'compose' }));
    const [http, dns, bigip, nats] = await Promise.all([freePort(), freePort(), freePort(), freePort()]);
    const ports = { HTTP_PORT: String(http), DNS_PORT: String(dns), BIGIP_PORT: String(bigip), NATS_PORT: String(nats) };
    const composition = new Composition(engine, `berth-${randomBytes(4).toString('hex')}`, ports);
    await Promise.all([makeBaseImages(engine.docker), gatherOfflineParts()]);
    for (const [image, target] of [
      [images.BERTH_IMAGE, 'programs'],
      [images.BERTH_BIGIP_IMAGE, 'virtual-bigip'],
    ] as const)
      await composition.#docker(
        'build',
        '--quiet',
        '--target',
        target,
        '--tag',
        image,
        '--build-arg',
        `BASE=${baseImages.BERTH_BASE}`,
        '.',
      );
    started.move();
    return composition;
  }

  /** `docker compose …`: what it printed on standard output; an error with its words when it fails. */
  async compose(...args: readonly string[]): Promise<string> {
    const { stdout } = await run('docker-compose', ['--project-name', this.#project, ...args], { cwd: repository, env: this.#env });
    return stdout;
  }

  /** All containers of a service, by number. */
  async containers(service: string): Promise<Docker.ContainerInspectInfo[]> {
    const label = [`com.docker.compose.project=${this.#project}`, `com.docker.compose.service=${service}`];
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

  /** Debian's own client, whose builder works without a registry. */
  async #docker(...args: readonly string[]): Promise<void> {
    await run('/usr/bin/docker', args, { cwd: repository, env: { ...this.#env, DOCKER_BUILDKIT: '1' } });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.engine[Symbol.asyncDispose]();
  }
}
