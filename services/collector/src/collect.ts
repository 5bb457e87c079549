/** One engine: under its lease, look and follow, and again whenever the engine is lost. */
import { type Lease, Pace, type Publisher, pause, type Surroundings, underLease } from '@berth/bus';
import type { CollectorConfig } from '@berth/installation';
import { type Engine, type EngineName, engineKey, leaseKey, type Problem, problemFilter } from '@berth/messages';
import type { OpenEngines } from '@berth/process';
import { backoff } from './backoff.ts';
import { EngineApi } from './docker/engine-api.ts';
import { DockerError } from './docker/errors.ts';
import { follow } from './follow.ts';
import { Look } from './look.ts';
import { Problems, problemSource } from './problems.ts';
import { mostBytes, Publication } from './publication.ts';

type ConfiguredEngine = CollectorConfig['engines'][number];

export type Collecting = Surroundings & {
  readonly engine: ConfiguredEngine;
  readonly timing: CollectorConfig['timing'];
  /** The engines whose event stream is open. */
  readonly open: Pick<OpenEngines, 'add' | 'delete'>;
};

/** Of a second, ms that the changes of one engine may take for long, and how much at once: enough for all containers of a large one. */
const share = { share: 100, burst: 1_000 } as const;

/** Keeps the engine's document as the engine is, as its one writer, until `signal` aborts. */
export async function collect(collecting: Collecting): Promise<void> {
  const { engine, store, signal } = collecting;
  const work = async (lease: Lease, held: AbortSignal) => {
    await using publisher = await store.publisher('berth-engines', { filter: engineKey(engine.name), lease }, held);
    const filter = problemFilter(problemSource(engine.name));
    await using problems = await store.publisher('berth-problems', { filter, lease }, held);
    await stayConnected({ ...collecting, lease, publisher, problems, signal: held });
  };
  await underLease(store, { name: leaseKey('collector', engine.name), program: 'collector' }, work, signal);
}

type Writing = Collecting & {
  readonly lease: Lease;
  readonly publisher: Publisher<Engine>;
  readonly problems: Publisher<Problem>;
};

/** Until `signal` aborts, which throws its reason. */
async function stayConnected({ engine, timing, store, clock, log, tracer, open, signal, ...writing }: Writing): Promise<never> {
  const { lease, publisher } = writing;
  const look = new Look(engine, { stored: storedDocument(publisher, engine.name), now: clock.now(), most: () => mostBytes(store) });
  const problems = new Problems(writing.problems, engine.name);
  const pace = new Pace(share);
  let pauses = backoff(timing.backoff);
  // As its type says, for it changes within `changed` too.
  let state = 'unknown' as 'unknown' | 'followed' | 'cut' | 'lost';
  for (;;) {
    signal.throwIfAborted();
    const began = performance.now();
    try {
      using api = await EngineApi.of(engine);
      using publication = new Publication({ look, publisher, problems, store, lease, clock, tracer, merge: timing.merge, pace });
      const opened = () => open.add(engine.name);
      const changed = (asked?: number) => {
        if (state === 'unknown' || state === 'lost') log.info({ engine: engine.name, url: engine.url }, 'following an engine');
        state = 'followed';
        publication.changed(asked);
      };
      await follow({ api, look, timing, pace, clock, log, opened, changed }, signal);
    } catch (error) {
      open.delete(engine.name);
      signal.throwIfAborted();
      if (!(error instanceof DockerError)) throw error;
      const lasted = performance.now() - began > timing.backoff;
      // One that lets us in, and out at once, is no better than one that doesn't let us in.
      if (lasted) pauses = backoff(timing.backoff);
      // What lies between may cut every stream after some minutes: it is a loss when the next try fails.
      if (state === 'followed' && lasted && error.kind === 'unreachable') state = 'cut';
      else {
        if (state !== 'lost') log.warn({ engine: engine.name, url: engine.url, reason: error.message }, 'lost an engine');
        state = 'lost';
        problems.open('engine', unreachable(engine, error));
      }
    }
    await pause(pauses.next().value, signal);
  }
}

function storedDocument(publisher: Publisher<Engine>, engine: EngineName): Engine | undefined {
  const value = publisher.stored.get(engineKey(engine))?.value;
  return value?.kind === 'document' ? value.document : undefined;
}

function unreachable({ name, url }: ConfiguredEngine, { message }: DockerError) {
  return {
    severity: 'error',
    what: `engine ${name} can't be looked at: ${message}`,
    hint: `see that Docker answers at ${url}; what ran there last stays as it was`,
  } as const;
}
