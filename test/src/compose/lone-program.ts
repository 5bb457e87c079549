/** One of Berth's programs in its image, with nothing beside it but what it is given: as unprivileged as in docker-compose.yml. */
import type Docker from 'dockerode';
import { GenericContainer, type StartedNetwork, type StartedTestContainer, StartupCheckStrategy, Wait } from 'testcontainers';
import { images } from './images.ts';

export type Alone = {
  readonly program: string;
  readonly args: readonly string[];
  /** USER:GROUP, by number. */
  readonly user: string;
  /** Its folder on this machine, for berth.yaml and what that names: seen at the same path. */
  readonly directory: string;
  /** A Docker engine's socket on this machine, seen as /var/run/docker.sock. */
  readonly socket?: string;
  readonly network: StartedNetwork;
};

const healthPort = 8081;

/** Starts one, and returns when it says that it is ready. */
export async function startAlone(alone: Alone): Promise<StartedTestContainer> {
  const ready = Wait.forHttp('/readyz', healthPort).forStatusCode(200);
  return await container(alone).withExposedPorts(healthPort).withWaitStrategy(ready).withStartupTimeout(120_000).start();
}

/** Runs one that is expected to end by itself, and returns when it has. */
export async function endsAlone(alone: Alone): Promise<StartedTestContainer> {
  return await container(alone).withWaitStrategy(new Ended()).withStartupTimeout(120_000).start();
}

class Ended extends StartupCheckStrategy {
  override async checkStartupState(docker: Docker, id: string) {
    const { State: state } = await docker.getContainer(id).inspect();
    return state.Status === 'exited' ? 'SUCCESS' : 'PENDING';
  }
}

function container({ program, args, user, directory, socket, network }: Alone): GenericContainer {
  return new Unprivileged(images.BERTH_IMAGE)
    .withCommand(['node', `services/${program}/src/main.ts`, ...args])
    .withEnvironment({
      BERTH_CONFIG: `${directory}/berth.yaml`,
      BERTH_NATS_SERVERS: 'nats://nats:4222',
      BERTH_HEALTH: `0.0.0.0:${healthPort}`,
    })
    .withNetwork(network)
    .withUser(user)
    .withTmpFs({ '/tmp': '' })
    .withBindMounts([
      { source: directory, target: directory, mode: 'ro' },
      ...(socket === undefined ? [] : [{ source: socket, target: '/var/run/docker.sock' }]),
    ]);
}

class Unprivileged extends GenericContainer {
  constructor(image: string) {
    super(image);
    Object.assign(this.hostConfig, { ReadonlyRootfs: true, Init: true, CapDrop: ['ALL'], SecurityOpt: ['no-new-privileges=true'] });
  }
}
