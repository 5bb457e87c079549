/** One run of the files for Compose on an engine, with images made here. */
import { execFile } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { finished } from 'node:stream/promises';
import { promisify } from 'node:util';
import { all, baseImages, type PrivateEngine, repository } from '@berth/local-stack';
import type Docker from 'dockerode';
import { z } from 'zod';
import type { Ended } from '../run-entry.ts';
import { images } from './images.ts';

/** In place of one that a developer has in the repository. */
export const noEnv = join(import.meta.dirname, 'none.env');

export type CompositionOptions = {
  readonly engine: EngineOfImages;
  /** What .env would say. */
  readonly env: Readonly<Record<string, string>>;
};

/** An engine that has the images. */
export type EngineOfImages = Pick<PrivateEngine, 'url' | 'socket' | 'volumes' | 'gateway' | 'docker'>;

/** Of a command that failed. */
const Printed = z.object({ stdout: z.string() });

export class Composition implements AsyncDisposable {
  readonly engine: EngineOfImages;
  /** The Docker network of its containers, and the name of its project. */
  readonly network: string;
  /** What a shell says for it to be on its engine, and beside others. */
  readonly environment: Readonly<Record<string, string>>;

  constructor({ engine, env }: CompositionOptions) {
    this.engine = engine;
    this.network = `berth-${randomBytes(4).toString('hex')}`;
    const place = { DOCKER_HOST: engine.url, DOCKER_SOCKET: engine.socket, BERTH_NETWORK: this.network };
    this.environment = { PATH: process.env['PATH'] ?? '', COMPOSE_PROJECT_NAME: this.network, ...baseImages, ...images, ...place, ...env };
  }

  /** `docker compose …`: what it printed on standard output; an error with its words when it fails. */
  async compose(...args: readonly string[]): Promise<string> {
    const options = { cwd: repository, env: this.environment, maxBuffer: 1024 * 1024 * 1024 };
    const { stdout } = await promisify(execFile)('docker-compose', ['--env-file', noEnv, ...args], options);
    return stdout;
  }

  /** The last lines of each container, and how it is, for a failing test. */
  async logs(): Promise<string> {
    const logs = (await this.#list()).map(async (container) => {
      const { Name, State: state } = await container.inspect();
      const lines = await container.logs({ stdout: true, stderr: true, tail: 20 });
      return `== ${Name} ${state.Status}\n${lines.toString()}`;
    });
    return (await all(logs)).join('\n');
  }

  /** A line of a shell, as people type it who have Compose v2 and a terminal: what it printed, whether or not it succeeded. */
  async shell(line: string): Promise<string> {
    const withoutTerminal = line.replaceAll(/docker compose exec (?!-T )/g, 'docker compose exec -T ');
    const typed = withoutTerminal.replaceAll('docker compose', `docker-compose --env-file ${noEnv}`);
    const run = promisify(execFile)('bash', ['-c', typed], { cwd: repository, env: this.environment });
    return (await run.catch((error: unknown) => Printed.parse(error))).stdout;
  }

  /** All containers of a service. */
  async containers(service: string): Promise<Docker.ContainerInspectInfo[]> {
    const found = await this.#list(`com.docker.compose.service=${service}`);
    return await all(found.map((container) => container.inspect()));
  }

  /** A service's one container. */
  async container(service: string): Promise<Docker.Container> {
    const [found] = await this.#list(`com.docker.compose.service=${service}`);
    if (found === undefined) throw new Error(`${service} has no container`);
    return found;
  }

  /** What a container has printed so far. */
  async printed({ id }: Pick<Docker.Container, 'id'>): Promise<string> {
    return await this.shell(`docker logs ${id} 2>&1`);
  }

  /** The address of a service's one container, which this machine reaches. */
  async address(service: string): Promise<string> {
    const { NetworkSettings: settings } = await (await this.container(service)).inspect();
    const address = settings.Networks[this.network]?.IPAddress;
    if (address === undefined) throw new Error(`${service} has no address`);
    return address;
  }

  /** `docker exec`, in a service's one container. */
  async execute(service: string, command: readonly string[]): Promise<Ended> {
    const container = await this.container(service);
    const execution = await container.exec({ Cmd: [...command], AttachStdout: true, AttachStderr: true });
    const stream = await execution.start({});
    const [out, err] = [new PassThrough(), new PassThrough()];
    container.modem.demuxStream(stream, out, err);
    const read = Promise.all([text(out), text(err)]);
    await finished(stream);
    out.end();
    err.end();
    const [stdout, stderr] = await read;
    return { code: (await execution.inspect()).ExitCode, stdout, stderr };
  }

  async #list(...further: readonly string[]): Promise<Docker.Container[]> {
    const label = [`com.docker.compose.project=${this.network}`, ...further];
    const found = await this.engine.docker.listContainers({ all: true, filters: { label } });
    return found.map(({ Id }) => this.engine.docker.getContainer(Id));
  }

  /** Removes all of it, in no time. */
  async [Symbol.asyncDispose](): Promise<void> {
    await all((await this.#list()).map((container) => container.remove({ force: true, v: true })));
    const filters = { label: [`com.docker.compose.project=${this.network}`] };
    const { docker } = this.engine;
    const [networks, { Volumes: volumes }] = await Promise.all([
      docker.listNetworks({ filters }),
      docker.listVolumes({ filters: JSON.stringify(filters) }),
    ]);
    await all([...networks.map(({ Id }) => docker.getNetwork(Id).remove()), ...volumes.map(({ Name }) => docker.getVolume(Name).remove())]);
  }
}
