/** One site's documents: brings the index forward, plans what it touches, and hands the result to the bus. */
import { isDeepStrictEqual } from 'node:util';
import type { Batch, Log, Publisher } from '@berth/bus';
import {
  type BigipName,
  compareText,
  type Desired,
  type DesiredNames,
  type DesiredService,
  desiredBaseKey,
  desiredServiceKey,
  type Engine,
  type Plan,
  planKey,
  type ServiceName,
  type Status,
} from '@berth/messages';
import { plan } from './plan.ts';
import { planBase } from './plan-base.ts';
import { planDnsBase } from './plan-dns-base.ts';
import type { OpenProblems, PlanProblem } from './problems.ts';
import { reverseZones } from './reverse-zones.ts';
import type { ServiceIndex, Touched } from './service-index.ts';

/** Where the documents of one kind for one BIG-IP go. */
export type TargetDocuments = {
  readonly kind: 'ltm' | 'dns';
  readonly bigip: BigipName;
  readonly publisher: Publisher<Desired>;
  /** Revision of this epoch's first `=plan`. */
  readonly since: number;
};

export type SiteParts = {
  readonly index: ServiceIndex;
  readonly targets: readonly TargetDocuments[];
  readonly problems: OpenProblems;
  readonly linger: number;
  readonly log: Log;
};

/** A gone document is kept this long, for an applier that was away. */
const keptGone = 24 * 3_600_000;

/** How many services are planned before others get their turn. */
const slice = 200;

export class SiteDocuments {
  readonly #parts: SiteParts;
  /** Services that are to be planned again, when nothing more urgent is there. */
  readonly #later = new Set<ServiceName>();
  /** Zones of container addresses; those of engines that can't be seen stay. */
  #reverseZones: readonly string[] = [];
  #planRecord: 'written' | 'stale' = 'written';
  #state: 'recalling' | 'planning' = 'recalling';

  constructor(parts: SiteParts) {
    this.#parts = parts;
  }

  /** What is stored is the past; what services share follows from the configuration alone. */
  begin(): void {
    const { index, targets, problems } = this.#parts;
    for (const { kind, bigip, publisher } of targets) {
      for (const [key, { value }] of publisher.stored) {
        if (value.kind === 'unreadable') problems.replace(`document ${key}`, [unreadable(key, value.reason)]);
        else if (value.kind === 'document' && value.document.kind === 'service')
          index.recall(bigip, value.document.service, value.document.want);
        else if (value.kind === 'document' && value.document.kind === 'names')
          index.recallNames(bigip, value.document.service, value.document.want);
        else if (value.kind === 'document' && value.document.kind === 'base') this.#addReverseZones(value.document.zones);
      }
      const config = index.site.bigips.get(bigip);
      if (kind === 'ltm' && config !== undefined) publisher.set(desiredBaseKey(kind, bigip), planBase(bigip, config, index.site.zones));
    }
    this.#setDnsBases();
  }

  /** The first look at all engines: everything is planned from nothing. */
  takeOver(batch: Batch<Engine>, now: number): void {
    const { index } = this.#parts;
    const { problems } = index.update(batch);
    this.#report(problems);
    this.#followSubnets();
    this.#plan(index.services(), now);
    this.#planRecord = 'stale';
    this.#writePlan();
    this.#state = 'planning';
  }

  /** A change goes at once to the services that it touches. */
  follow(batch: Batch<Engine>, now: number): void {
    const touched = this.#parts.index.update(batch);
    this.#carryOut(touched, now);
    if (touched.subnets === 'changed') this.#followSubnets();
    this.#planRecord = 'stale';
  }

