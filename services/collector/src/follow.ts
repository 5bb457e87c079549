/** One connection to an engine: subscribe, look at everything, then at what changes, until it breaks. */
import { setTimeout as pause } from 'node:timers/promises';
import type { Clock, Log } from '@berth/bus';
import type { CollectorConfig } from '@berth/installation';
import type { ContainerId } from '@berth/messages';
import type { EngineApi } from './docker/engine-api.ts';
import type { DockerEvent } from './docker/events.ts';
import type { Look } from './look.ts';
import { OncePerKey } from './once-per-key.ts';

export type Following = {
  readonly api: EngineApi;
  readonly look: Look;
  readonly timing: CollectorConfig['timing'];
  readonly clock: Clock;
  readonly log: Log;
  /** The event stream is open. */
  readonly opened: () => void;
  /** The look is complete, and may differ from before. */
  readonly changed: () => void;
};

/** Docker sends the headers of an event stream a moment before it listens: what falls between is found by this second list. */
const secondList = 1_000;
/** More at once don't make an engine faster. */
const inspectsAtOnce = 8;
const pingPatience = 5_000;

/** Keeps `look` as the engine is until the connection breaks, which throws a DockerError, or `signal` aborts, which throws its reason. */
export async function follow(following: Following, signal: AbortSignal): Promise<never> {
  const { api, look, timing, clock, log } = following;
  const ending = new AbortController();
  const inner = AbortSignal.any([signal, ending.signal]);
  const fail = (error: unknown) => ending.abort(error);
  const eventTimes = new Map<ContainerId, number>();
  let complete = false;
  let heard = performance.now();

  const containers = new OncePerKey(async (id: ContainerId) => {
    const asked = eventTimes.get(id);
    const inspection = await api.inspect(id, inner);
    const at = eventTimes.get(id);
    if (at === asked) eventTimes.delete(id);
    look.inspected(id, inspection, { at, now: clock.now() });
    if (complete) following.changed();
  });
  const networks = new OncePerKey(async (_: 'all') => {
    look.networks(await api.networks(inner));
    if (complete) following.changed();
  });

  /** The engine's list says what to inspect, and only inspecting says what is. */
  async function lookAround(): Promise<void> {
    await networks.run('all');
    const waiting = look.list(await api.containers(inner), clock.now());
    const inspectNext = async () => {
      for (let id = waiting.pop(); id !== undefined; id = waiting.pop()) await containers.run(id);
    };
    await Promise.all(Array.from({ length: inspectsAtOnce }, inspectNext));
    complete = true;
    following.changed();
  }

  function heed(event: DockerEvent): void {
    switch (event.kind) {
      case 'container':
        eventTimes.set(event.id, event.at);
        containers.run(event.id).catch(fail);
        return;
      case 'kill':
        look.killed(event.id, { signal: event.signal, at: event.at, heard: clock.now() });
        if (complete) following.changed();
        return;
      case 'networks':
        networks.run('all').catch(fail);
        return;
      case 'unknown':
        log.warn({ event: event.line }, 'could not read an event');
        lookAround().catch(fail);
        return;
      default:
        event satisfies never;
    }
  }

  async function heedAll(events: AsyncIterable<DockerEvent>): Promise<void> {
    for await (const event of events) {
      heard = performance.now();
      heed(event);
    }
  }

  async function lookAgain(): Promise<void> {
    await lookAround();
    for (let wait = secondList; ; wait = timing.relook) {
      await pause(Math.min(wait, timing.relook), undefined, { signal: inner });
      await lookAround();
    }
  }

  async function watchForSilence(): Promise<void> {
    for (;;) {
      const left = heard + timing.silence - performance.now();
      if (left > 0) await pause(left, undefined, { signal: inner });
      else {
        await api.ping(Math.min(timing.silence, pingPatience), inner);
        heard = performance.now();
      }
    }
  }

  async function watchForSurvivors(): Promise<void> {
    for (;;) {
      await pause(1_000, undefined, { signal: inner });
      for (const id of look.overdue(clock.now())) containers.run(id).catch(fail);
    }
  }

  try {
    const events = await api.events(inner);
    following.opened();
    const heeding = heedAll(events);
    look.begin(await api.version(inner));
    await Promise.all([heeding, lookAgain(), watchForSilence(), watchForSurvivors()].map((task) => task.catch(fail)));
  } catch (error) {
    fail(error);
  }
  await Promise.all([containers.settled(), networks.settled()]);
  throw inner.reason;
}
