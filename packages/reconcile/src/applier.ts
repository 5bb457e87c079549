/** The loop: keeps one BIG-IP as its documents ask for, while the lease is held. */
import { isDeepStrictEqual } from 'node:util';
import type { Lease, Publisher, Surroundings } from '@berth/bus';
import { IControlError, type Session, type Until } from '@berth/icontrol';
import { leaseKey, type Status, statusKey } from '@berth/messages';
import { BigipDocuments } from './bigip-documents.ts';
import { composeStatus } from './compose-status.ts';
import { Doubts } from './doubts.ts';
import { Inputs } from './inputs.ts';
import { Link } from './link.ts';
import { Outage } from './outage.ts';
import { pass } from './pass.ts';
import { Quarantine } from './quarantine.ts';
import { Queue } from './queue.ts';
import { recordInstallation } from './record-installation.ts';
import { Auditor, StatusReporter } from './report.ts';
import { Rereading } from './rereading.ts';
import type { Resources } from './resources.ts';
import { Saver } from './saver.ts';
import { standing } from './standing.ts';
import type { ApplierTarget } from './target.ts';
import { delayed, pause, together } from './together.ts';
import { Wake } from './wake.ts';

/** How long a request under way may still take when the program ends, ms. */
const farewell = 2000;

/** Everything that one holder of the lease knows; the next one begins anew. */
export class Applier {
  readonly #target: ApplierTarget;
  readonly #surroundings: Surroundings;
  readonly #lease: Lease;
  readonly #resources: Resources;
  readonly #queue = new Queue();
  readonly #quarantine = new Quarantine();
  readonly #wake = new Wake();
  readonly #inputs: Inputs;
  readonly #rereading: Rereading;
  readonly #saver: Saver;
  readonly #auditor: Auditor;
  readonly #reporter: StatusReporter;
  readonly #bigipDocuments: BigipDocuments;
  readonly #outage: Outage;
  readonly #doubts = new Doubts();
  #state: Status['state'] = { kind: 'waiting', reason: 'it has just begun' };
  readonly #link: Link;