  /** The next part of what can wait: `more` while there is some left. */
  catchUp(now: number): 'more' | 'done' {
    const { index, linger } = this.#parts;
    if (this.#state === 'recalling') return 'done';
    if (this.#later.size === 0) {
      // While an engine can't be seen, none of them is over.
      const due = index.complete ? index.ending().filter((service) => this.#isDue(service, now - linger)) : [];
      this.#plan(due, now);
      this.#writePlan();
      return 'done';
    }
    for (const service of this.#later.values().take(slice).toArray()) {
      this.#later.delete(service);
      this.#carryOut(index.reconsider(service), now);
    }
    return 'more';
  }

  /** Deletes documents that have said long enough that a service is gone, once the applier has heard it. */
  purge({ kind, bigip, publisher }: TargetDocuments, status: Status, now: number): void {
    const { index, log } = this.#parts;
    for (const service of this.purgeable({ kind, bigip }, now)) {
      const key = desiredServiceKey(kind, bigip, service);
      const revision = publisher.revision(key) ?? publisher.stored.get(key)?.revision;
      if (revision === undefined || status.appliedTo < revision || status.exceptions.some((exception) => exception.service === service))
        continue;
      publisher.delete(key);
      if (kind === 'ltm') index.remember(bigip, service, undefined);
      else index.rememberNames(bigip, service, undefined);
      this.#planRecord = 'stale';
      log.info({ kind, bigip, service }, 'forgot a service that is gone');
    }
  }

  /** Services whose documents have been there long enough. */
  purgeable({ kind, bigip }: Pick<TargetDocuments, 'kind' | 'bigip'>, now: number): ServiceName[] {
    const { index } = this.#parts;
    // Before the first plan, what is stored may be long out of date.
    if (this.#state === 'recalling') return [];
    return index.ending().filter((service) => {
      const want = kind === 'ltm' ? index.planned(bigip, service) : index.named(bigip, service);
      return want?.kind === 'gone' && now - want.since >= keptGone;
    });
  }

  #carryOut(touched: Touched, now: number): void {
    this.#report(touched.problems);
    this.#plan(touched.services, now);
    if (touched.everything === 'later') for (const service of this.#parts.index.services()) this.#later.add(service);
  }

  #plan(services: Iterable<ServiceName>, now: number): void {
    const { index, linger, log } = this.#parts;
    const { documents, problems } = plan(index, services, { now, linger });
    for (const { bigip, service, want, names } of documents) {
      this.#publish('ltm', { v: 1, kind: 'service', bigip, service, want });
      if (names !== undefined) this.#publish('dns', { v: 1, kind: 'names', bigip, service, want: names });
      log.debug({ bigip, service, want: want.kind }, 'planned');
    }
    this.#report(problems);
    if (documents.length > 0) this.#planRecord = 'stale';
  }

  #addReverseZones(zones: readonly string[]): void {
    const found = zones.filter((zone) => zone.endsWith('.arpa'));
    this.#reverseZones = [...new Set([...this.#reverseZones, ...found])].sort(compareText);
  }

  #followSubnets(): void {
    const { index } = this.#parts;
    const before = this.#reverseZones;
    const seen = reverseZones(index.subnets());
    if (index.complete) this.#reverseZones = seen;
    else this.#addReverseZones(seen);
    if (!isDeepStrictEqual(before, this.#reverseZones)) this.#setDnsBases();
  }

  #setDnsBases(): void {
    const { index, targets } = this.#parts;
    for (const { kind, bigip, publisher } of targets) {
      const config = index.site.bigips.get(bigip);
      if (kind !== 'dns' || config === undefined) continue;
      publisher.set(
        desiredBaseKey(kind, bigip),
        planDnsBase(bigip, config, { internal: index.site.zones.internal, reverse: this.#reverseZones }),
      );
    }
  }

  #publish(kind: TargetDocuments['kind'], document: Omit<DesiredService, 'epoch'> | Omit<DesiredNames, 'epoch'>): void {
    const { targets, problems } = this.#parts;
    const key = desiredServiceKey(kind, document.bigip, document.service);
    targets.find((target) => target.kind === kind && target.bigip === document.bigip)?.publisher.set(key, document);
    problems.replace(`document ${key}`, []);
  }

  #report(problems: ReadonlyMap<string, Parameters<OpenProblems['replace']>[1]>): void {
    for (const [owner, found] of problems) this.#parts.problems.replace(owner, found);
  }

  #isDue(service: ServiceName, emptiedBefore: number): boolean {
    const { index, targets } = this.#parts;
    return targets.some(({ bigip }) => {
      const want = index.planned(bigip, service);
      return want?.kind === 'serving' && want.emptySince !== undefined && want.emptySince <= emptiedBefore;
    });
  }

  /** Its `engines` change with every document of an engine, so it is written only now and then. */
  #writePlan(): void {
    if (this.#planRecord === 'written') return;
    this.#planRecord = 'written';
    const { index, targets } = this.#parts;
    const engines = index.revisions();
    for (const { kind, bigip, publisher, since } of targets) {
      const document: Omit<Plan, 'epoch'> = { v: 1, kind: 'plan', since, count: index.count(kind, bigip), engines, stale: {} };
      publisher.set(planKey(kind, bigip), document);
    }
  }
}

/** Whether a document is about one service. */
export function isService({ kind }: Desired): boolean {
  return kind === 'service' || kind === 'names';
}

function unreadable(key: string, reason: string): PlanProblem {
  return {
    subject: `document-${key}`,
    severity: 'error',
    what: `the document ${key} can't be read, so what it asked for is not known, and stays as it is: ${reason}`,
    where: `berth-desired, key ${key}`,
    hint: 'start containers of that service, which makes the document anew, or delete the key',
  };
}
