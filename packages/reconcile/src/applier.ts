/** The loop: keeps one BIG-IP as its documents ask for, while the lease is held. */
import type { Lease, Publisher, ReportProblem, Surroundings } from '@berth/bus';
import { IControlError, type Until } from '@berth/icontrol';
import { type Status, statusKey } from '@berth/messages';
import { BigipDocuments } from './bigip-documents.ts';
import { watchCertificates } from './certificate-watch.ts';
import { composeStatus } from './compose-status.ts';
import { Inputs } from './inputs.ts';
import { Link, type Opened } from './link.ts';
import { Outage } from './outage.ts';
import { PartTraces } from './part-traces.ts';
import { Queue } from './queue.ts';
import { StatusReporter } from './report.ts';
import type { Resources } from './resources.ts';
import { Rounds } from './rounds.ts';
import type { ApplierTarget } from './target.ts';
import { delayed, together } from './together.ts';
import { Wake } from './wake.ts';

/** How long a request under way may still take when the program ends, ms. */
const farewell = 2000;

export type ApplierParts = {
  readonly resources: Resources;
  readonly lease: Lease;
  /** Of the target's status. */
  readonly publisher: Publisher<Status>;
};

/** Everything that one holder of the lease knows; the next one begins anew. */
export class Applier {
  readonly #target: ApplierTarget;
  readonly #surroundings: Surroundings;
  readonly #lease: Lease;
  readonly #inputs: Inputs;
  readonly #outage: Outage;
  readonly #rounds: Rounds;
  readonly #reporter: StatusReporter;
  readonly #bigipDocuments: BigipDocuments;
  readonly #link: Link;
  /** Rung when another unit may be worked with. */
  readonly #units = new Wake();
  /** The unit that was worked with last. */
  #worked: string | undefined;

  constructor(target: ApplierTarget, { resources, lease, publisher }: ApplierParts, surroundings: Surroundings) {
    const { kind, name, unit, bigip, timing } = target;
    const { store, log } = surroundings;
    const queue = new Queue();
    const traces = new PartTraces({ ...surroundings, target });
    const wake = new Wake();
    const key = statusKey(kind, name, unit);
    this.#target = target;
    this.#surroundings = surroundings;
    this.#lease = lease;
    this.#inputs = new Inputs({
      kind,
      name,
      bigip: bigip.name,
      store,
      resources,
      queue,
      traces,
      ring: () => wake.ring(),
      documents: timing.documents,
      orphanAge: timing.orphanAge,
      engines: bigip.engines,
    });
    this.#outage = new Outage(timing.backoff);
    this.#link = new Link({
      bigip,
      timing,
      log,
      onFacts: (facts) => this.#bigipDocuments.set(facts),
      onChange: () => {
        this.#reporter.touch();
        wake.ring();
        this.#units.ring();
      },
    });
    const before = publisher.stored.get(key)?.value;
    this.#rounds = new Rounds({
      ...surroundings,
      target,
      lease,
      resources,
      inputs: this.#inputs,
      queue,
      traces,
      wake,
      outage: this.#outage,
      link: this.#link,
      left: before?.kind === 'document' ? before.document.unsynchronised : undefined,
      touch: () => this.#reporter.touch(),
    });
    this.#reporter = new StatusReporter(
      (status) => publisher.set(key, status),
      () =>
        composeStatus({
          ...this.#rounds.told,
          target,
          outage: this.#outage.current,
          session: this.#link.obstacle === undefined ? this.#link.session : undefined,
          undecided: this.#link.undecided,
          progress: this.#inputs.progress,
          resources,
        }),
    );
    this.#bigipDocuments = new BigipDocuments({
      ...target,
      ...surroundings,
      session: () => this.#link.session,
      isAnyStale: () => this.#inputs.isAnyStale,
    });
  }

  /** Runs until `signal` aborts or the lease is lost. */
  async run(signal: AbortSignal): Promise<void> {
    using _reporter = this.#reporter;
    await together(
      [
        (end) => this.#inputs.followControl(end),
        (end) => this.#inputs.followDocuments(end),
        // For a group's BIG-IP, and for further units, its other appliers do.
        ...(this.#target.kind === 'gtm' || this.#target.unit !== undefined ? [] : [(end: AbortSignal) => this.#bigipDocuments.keep(end)]),
        // One of a BIG-IP's appliers tells it: every BIG-IP has this one.
        ...(this.#target.kind === 'ltm' ? [(end: AbortSignal) => this.#watchCertificates(end)] : []),
        ...(this.#target.bigip.units.length > 1 ? [(end: AbortSignal) => this.#link.watch(end)] : []),
        (end) => this.#keep(end),
      ],
      AbortSignal.any([signal, this.#lease.signal]),
    );
  }

  async #watchCertificates(signal: AbortSignal): Promise<void> {
    const { store, clock } = this.#surroundings;
    const sessions = () => [this.#link.session ?? [], this.#link.others].flat();
    const bigip = this.#target.bigip.name;
    const report: ReportProblem = (subject, problem) => store.report({ bigip, subject }, problem);
    await watchCertificates({ bigip, sessions, report, clock }, signal);
  }

  /** Works as long as the BIG-IP can be worked with, and tries again for ever when it can't. */
  async #keep(signal: AbortSignal): Promise<void> {
    const until: Until = { signal: delayed(signal, farewell), deadline: () => this.#lease.deadline() };
    try {
      while (!signal.aborted) {
        try {
          await this.#workWith(await this.#link.open(signal), until, signal);
        } catch (error) {
          if (signal.aborted || !(error instanceof IControlError)) throw error;
          await this.#endure(error, signal);
        }
      }
    } finally {
      await this.#leave();
    }
  }

  /** Works until `signal` aborts, or another unit is to be written to. */
  async #workWith({ session, ended }: Opened, until: Until, signal: AbortSignal): Promise<void> {
    if (this.#worked !== undefined && this.#worked !== session.unit) await this.#rounds.moved();
    this.#worked = session.unit;
    const limited: Until = { ...until, signal: AbortSignal.any([until.signal, ended]) };
    await this.#rounds.work(session, limited, AbortSignal.any([signal, ended]));
  }

  async #leave(): Promise<void> {
    await this.#rounds.ended();
    await this.#link.close();
  }

  async #endure(error: IControlError, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#surroundings;
    const wait = this.#outage.failed(error, clock.now());
    this.#rounds.failed(error);
    this.#link.doubt();
    this.#reporter.touch();
    const fields = { bigip: this.#target.bigip.name, kind: error.kind, reason: error.message, wait: Math.round(wait) };
    log.warn(fields, 'could not work with the BIG-IP');
    // By now the files may hold another password, or another certificate to trust.
    if (error.kind === 'unauthorized' || error.kind === 'untrusted') await this.#leave();
    await this.#units.wait(wait, signal);
  }
}