  constructor(target: ApplierTarget, resources: Resources, lease: Lease, publisher: Publisher<Status>, surroundings: Surroundings) {
    const { kind, name, unit, bigip, timing } = target;
    this.#target = target;
    this.#surroundings = surroundings;
    this.#lease = lease;
    this.#resources = resources;
    this.#inputs = new Inputs({
      kind,
      name,
      bigip: bigip.name,
      store: surroundings.store,
      resources,
      queue: this.#queue,
      ring: () => this.#wake.ring(),
      documents: timing.documents,
      orphanAge: timing.orphanAge,
      engines: bigip.engines,
    });
    this.#outage = new Outage(timing.backoff);
    this.#rereading = new Rereading(timing);
    const turn = (signal: AbortSignal) => surroundings.store.lease(leaseKey('turn', bigip.name), { program: target.program }, signal);
    this.#saver = new Saver({ bigip, timing, turn, ...surroundings });
    this.#auditor = new Auditor({ kind, name, bigip: bigip.name, ...surroundings });
    const key = statusKey(kind, name, unit);
    this.#reporter = new StatusReporter(
      (status) => publisher.set(key, status),
      () =>
        composeStatus({
          target,
          state: this.#state,
          outage: this.#outage.current,
          progress: this.#inputs.progress,
          unsavedSince: this.#saver.unsavedSince,
          resources,
          quarantine: this.#quarantine,
        }),
    );
    this.#bigipDocuments = new BigipDocuments({
      ...target,
      ...surroundings,
      session: () => this.#link.session,
      isAnyStale: () => this.#inputs.isAnyStale,
    });
    this.#link = new Link({
      bigip,
      requestTimeout: timing.requestTimeout,
      log: surroundings.log,
      onConnected: ({ unit, version }) => this.#bigipDocuments.set({ version, units: [{ address: unit, role: 'active' }] }),
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
        (end) => this.#keep(end),
      ],
      AbortSignal.any([signal, this.#lease.signal]),
    );
  }

  /** Works as long as the BIG-IP can be worked with, and tries again for ever when it can't. */
  async #keep(signal: AbortSignal): Promise<void> {
    const until: Until = { signal: delayed(signal, farewell), deadline: () => this.#lease.deadline() };
    try {
      while (!signal.aborted) {
        try {
          await this.#work(await this.#link.open(signal), until, signal);
        } catch (error) {
          if (signal.aborted || !(error instanceof IControlError)) throw error;
          await this.#endure(error, signal);
        }
      }
    } finally {
      await this.#leave();
    }
  }

  async #leave(): Promise<void> {
    await Promise.all([this.#saver.ended(), this.#rereading.ended()]);
    await this.#link.close();
  }

  async #endure(error: IControlError, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#surroundings;
    const wait = this.#outage.failed(error, clock.now());
    // What was there may be lost after a connection broke.
    if (error.kind === 'unreachable') this.#rereading.must();
    // A module that is taken away answers like a BIG-IP that starts: only reading tells which.
    if (error.kind === 'busy' && this.#target.kind === 'gtm') this.#rereading.must();
    this.#reporter.touch();
    const fields = { bigip: this.#target.bigip.name, kind: error.kind, reason: error.message, wait: Math.round(wait) };
    log.warn(fields, 'could not work with the BIG-IP');
    // By now the files may hold another password, or another certificate to trust.
    if (error.kind === 'unauthorized' || error.kind === 'untrusted') await this.#leave();
    await pause(wait, signal);
  }

  async #work(session: Session, until: Until, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look(session, until);
      this.#judge();
      if (this.#lease.held()) await recordInstallation(this.#inputs.control, this.#resources, this.#target, this.#surroundings, signal);
      this.#besides(session, until);
      if (this.#mayWrite() && !this.#queue.empty) await this.#pass(session, until);
      else await this.#wake.wait(this.#nextDue() - performance.now(), signal);
    }
  }

  /** Reads what must be known before anything is written, and takes in what was read besides. */
  async #look(session: Session, until: Until): Promise<void> {
    try {
      // Before all is read: what our own requests did would then look like somebody else's doing.
      this.#compare(await this.#doubts.settle(this.#resources, session, until));
      const how = this.#rereading.blocking;
      if (how === undefined) return this.#compare(this.#rereading.collect());
      this.#compare(await this.#rereading.block(() => this.#resources.readAll(session, how, until)));
      // An earlier holder of the lease may have ended before it saved.
      if (how === 'first' && this.#resources.holdsOurs() === true) this.#noteUnsaved();
      this.#outage.end();
      this.#reporter.touch();
    } catch (error) {
      // Reading it all is then what shows that the BIG-IP can be worked with again.
      this.#rereading.must();
      throw error;
    }
  }

  #compare(parts: Iterable<string>): void {
    for (const part of parts) this.#queue.postpone(part);
  }

  /** What time brings, and what goes on beside the writes. */
  #besides(session: Session, until: Until): void {
    const now = performance.now();
    const ring = () => this.#wake.ring();
    this.#compare(this.#resources.judgeOrphans(this.#inputs.readiness.orphans(this.#inputs.documents, now)));
    this.#compare(this.#quarantine.due(now).parts);
    if (this.#resources.obstacle() !== undefined) this.#rereading.within(this.#target.timing.backoff);
    if (now >= this.#rereading.due) this.#rereading.begin(() => this.#resources.readAll(session, 'again', until), ring);
    if (this.#saver.dueIn() > 0 || !this.#mayWrite()) return;
    this.#saver.begin(session, until, () => {
      this.#reporter.touch();
      ring();
    });
  }

  /** GTM's objects lie in `/Common`, which is others' too; BIG-IP saves them by itself soon after a change. */
  #noteUnsaved(): void {
    if (this.#target.kind !== 'gtm') this.#saver.changed();
  }

  async #pass(session: Session, until: Until): Promise<void> {
    const parts = await pass({
      session,
      until,
      resources: this.#resources,
      queue: this.#queue,
      quarantine: this.#quarantine,
      tell: (step, took, failure) => this.#auditor.tell(step, took, failure),
      mayWrite: () => this.#mayWrite(),
      onWrite: (paths) => this.#rereading.wrote(paths),
      onDoubt: (paths) => this.#doubts.add(paths),
      onDone: () => {
        if (this.#outage.current !== undefined) this.#rereading.soon();
        this.#outage.end();
        this.#noteUnsaved();
      },
    });
    for (const part of parts) if (!this.#queue.has(part)) this.#inputs.progress.done(part);
    // With nothing left to write, nothing else shows that an outage is over.
    if (this.#outage.current !== undefined && this.#queue.empty) this.#rereading.must();
    this.#reporter.touch();
  }

  /** Asked before every single write. */
  #mayWrite(): boolean {
    this.#judge();
    return this.#state.kind === 'active' && this.#lease.held();
  }

  #judge(): void {
    const { control, documents, readiness } = this.#inputs;
    const state = standing({
      permission: control.permission,
      holdsOurs: this.#resources.holdsOurs(),
      documents: readiness.documents(documents, performance.now()),
      obstacle: this.#resources.obstacle(),
    });
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#surroundings.log.info({ bigip: this.#target.bigip.name, state }, 'changed its state');
    this.#reporter.touch();
  }

  #nextDue(): number {
    const now = performance.now();
    // A save that is due but not allowed waits for the permission.
    const save = this.#state.kind === 'active' ? now + this.#saver.dueIn() : Number.POSITIVE_INFINITY;
    return Math.min(this.#rereading.due, this.#quarantine.due(now).next, this.#inputs.readiness.due(now), save);
  }
}
