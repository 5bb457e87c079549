/** The loop: keeps one BIG-IP as its documents ask for, while the lease is held. */
import { isDeepStrictEqual } from 'node:util';
import type { Lease, Publisher, Surroundings } from '@berth/bus';
import { IControlError, type Session, savePartition, type Until } from '@berth/icontrol';
import type { ApplierConfig } from '@berth/installation';
import { type InstallationName, installedKey, type Status, statusKey, type TargetKind, targetFilter } from '@berth/messages';
import { z } from 'zod';
import { backoff } from './backoff.ts';
import { BigipDocument } from './bigip-document.ts';
import { type BigipTarget, type Connected, connectTo } from './connect.ts';
import { ControlState } from './control.ts';
import { DesiredDocuments } from './documents.ts';
import { pass } from './pass.ts';
import { Progress } from './progress.ts';
import { Quarantine } from './quarantine.ts';
import { Queue } from './queue.ts';
import { Readiness } from './readiness.ts';
import { Auditor, listedExceptions, StatusReporter } from './report.ts';
import { Rereading } from './rereading.ts';
import type { Resources } from './resources.ts';
import { changedAt, saveDue, type Unsaved } from './save-schedule.ts';
import { standing } from './standing.ts';
import { delayed, pause, together } from './together.ts';
import { Wake } from './wake.ts';

export type ApplierTarget = {
  readonly kind: TargetKind;
  readonly program: string;
  readonly installation: InstallationName;
  readonly bigip: BigipTarget;
  readonly timing: ApplierConfig['timing'];
};

/** How long a request under way may still take when the program ends, ms. */
const farewell = 2000;
const firstBackoff = 100;

/** Everything that one holder of the lease knows; the next one begins anew. */
export class Applier {
  readonly #target: ApplierTarget;
  readonly #surroundings: Surroundings;
  readonly #lease: Lease;
  readonly #resources: Resources;
  readonly #documents = new DesiredDocuments();
  readonly #control: ControlState;
  readonly #queue = new Queue();
  readonly #quarantine = new Quarantine();
  readonly #progress = new Progress();
  readonly #readiness: Readiness;
  readonly #rereading: Rereading;
  readonly #wake = new Wake();
  readonly #auditor: Auditor;
  readonly #reporter: StatusReporter;
  readonly #bigipDocument: BigipDocument;
  #state: Status['state'] = { kind: 'waiting', reason: 'it has just begun' };
  #outage: { readonly reason: string; readonly since: number; readonly tries: number } | undefined;
  #connected: Connected | undefined;
  #unsaved: Unsaved | undefined;
  #saving: Promise<void> | undefined;
  readonly #doubtful = new Set<string>();

