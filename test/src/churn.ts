/** Containers that come and go: what a busy engine does all day, in a minute. */
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Laboratory } from './laboratory.ts';
import type { Random } from './random.ts';

const services = ['red', 'green', 'blue'] as const;
const eachHas = 3;

type Place = { readonly name: string; container: Docker.Container | undefined; state: 'absent' | 'running' | 'stopped' };

const possible = {
  absent: ['run'],
  running: ['stop', 'kill', 'remove', 'restart'],
  stopped: ['start', 'remove'],
} as const;

/** Starts, stops, kills, restarts and removes containers of three services, one after the other, as `random` says. */
export class Churn implements AsyncDisposable {
  readonly #laboratory: Laboratory;
  readonly #random: Random;
  readonly #places: readonly Place[];
  readonly #stopped = new AbortController();
  readonly #running: Promise<void>;

  /** Begins, and goes on until `stop`. */
  constructor(laboratory: Laboratory, random: Random) {
    this.#laboratory = laboratory;
    this.#random = random;
    this.#places = services.flatMap((service) =>
      Array.from({ length: eachHas }, (_, index) => ({ name: `${service}-${index + 1}`, container: undefined, state: 'absent' as const })),
    );
    this.#running = this.#goOn();
    // Whoever stops it hears of a failure.
    this.#running.catch(() => undefined);
  }

  /** Ends it, with the containers as they are then; throws what it failed with. */
  async stop(): Promise<void> {
    this.#stopped.abort();
    await this.#running;
  }

  /** Removes all of its containers. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#stopped.abort();
    await this.#running.catch(() => undefined);
    await Promise.all(this.#places.map((place) => this.#do('remove', place)));
  }

  async #goOn(): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const place = this.#places[Math.floor(this.#random.next() * this.#places.length)];
      if (place !== undefined) await this.#do(this.#random.pick<Action>(possible[place.state]), place);
      await pause(this.#random.between(0, 200));
    }
  }

  async #do(action: Action, place: Place): Promise<void> {
    const { container } = place;
    switch (action) {
      case 'run':
        place.container = await this.#laboratory.run(place.name);
        place.state = 'running';
        return;
      case 'start':
      case 'restart':
        await container?.[action]();
        place.state = 'running';
        return;
      case 'stop':
      case 'kill':
        await container?.[action]();
        place.state = 'stopped';
        return;
      case 'remove':
        await container?.remove({ force: true });
        place.container = undefined;
        place.state = 'absent';
        return;
      default:
        action satisfies never;
    }
  }
}

type Action = (typeof possible)[Place['state']][number];
