/** `--stdio`: one complete look at every engine, without following any. */
import { Pace, type Surroundings } from '@berth/bus';
import type { CollectorConfig } from '@berth/installation';
import { engineKey, leaseKey } from '@berth/messages';
import { EngineApi } from './docker/engine-api.ts';
import { DockerError } from './docker/errors.ts';
import { follow } from './follow.ts';
import { Look } from './look.ts';

/** Publishes the document of every engine that can be looked at. `partly`: an engine or a container can't, which the log tells. */
export async function lookOnce({ engines, timing }: CollectorConfig, surroundings: Surroundings): Promise<'whole' | 'partly'> {
  const seen = await Promise.all(engines.map((engine) => lookAt(engine, timing, surroundings)));
  return seen.includes('partly') ? 'partly' : 'whole';
}

/** Nothing else is to be done. */
const unhurried = { share: 1_000, burst: Number.POSITIVE_INFINITY } as const;

async function lookAt(
  engine: CollectorConfig['engines'][number],
  timing: CollectorConfig['timing'],
  { store, clock, log, signal }: Surroundings,
): Promise<'whole' | 'partly'> {
  const look = new Look(engine, { now: clock.now() });
  const complete = new AbortController();
  try {
    using api = await EngineApi.of(engine);
    const changed = () => complete.abort();
    await follow(
      { api, look, timing, pace: new Pace(unhurried), clock, log, opened: () => undefined, changed },
      AbortSignal.any([signal, complete.signal]),
    );
  } catch (error) {
    if (!complete.signal.aborted) {
      if (!(error instanceof DockerError)) throw error;
      log.error({ engine: engine.name, url: engine.url, reason: error.message }, 'could not look at an engine');
      return 'partly';
    }
  }
  await using lease = await store.lease(leaseKey('collector', engine.name), { program: 'collector' }, signal);
  await using publisher = await store.publisher('berth-engines', { filter: engineKey(engine.name), lease }, signal);
  publisher.set(engineKey(engine.name), look.take().document);
  await publisher.flush();
  const unreadable = look.unreadable();
  for (const [container, reason] of unreadable) log.error({ engine: engine.name, container, reason }, 'could not read a container');
  const excessive = look.excessive();
  for (const [container, reason] of excessive) log.error({ engine: engine.name, container, reason }, 'left out a container');
  return unreadable.size + excessive.size > 0 ? 'partly' : 'whole';
}