  constructor(target: ApplierTarget, resources: Resources, lease: Lease, publisher: Publisher<Status>, surroundings: Surroundings) {
    const { kind, bigip, timing } = target;
    this.#target = target;
    this.#surroundings = surroundings;
    this.#lease = lease;
    this.#resources = resources;
    this.#control = new ControlState(bigip.name);
    this.#readiness = new Readiness({ documents: timing.documents, orphanAge: timing.orphanAge, engines: bigip.engines });
    this.#rereading = new Rereading(timing);
    this.#auditor = new Auditor({ kind, bigip: bigip.name, ...surroundings });
    this.#reporter = new StatusReporter(
      (status) => publisher.set(statusKey(kind, bigip.name), status),
      () => this.#status(),
    );
    this.#bigipDocument = new BigipDocument(bigip.name);
  }

  /** Runs until `signal` aborts or the lease is lost. */
  async run(signal: AbortSignal): Promise<void> {
    using _reporter = this.#reporter;
    const works = [this.#followControl, this.#followDocuments, this.#keep, this.#keepBigipDocument];
    await together(
      works.map((work) => (end: AbortSignal) => work.call(this, end)),
      AbortSignal.any([signal, this.#lease.signal]),
    );
  }

  async #followControl(signal: AbortSignal): Promise<void> {
    for await (const batch of this.#surroundings.store.watch('berth-control', '>', signal)) {
      this.#control.take(batch);
      this.#wake.ring();
    }
  }

  async #followDocuments(signal: AbortSignal): Promise<void> {
    const { kind, bigip } = this.#target;
    for await (const batch of this.#surroundings.store.watch('berth-desired', targetFilter(kind, bigip.name), signal)) {
      const taken = this.#documents.take(batch);
      if (taken.kind === 'all') {
        this.#progress.reset();
        this.#resources.reset();
      }
      for (const change of taken.changes) this.#progress.note(change);
      for (const part of this.#resources.update(taken.changes)) {
        if (taken.kind === 'all') this.#queue.postpone(part);
        else this.#queue.change(part);
      }
      this.#readiness.note(taken.kind, this.#documents, performance.now());
      this.#wake.ring();
    }
  }

  async #keepBigipDocument(signal: AbortSignal): Promise<void> {
    await this.#bigipDocument.keep(this.#target.program, this.#surroundings, signal);
  }

  /** Works as long as the BIG-IP can be worked with, and tries again for ever when it can't. */
  async #keep(signal: AbortSignal): Promise<void> {
    const until: Until = { signal: delayed(signal, farewell), deadline: () => this.#lease.deadline() };
    try {
      while (!signal.aborted) {
        try {
          this.#connected ??= await this.#connect(signal);
          await this.#work(this.#connected.session, until, signal);
        } catch (error) {
          if (signal.aborted || !(error instanceof IControlError)) throw error;
          await this.#endure(error, signal);
        }
      }
    } finally {
      await Promise.all([this.#saving, this.#rereading.ended()]);
      await this.#connected?.session[Symbol.asyncDispose]();
    }
  }

  async #connect(signal: AbortSignal): Promise<Connected> {
    const { bigip, timing } = this.#target;
    const connected = await connectTo(bigip, timing.requestTimeout, signal);
    this.#surroundings.log.info({ bigip: bigip.name, unit: connected.session.unit, version: connected.version }, 'connected to the BIG-IP');
    this.#bigipDocument.set({ version: connected.version, units: [{ address: connected.session.unit, role: 'active' }] });
    return connected;
  }

  async #endure(error: IControlError, signal: AbortSignal): Promise<void> {
    const { clock, log } = this.#surroundings;
    const tries = (this.#outage?.tries ?? -1) + 1;
    this.#outage = { reason: error.message, since: this.#outage?.since ?? clock.now(), tries };
    // What was there may be lost after a connection broke; after a refusal to work it is still as it was.
    if (error.kind === 'unreachable') this.#rereading.must();
    this.#reporter.touch();
    log.warn({ bigip: this.#target.bigip.name, kind: error.kind, reason: error.message, tries }, 'could not work with the BIG-IP');
    await pause(backoff(tries, { first: firstBackoff, longest: this.#target.timing.backoff, random: Math.random() }), signal);
  }

  #endOutage(): void {
    if (this.#outage === undefined) return;
    this.#outage = undefined;
    this.#rereading.soon();
    this.#reporter.touch();
  }

  async #work(session: Session, until: Until, signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.#look(session, until);
      this.#judge();
      await this.#recordInstallation(signal);
      this.#besides(session, until);
      if (this.#mayWrite() && !this.#queue.empty) await this.#pass(session, until);
      else {
        this.#endOutage();
        await this.#wake.wait(this.#nextDue() - performance.now(), signal);
      }
    }
  }

  /** Reads what must be known before anything is written, and takes in what was read besides. */
  async #look(session: Session, until: Until): Promise<void> {
    const how = this.#rereading.blocking;
    const parts =
      how === undefined ? this.#rereading.collect() : await this.#rereading.block(() => this.#resources.readAll(session, how, until));
    for (const part of parts) this.#queue.postpone(part);
    if (this.#doubtful.size === 0) return;
    const paths = new Set(this.#doubtful);
    for (const part of (await this.#resources.readSome(session, paths, until)).take(new Set())) this.#queue.postpone(part);
    for (const path of paths) this.#doubtful.delete(path);
  }

  /** What time brings, and what goes on beside the writes. */
  #besides(session: Session, until: Until): void {
    const now = performance.now();
    for (const part of this.#resources.judgeOrphans(this.#readiness.orphans(this.#documents, now))) this.#queue.postpone(part);
    for (const part of this.#quarantine.due(now).parts) this.#queue.postpone(part);
    if (now >= this.#rereading.due)
      this.#rereading.begin(
        () => this.#resources.readAll(session, 'again', until),
        () => this.#wake.ring(),
      );
    const due = saveDue(this.#unsaved, this.#target.timing);
    if (this.#saving === undefined && this.#surroundings.clock.now() >= due && this.#mayWrite()) this.#saving = this.#save(session, until);
  }

  /** On the connection for reads: a save takes seconds, and changes go on meanwhile. */
  async #save(session: Session, until: Until): Promise<void> {
    const { clock, log } = this.#surroundings;
    const { name, partition } = this.#target.bigip;
    const saved = this.#unsaved;
    this.#unsaved = undefined;
    try {
      await session.read({ request: savePartition(partition), schema: z.unknown() }, until);
      log.info({ bigip: name, partition }, 'saved the configuration');
    } catch (error) {
      if (!(error instanceof IControlError) && !until.signal.aborted) throw error;
      this.#unsaved = { since: saved?.since ?? clock.now(), last: clock.now() };
      log.warn({ bigip: name, partition, reason: error instanceof Error ? error.message : 'given up' }, 'could not save the configuration');
    } finally {
      this.#saving = undefined;
      this.#reporter.touch();
      this.#wake.ring();
    }
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
      onDoubt: (paths) => {
        for (const path of paths) this.#doubtful.add(path);
      },
      onDone: () => {
        this.#endOutage();
        this.#unsaved = changedAt(this.#unsaved, this.#surroundings.clock.now());
      },
    });
    for (const part of parts) if (!this.#queue.has(part)) this.#progress.done(part);
    this.#reporter.touch();
  }

  /** Asked before every single write. */
  #mayWrite(): boolean {
    this.#judge();
    return this.#state.kind === 'active' && this.#lease.held();
  }

  #judge(): void {
    const state = standing({
      permission: this.#control.permission,
      holdsOurs: this.#resources.holdsOurs(),
      documents: this.#readiness.documents(this.#documents, performance.now()),
      obstacle: this.#resources.obstacle(),
    });
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    this.#surroundings.log.info({ bigip: this.#target.bigip.name, state }, 'changed its state');
    this.#reporter.touch();
  }

  /** Where the BIG-IP holds nothing of ours, this is where the installation begins. */
  async #recordInstallation(signal: AbortSignal): Promise<void> {
    if (this.#control.permission.kind !== 'new' || this.#resources.holdsOurs() !== false || !this.#lease.held()) return;
    const { store, clock, log } = this.#surroundings;
    const { installation, bigip } = this.#target;
    const document = { v: 1, kind: 'installed', installation, at: clock.now() } as const;
    const revision = await store.compareAndSet('berth-control', installedKey(bigip.name), document, undefined, signal);
    if (revision === undefined) return;
    this.#control.installed();
    log.info({ bigip: bigip.name }, 'recorded that this installation writes to the BIG-IP');
  }

  #nextDue(): number {
    const now = performance.now();
    const save =
      this.#saving === undefined ? saveDue(this.#unsaved, this.#target.timing) - this.#surroundings.clock.now() : Number.POSITIVE_INFINITY;
    // A save that is due but not allowed waits for the permission.
    const saveIn = save > 0 ? save : this.#state.kind === 'active' ? 0 : Number.POSITIVE_INFINITY;
    return Math.min(this.#rereading.due, this.#quarantine.due(now).next, this.#readiness.due(now), now + saveIn);
  }

  #status(): Omit<Status, 'epoch'> {
    const { name } = this.#target.bigip;
    const frozen = this.#state.kind === 'frozen';
    return {
      v: 1,
      target: name,
      state:
        this.#outage === undefined || frozen
          ? this.#state
          : { kind: 'unreachable', reason: this.#outage.reason, since: this.#outage.since },
      appliedTo: this.#progress.appliedTo,
      behindBy: this.#progress.behindBy,
      ...(this.#unsaved !== undefined && { unsavedSince: this.#unsaved.since }),
      owned: this.#resources.owned(),
      exceptions: listedExceptions([...this.#resources.exceptions(), ...this.#quarantine.exceptions()]),
    };
  }
}
