/** Keeps documents planned, whatever they are about: what an engine's change touches goes at once, the rest when there is time. */
import { type Batch, rest, type Surroundings } from '@berth/bus';
import { type Engine, engineFilter } from '@berth/messages';
import { inTurn } from './in-turn.ts';
import type { TargetName } from './open-targets.ts';
import type { OpenProblems, PlanProblem } from './problems.ts';
import { type Heard, heardBy } from './purging.ts';
import type { EngineWatch } from './watch-engines.ts';

/** Documents that are planned from engines, each for one of some targets. */
export type Planned<Target> = {
  readonly targets: readonly Target[];
  readonly documents: {
    /** The first look at all engines. */
    read(batch: Batch<Engine>): void;
    /** Everything is planned from nothing. */
    takeOver(now: number): void;
    /** A change goes at once to the services that it touches. */
    follow(batch: Batch<Engine>, now: number): void;
    /** The next part of what can wait: `more` while there is some left. */
    catchUp(now: number): 'more' | 'done';
    /** Services whose documents have said long enough that they are gone. */
    purgeable(target: Target, now: number): readonly string[];
    /** Deletes those that the applier has heard. */
    purge(target: Target, heard: Heard, now: number): void;
  };
};

export type Around = Omit<Surroundings, 'signal'> & {
  /** For the log: what is planned. */
  readonly what: object;
  readonly open: OpenProblems;
  /** What is to be thought of engines that nobody sees, site by site. */
  readonly watches: readonly EngineWatch[];
  /** Problems that an earlier holder of the lease reported. */
  readonly reported: Iterable<string>;
};

/** The hot path, once it is known what is to be thought of engines that nobody sees. It ends with the input. */
export async function followEngines<Target>(
  { documents }: Planned<Target>,
  { what, open, watches, reported, store, clock, log }: Around,
  signal: AbortSignal,
): Promise<void> {
  let first = true;
  await Promise.all(watches.map(({ ready }) => ready));
  const tell = (engine: string, state: 'held' | 'let go') => open.replace(`pace ${engine}`, state === 'held' ? [tooFast(engine)] : []);
  for await (const batch of inTurn(store.watch('berth-engines', engineFilter, signal), tell)) {
    if (!first) documents.follow(batch, clock.now());
    else {
      documents.read(batch);
      for (const engines of watches) engines.judge();
      documents.takeOver(clock.now());
      open.deleteOthers(reported);
      log.info({ ...what, engines: batch.entries.length }, 'planned everything');
      first = false;
    }
  }
  if (!signal.aborted) while (documents.catchUp(clock.now()) === 'more');
}

function tooFast(engine: string): PlanProblem {
  return {
    subject: `engine-${engine}-pace`,
    severity: 'warning',
    what: `the containers of engine ${engine} change so often that planning them would take the time of others, so its changes come later`,
    where: `engine ${engine}`,
    hint: 'see with berth watch which of them come and go; other engines are not affected',
  };
}

/** ms between two rounds of what can wait. */
const round = 1000;
/** Rounds between two looks at what may be purged. */
const purgeEvery = 60;

/** What can wait: services that other engines' coming and going touches only by the way, those that end, `=plan`, and purging. */
export async function keepUp<Target extends TargetName>(
  { targets, documents }: Planned<Target>,
  { store, clock }: Pick<Around, 'store' | 'clock'>,
  signal: AbortSignal,
): Promise<void> {
  for (let rounds = 1; !signal.aborted; rounds++) {
    while (documents.catchUp(clock.now()) === 'more') await rest(0, signal);
    if (rounds % purgeEvery === 2) {
      for (const target of targets) {
        if (documents.purgeable(target, clock.now()).length === 0) continue;
        const heard = await heardBy(target, store, signal);
        if (heard !== undefined) documents.purge(target, heard, clock.now());
      }
    }
    await rest(round, signal);
  }
}
