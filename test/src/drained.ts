/** A service of which one container stays, and others end only when their requests are answered; and clients that must not notice. */
import { waitUntil } from '@berth/local-stack';
import type { ChurnSize } from './churn.ts';
import { type Laboratory, zone } from './laboratory.ts';
import { isPage } from './request.ts';
import { SteadyClient } from './steady-client.ts';

export class Drained implements AsyncDisposable {
  readonly service = 'drained';
  /** Besides the one that stays. */
  readonly containers: number;
  readonly #resources: AsyncDisposableStack;
  readonly #clients: readonly SteadyClient[];

  private constructor(containers: number, clients: readonly SteadyClient[], resources: AsyncDisposableStack) {
    this.containers = containers;
    this.#clients = clients;
    this.#resources = resources;
  }

  /** Returns when the one that stays is served. */
  static async start(laboratory: Laboratory, containers: number): Promise<Drained & NonNullable<ChurnSize['drained']>> {
    await using started = new AsyncDisposableStack();
    const stays = await laboratory.run('drained-1');
    started.defer(() => stays.remove({ force: true }));
    await waitUntil('an answer of the one that stays', 90_000, async () => {
      const asked = await laboratory.get(`drained.${zone}`);
      return isPage(asked);
    });
    const pages = Array.from({ length: containers + 1 }, (_, n) => `drained-${n + 1}`);
    const expected = new Map([[`drained.${zone}`, new Set(pages)]]);
    // Of requests that take a while, some are always under way.
    const clients = Array.from({ length: 4 }, () => started.use(new SteadyClient(laboratory.http, expected, '/cgi-bin/slow')));
    return new Drained(containers, clients, started.move());
  }

  /** How often they asked. */
  get asked(): number {
    return this.#clients.reduce((sum, { asked }) => sum + asked, 0);
  }

  /** What they got that they should not have got. */
  complaints(): string[] {
    return this.#clients.flatMap(({ complaints }) => complaints.map(({ asked }) => JSON.stringify(asked)));
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#resources.disposeAsync();
  }
}
