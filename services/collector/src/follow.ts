/** One connection to an engine: subscribe, look at everything, then at what changes, until it breaks. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Log, Pace } from '@berth/bus';
import type { CollectorConfig } from '@berth/installation';
import type { ContainerId } from '@berth/messages';
import type { EngineApi } from './docker/engine-api.ts';
import type { DockerEvent } from './docker/events.ts';
import { readHost } from './host.ts';
import type { Look } from './look.ts';
import { OncePerKey } from './once-per-key.ts';
import { Silence } from './silence.ts';
import { Turns } from './turns.ts';

export type Following = {
  readonly api: EngineApi;
  readonly look: Look;
  readonly timing: CollectorConfig['timing'];
  /** How much of the collector's time the engine may take. */
  readonly pace: Pace;
  readonly clock: Clock;
  readonly log: Log;
  /** The event stream is open. */
  readonly opened: () => void;
  /** The look is complete, and differs from before, or everything was looked at again. `asked`: when the engine was asked about that. */
  readonly changed: (asked?: number) => void;
};

/** Docker sends the headers of an event stream a moment before it listens: what falls between is found by this second look. */
const secondLook = 1_000;
/** More at once don't make an engine faster. */
const inspectsAtOnce = 8;
/** Containers that may wait to be inspected; beyond, the engine's list tells more cheaply what changed. */
const mostTold = 500;

/** Keeps `look` as the engine is until the connection breaks, which throws a DockerError, or `signal` aborts, which throws its reason. */
export async function follow(following: Following, signal: AbortSignal): Promise<never> {
  const ending = new AbortController();
  const inner = AbortSignal.any([signal, ending.signal]);
  const fail = (error: unknown) => ending.abort(error);
  try {
    const events = await following.api.events(inner);
    following.opened();
    await new Follower(following, fail, inner).run(events);
  } catch (error) {
    fail(error);
  }
  throw inner.reason;
}

/** `fail` ends it all, by aborting `signal`. */
class Follower {
  readonly #following: Following;
  readonly #fail: (error: unknown) => void;
  readonly #signal: AbortSignal;
  readonly #turns: Turns;
  readonly #silence: Silence;
  readonly #containers = new OncePerKey((id: ContainerId) => this.#inspect(id));
  readonly #networks = new OncePerKey((_: 'all') => this.#readNetworks());
  readonly #looks = new OncePerKey((_: 'all') => this.#lookAround());
  /** Of containers that may have changed, when that was said. */
  readonly #told = new Map<ContainerId, number>();
  #complete: boolean = false;
  /** Whether everything is being looked at. */
  #around: 'yes' | 'no' = 'no';
  /** More was told than is remembered. */
  #missed: boolean = false;
  /** Everything is being looked at because of that. */
  #overrun: boolean = false;
  /** A change was found that nothing had told. */
  #untold: boolean = false;

  constructor(following: Following, fail: (error: unknown) => void, signal: AbortSignal) {
    this.#following = following;
    this.#fail = fail;
    this.#signal = signal;
    this.#turns = new Turns(following.pace, signal);
    this.#silence = new Silence(following.timing.silence);
  }

