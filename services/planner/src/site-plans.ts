/** One site's services as they are planned: what changes touch at once, the rest a slice at a time. */
import type { Batch } from '@berth/bus';
import type { Engine, EngineName, Observed, ServiceName } from '@berth/messages';
import type { Doubted } from './engine-doubts.ts';
import { type Plans, plan } from './plan.ts';
import type { PlanProblem } from './problems.ts';
import { longGone } from './purging.ts';
import type { ServiceIndex } from './service-index.ts';
import type { Touched } from './touched.ts';
import { emptySince, isDue } from './wants.ts';

export type SitePlansOptions = {
  readonly index: ServiceIndex;
  /** How long a service stays when nothing is left to serve, ms. */
  readonly linger: number;
  /** Told of everything that is planned. */
  readonly onPlanned: (documents: Plans['documents']) => void;
  /** Told of the problems that each of these has now. */
  readonly onProblems: (problems: ReadonlyMap<string, readonly PlanProblem[]>) => void;
};

/** Services that stay for as long as they may when nothing is left to serve. */
const mostEmpty = 5_000;
/** How many services are planned before others get their turn. */
const slice = 200;

export class SitePlans {
  readonly #options: SitePlansOptions;
  /** Services that are to be planned again, when nothing more urgent is there. */
  readonly #later = new Set<ServiceName>();
  #state: 'recalling' | 'planning' = 'recalling';

  constructor(options: SitePlansOptions) {
    this.#options = options;
  }

  get index(): ServiceIndex {
    return this.#options.index;
  }

  /** Whether everything has been planned once: before that, what is known may be long out of date. */
  get begun(): boolean {
    return this.#state === 'planning';
  }

  /** The first look at all engines. */
  read(batch: Batch<Engine>): void {
    this.#options.onProblems(this.index.update(batch).problems);
  }

  /** Everything is planned from nothing. */
  takeOver(now: number): void {
    this.#plan(this.index.services(), now);
    this.#state = 'planning';
  }

  /** A change goes at once to the services that it touches. */
  follow(batch: Batch<Engine>, now: number): Touched {
    return this.#take(this.index.update(batch), now);
  }

  /** This is to be thought of an engine from now on. */
  doubt(engine: EngineName, doubted: Doubted, now: number): Touched {
    return this.#take(this.index.doubt(engine, doubted), now);
  }

  /** What the monitors say goes at once to the services that it touches. */
  hear(batch: Batch<Observed>, now: number): Touched {
    return this.#take(this.index.hear(batch), now);
  }

  /** To these networks of engines packets are known to find their way by routing. */
  learnDirect(networks: Parameters<ServiceIndex['learnDirect']>[0], now: number): void {
    this.#carryOut(this.index.learnDirect(networks), now);
  }

  /** Whether answers come back from engines through each BIG-IP. */
  learnWaysBack(ways: Parameters<ServiceIndex['learnWaysBack']>[0], now: number): void {
    this.#take(this.index.learnWaysBack(ways), now);
  }

  /** The next part of what can wait: `more` while there is some left. */
  catchUp(now: number): 'more' | 'done' {
    if (!this.begun) return 'done';
    if (this.#later.size === 0) {
      // While an engine can't be seen, none of them is over.
      if (this.index.unknown.length > 0) return 'done';
      this.#plan(this.#due(now - this.#options.linger), now);
      this.#plan(this.#crowded(), now, 0);
      return 'done';
    }
    for (const service of this.#later.values().take(slice).toArray()) {
      this.#later.delete(service);
      this.#carryOut(this.index.reconsider(service), now);
    }
    return 'more';
  }

  #due(emptiedBefore: number): ServiceName[] {
    const { index } = this;
    const bigips = [...index.site.bigips.keys()];
    return index.wants.ending().filter((service) => bigips.some((bigip) => isDue(index.wants.of(bigip, service), emptiedBefore)));
  }

  /** For who keeps none of their documents: what has been gone for long isn't remembered. */
  forgetGone(now: number): void {
    const { index } = this;
    for (const bigip of index.site.bigips.keys()) {
      const ending = index.wants.ending();
      for (const service of longGone(
        ending.map((one) => [one, index.wants.of(bigip, one)] as const),
        now,
      ))
        index.wants.remember(bigip, service, undefined);
      for (const service of longGone(
        ending.map((one) => [one, index.wants.namesOf(bigip, one)] as const),
        now,
      ))
        index.wants.rememberNames(bigip, service, undefined);
    }
  }

  /** Where names come and go all the time, those that have been without anything to serve for longest, beyond so many. */
  #crowded(): ServiceName[] {
    const { index } = this;
    const ending = index.wants.ending();
    if (ending.length <= mostEmpty) return [];
    const empty = ending.flatMap((service) => {
      const since = [...index.site.bigips.keys()].flatMap((bigip) => emptySince(index.wants.of(bigip, service)) ?? []);
      return since.length === 0 ? [] : [{ service, since: Math.min(...since) }];
    });
    const longest = empty.sort((a, b) => a.since - b.since).slice(0, Math.max(0, empty.length - mostEmpty));
    return longest.map(({ service }) => service);
  }

  #take(touched: Touched, now: number): Touched {
    if (this.begun) this.#carryOut(touched, now);
    else this.#options.onProblems(touched.problems);
    return touched;
  }

  #carryOut(touched: Touched, now: number): void {
    this.#options.onProblems(touched.problems);
    this.#plan(touched.services, now);
    if (touched.everything === 'later') for (const service of this.index.services()) this.#later.add(service);
  }

  #plan(services: Iterable<ServiceName>, now: number, linger = this.#options.linger): void {
    const { index, onPlanned, onProblems } = this.#options;
    const { documents, problems } = plan(index, services, { now, linger });
    onPlanned(documents);
    onProblems(problems);
  }
}
