/** Containers that come and go: what a busy engine does all day, in a minute. */
import { setTimeout as pause } from 'node:timers/promises';
import type Docker from 'dockerode';
import type { Laboratory } from './laboratory.ts';
import { Random } from './random.ts';

const colours = ['red', 'green', 'blue'] as const;

/** What may be done to a container of the coloured services. */
const rough = {
  absent: ['run'],
  running: ['stop', 'kill', 'remove', 'restart', 'rename', 'pause', 'disconnect'],
  paused: ['unpause', 'remove'],
  detached: ['connect', 'remove'],
  stopped: ['start', 'remove', 'rename'],
} as const;

/** And to one whose clients must not notice: it has its time to finish. */
const gentle = { ...rough, running: ['stop', 'restart'], stopped: ['start', 'remove'] } as const;

type State = keyof typeof rough;
type Action = (typeof rough)[State][number];

type Place = {
  name: string;
  readonly possible: Readonly<Record<State, readonly [Action, ...Action[]]>>;
  readonly env: readonly string[];
  container: Docker.Container | undefined;
  state: State;
};

/** How many containers each hand has, and how many hands work at the same time. */
export type ChurnSize = {
  readonly containers: number;
  readonly hands: number;
  /** A service whose instances 2 and up are treated gently, by one hand more. */
  readonly drained?: { readonly service: string; readonly containers: number };
};

/** Starts, stops, kills, renames, pauses, disconnects, restarts and removes containers, as `random` says. */
export class Churn implements AsyncDisposable {
  readonly #laboratory: Laboratory;
  readonly #hands: readonly (readonly Place[])[];
  readonly #stopped = new AbortController();
  readonly #running: Promise<unknown>;

  /** Begins, and goes on until `stop`. */
  constructor(laboratory: Laboratory, random: Random, { containers, hands, drained }: ChurnSize) {
    this.#laboratory = laboratory;
    const coloured = Array.from({ length: hands }, (_, hand) =>
      Array.from({ length: containers }, (__, n) => roughPlace(hand * containers + n)),
    );
    this.#hands = drained === undefined ? coloured : [...coloured, gentlePlaces(drained)];
    // Each hand has choices of its own, which are the same whatever the others' speed.
    this.#running = Promise.all(this.#hands.map((places) => this.#goOn(places, new Random(Math.floor(random.next() * 2 ** 32)))));
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
    await Promise.all(this.#hands.flat().map((place) => this.#do('remove', place)));
  }

  async #goOn(places: readonly Place[], random: Random): Promise<void> {
    while (!this.#stopped.signal.aborted) {
      const place = places[Math.floor(random.next() * places.length)];
      if (place !== undefined) await this.#do(random.pick(place.possible[place.state]), place);
      await pause(random.between(0, 200));
    }
  }

  async #do(action: Action, place: Place): Promise<void> {
    const { container, name, env } = place;
    const bridge = this.#laboratory.engine.docker.getNetwork('bridge');
    switch (action) {
      case 'run':
        place.container = await this.#laboratory.run(name, { more: { Env: [...env] } });
        place.state = 'running';
        return;
      case 'start':
      case 'restart':
      case 'unpause':
        await container?.[action]();
        place.state = 'running';
        return;
      case 'stop':
      case 'kill':
        await container?.[action]();
        place.state = 'stopped';
        return;
      case 'pause':
        await container?.pause();
        place.state = 'paused';
        return;
      case 'disconnect':
        await bridge.disconnect({ Container: container?.id ?? name });
        place.state = 'detached';
        return;
      case 'connect':
        await bridge.connect({ Container: container?.id ?? name });
        place.state = 'running';
        return;
      case 'rename':
        place.name = name.startsWith('dark-') ? name.slice('dark-'.length) : `dark-${name}`;
        await container?.rename({ name: place.name });
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

function roughPlace(n: number): Place {
  const name = `${colours[n % colours.length]}-${Math.floor(n / colours.length) + 1}`;
  return { name, possible: rough, env: [], container: undefined, state: 'absent' };
}

function gentlePlaces({ service, containers }: NonNullable<ChurnSize['drained']>): Place[] {
  return Array.from({ length: containers }, (_, n) => ({
    name: `${service}-${n + 2}`,
    possible: gentle,
    // Longer than it takes on a busy machine to have no more requests.
    env: ['DRAIN=3'],
    container: undefined,
    state: 'absent',
  }));
}
