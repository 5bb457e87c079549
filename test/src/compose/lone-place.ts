/** Where programs run alone: a NATS in a container, an engine to watch, a virtual BIG-IP, and a berth.yaml that names them. */
import { chmod, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Store } from '@berth/bus';
import { baseImages, freePort, ownDirectory, type PrivateEngine, startEngine } from '@berth/local-stack';
import { GenericContainer, Network, type StartedNetwork, Wait } from 'testcontainers';
import { vi } from 'vitest';
import { stringify } from 'yaml';
import { startBigip } from '../laboratory-bigip.ts';
import { Unit } from '../measure/unit-requests.ts';
import { openTestStore } from '../test-store.ts';
import type { EngineOfImages } from './composition.ts';

export class LonePlace implements AsyncDisposable {
  /** Of berth.yaml and all that it names. */
  readonly directory: string;
  readonly network: StartedNetwork;
  /** docker1. */
  readonly watched: PrivateEngine;
  readonly store: Store;
  /** edge. */
  readonly unit: Unit;
  readonly #parts: AsyncDisposableStack;

  private constructor(parts: AsyncDisposableStack, started: Pick<LonePlace, 'directory' | 'network' | 'watched' | 'store' | 'unit'>) {
    this.directory = started.directory;
    this.network = started.network;
    this.watched = started.watched;
    this.store = started.store;
    this.unit = started.unit;
    this.#parts = parts;
  }

  /** On an engine that has the images; until the end testcontainers use that engine. */
  static async start(engine: EngineOfImages): Promise<LonePlace> {
    await using parts = new AsyncDisposableStack();
    // They take it from the environment, and would pull an image for their own cleaning up.
    vi.stubEnv('DOCKER_HOST', engine.url).stubEnv('TESTCONTAINERS_RYUK_DISABLED', 'true');
    parts.defer(() => void vi.unstubAllEnvs());
    const directory = parts.use(await ownDirectory('alone')).path;
    const watched = parts.use(await startEngine({ name: 'docker1' }));
    const bigip = parts.use(await startBigip({ where: 'here', host: engine.gateway, directory }));
    const unit = parts.use(await Unit.at(bigip.access));
    await unit.send('POST', 'net/vlan', { name: 'internal', interfaces: [{ name: '1.1', untagged: true }] });
    await unit.send('POST', 'net/self', { name: 'internal', address: '192.0.2.254/24', vlan: 'internal' });
    await writeFile(join(directory, 'berth.yaml'), stringify(await configuration(bigip.config, watched)));
    await chmod(directory, 0o755);

    const network = parts.use(await new Network().start());
    const nats = new GenericContainer(baseImages.NATS_IMAGE).withCommand(['--jetstream', '--store_dir', '/data']).withNetwork(network);
    const ready = Wait.forLogMessage('Server is ready');
    const started = parts.use(await nats.withNetworkAliases('nats').withWaitStrategy(ready).start());
    const store = parts.use(await openTestStore({ url: `nats://${started.getIpAddress(network.getName())}:4222` }));
    return new LonePlace(parts.move(), { directory, network, watched, store, unit });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#parts.disposeAsync();
  }
}

/** Site west, with docker2 and far, is nowhere. */
async function configuration(bigip: Readonly<Record<string, unknown>>, { gateway }: PrivateEngine): Promise<object> {
  const [http, dns] = [await freePort(), await freePort()];
  const own = {
    http: { mode: 'own', virtual: `127.0.0.1:${http}` },
    dns: { mode: 'own', listener: `127.0.0.1:${dns}` },
    routes: {},
  };
  return {
    installation: 'alone',
    zones: { public: ['apps.example.com'], internal: ['docker.example.com'] },
    sites: {
      east: {
        engines: { docker1: { url: 'unix:///var/run/docker.sock', address: gateway } },
        bigips: { edge: { ...bigip, ...own } },
      },
      west: {
        engines: { docker2: { url: 'unix:///nowhere', address: '192.0.2.2' } },
        bigips: { far: { ...bigip, units: ['192.0.2.9'] } },
      },
    },
  };
}