  /** Returns when it has failed, and nothing is under way any more. */
  async run(events: AsyncIterable<DockerEvent>): Promise<void> {
    const silence = this.#silence.watch((patience) => this.#following.api.ping(patience, this.#signal), this.#signal);
    const tasks = [this.#heedAll(events), this.#lookAgain(), silence, this.#watchForSurvivors()];
    await Promise.all(tasks.map((task) => task.catch(this.#fail)));
    await Promise.all([this.#looks.settled(), this.#networks.settled(), this.#containers.settled()]);
  }

  async #heedAll(events: AsyncIterable<DockerEvent>): Promise<void> {
    for await (const event of events) this.#heed(event);
  }

  #heed(event: DockerEvent): void {
    this.#silence.heard();
    const { look, clock, log } = this.#following;
    switch (event.kind) {
      case 'container':
        this.#lookAt(event.id, event.at);
        return;
      case 'kill':
        if (look.killed(event.id, { signal: event.signal, at: event.at, heard: clock.now() })) this.#changed();
        return;
      case 'networks':
        this.#networks.run('all').catch(this.#fail);
        return;
      case 'other':
        return;
      case 'unknown':
        log.warn({ event: event.line.slice(0, 500) }, 'could not read an event, looking at everything');
        this.#looks.run('all').catch(this.#fail);
        return;
      default:
        event satisfies never;
    }
  }

  #lookAt(id: ContainerId, at: number): void {
    if (this.#told.size >= mostTold && !this.#told.has(id)) {
      if (!this.#missed) this.#lookAroundInTurn().catch(this.#fail);
      this.#missed = true;
      return;
    }
    this.#told.set(id, at);
    this.#containers.run(id).catch(this.#fail);
  }

  async #inspect(id: ContainerId): Promise<void> {
    const { api, look, clock } = this.#following;
    // What an engine was asked at the beginning isn't its containers' doing.
    if (this.#told.has(id) || this.#overrun || this.#turns.isHeld) await this.#turns.next('inspection');
    const asked = clock.now();
    const told = this.#told.get(id);
    const ran = look.runs(id);
    const inspection = await api.inspect(id, this.#signal);
    const at = this.#told.get(id);
    // Otherwise more was told meanwhile, and it is asked for again.
    if (at === told) this.#told.delete(id);
    const isNews = look.inspected(id, inspection, { at, now: clock.now() });
    // Podman doesn't tell that a network was made.
    if (look.missesNetwork(id)) await this.#networks.run('all');
    if (!isNews) return;
    if (at !== undefined || this.#around === 'no') this.#changed(asked);
    // What a look at everything finds is told with the rest of it, for an address may have passed from one container to another.
    // No event tells that a container which doesn't run was connected to another network.
    else this.#untold ||= ran || look.runs(id);
  }

  async #lookAroundInTurn(): Promise<void> {
    await this.#turns.next('everything');
    this.#overrun = true;
    await this.#looks.run('all');
    this.#overrun = this.#missed;
  }

  async #readNetworks(): Promise<void> {
    const { api, look } = this.#following;
    await this.#turns.next('networks');
    if (look.networks(await api.networks(this.#signal))) this.#changed();
  }

  /** The engine's list says what to inspect, and only inspecting says what is. */
  async #lookAround(): Promise<void> {
    const { api, look, clock, changed } = this.#following;
    this.#around = 'yes';
    await this.#networks.run('all');
    this.#missed = false;
    look.host(await readHost(look.address));
    const waiting = look.list(await api.containers(this.#signal), clock.now());
    const inspectNext = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) await this.#containers.run(id);
    };
    await Promise.all(Array.from({ length: inspectsAtOnce }, inspectNext));
    this.#complete = true;
    this.#around = 'no';
    changed();
  }

  #changed(asked?: number): void {
    if (this.#complete) this.#following.changed(asked);
  }

  async #lookAgain(): Promise<void> {
    const { api, look, timing } = this.#following;
    look.begin(await api.version(this.#signal));
    await this.#looks.run('all');
    await this.#pause(Math.min(secondLook, timing.relook));
    await this.#looks.run('all');
    for (;;) {
      await this.#pause(timing.relook);
      const began = performance.now();
      this.#untold = false;
      await this.#looks.run('all');
      // An open stream through which nothing comes any more, while what it should tell happens, is noticed too.
      if (this.#untold) await this.#silence.expectEvent(began, this.#signal);
    }
  }

  async #watchForSurvivors(): Promise<void> {
    const { look, clock } = this.#following;
    for (;;) {
      await this.#pause(1_000);
      const now = clock.now();
      for (const id of [...look.overdue(now), ...look.wanted(now)]) this.#lookAt(id, now);
    }
  }

  #pause(ms: number): Promise<void> {
    return pause(ms, undefined, { signal: this.#signal });
  }
}
