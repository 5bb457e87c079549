/** NATS of a composition. */
import { waitUntil } from '@berth/local-stack';
import type { Composition } from '../compose/composition.ts';
import { ask, isPage } from '../request.ts';
import { ContainerProgram } from './container-program.ts';
import type { RunningNats } from './runtime.ts';

export class ComposedNats implements RunningNats {
  readonly port: number;
  readonly url: string;
  readonly store: string;
  readonly #composition: Composition;

  constructor(composition: Composition, { port, store }: { readonly port: number; readonly store: string }) {
    this.port = port;
    this.url = `nats://127.0.0.1:${port}`;
    this.store = store;
    this.#composition = composition;
  }

  async start(): Promise<void> {
    await (await this.#container()).start();
    await this.#untilReady();
  }

  async kill(): Promise<void> {
    await (await this.#container()).kill();
  }

  /** Loses its volume. */
  async wipe(): Promise<void> {
    await this.kill();
    await this.#composition.compose('rm', '--force', 'nats');
    await this.#composition.engine.docker.getVolume(`${this.#composition.network}_nats`).remove();
    await this.#composition.compose('up', '--detach', '--no-build', '--no-deps', 'nats');
    await this.#untilReady();
  }

  async #container(): Promise<ContainerProgram> {
    return await ContainerProgram.of(await this.#composition.container('nats'));
  }

  async #untilReady(): Promise<void> {
    const monitoring = { address: await this.#composition.address('nats'), port: 8222 };
    await waitUntil('NATS to be ready', 60_000, async () => {
      const asked = await ask(monitoring, 'localhost', '/healthz');
      return isPage(asked);
    });
  }
}
