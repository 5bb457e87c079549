/** The work with a BIG-IP that can be reached: look at it, judge whether it may be written to, and write what is queued. */
import type { Lease, Surroundings } from '@berth/bus';
import type { IControlError, Session, Until } from '@berth/icontrol';
import { Afterwards, type AfterwardsOptions } from './afterwards.ts';
import type { StatusParts } from './compose-status.ts';
import { Doubts } from './doubts.ts';
import { Judge, type JudgeOptions } from './judge.ts';
import type { Outage } from './outage.ts';
import type { PartTraces } from './part-traces.ts';
import { pass } from './pass.ts';
import { Quarantine } from './quarantine.ts';
import type { Queue } from './queue.ts';
import { recordInstallation } from './record-installation.ts';
import { Auditor } from './report.ts';
import { Rereading } from './rereading.ts';
import type { Wake } from './wake.ts';

export type RoundsOptions = Omit<Surroundings, 'signal'> &
  AfterwardsOptions &
  JudgeOptions & {
    readonly lease: Lease;
    /** What is to be compared. */
    readonly queue: Queue;
    /** To which traces what is done belongs. */
    readonly traces: PartTraces;
    /** Rung when there is something to do. */
    readonly wake: Wake;
    /** Ended when the BIG-IP is seen to work. */
    readonly outage: Outage;
  };

/** What it knows outlives a session: the next one goes on with it. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #quarantine = new Quarantine();
  readonly #doubts = new Doubts();
  readonly #rereading: Rereading;
  readonly #afterwards: Afterwards;
  readonly #auditor: Auditor;
  readonly #judge: Judge;

  constructor(options: RoundsOptions) {
    const { target, store, clock, log } = options;
    const { kind, name, bigip, timing } = target;
    this.#options = options;
    this.#rereading = new Rereading(timing);
    this.#afterwards = new Afterwards(options);
    this.#auditor = new Auditor({ kind, name, bigip: bigip.name, store, clock, log });
    this.#judge = new Judge(options);
  }

  /** What the status tells of it. */
  get told(): Pick<StatusParts, 'state' | 'unsavedSince' | 'unsynchronised' | 'quarantine'> {
    return { ...this.#afterwards.told, state: this.#judge.state, quarantine: this.#quarantine };
  }

  /** One round after the other until `signal` aborts. Throws an IControlError when the BIG-IP can't be worked with. */
  async work(session: Session, until: Until, signal: AbortSignal): Promise<void> {
    const { target, lease, resources, inputs, queue, traces, wake } = this.#options;
    while (!signal.aborted) {
      await this.#look(session, until);
      this.#judge.judge();
      if (lease.held()) await recordInstallation(target, { control: inputs.control, resources }, { ...this.#options, signal });
      this.#besides(session, until);
      if (this.#mayWrite() && !queue.empty) await this.#pass(session, until);
      else {
        const { state } = this.#judge;
        if (state.kind === 'frozen' || state.kind === 'waiting') traces.hold(state.reason);
        await wake.wait(this.#nextDue() - performance.now(), signal);
      }
    }
  }

  /** It could not be worked with: that is told of what waits, and what must be known anew because of it is noted. */
  failed({ kind, message }: IControlError): void {
    this.#options.traces.hold(message);
    // What was there may be lost after a connection broke.
    if (kind === 'unreachable') this.#rereading.must();
    // A module that is taken away answers like a BIG-IP that starts: only reading tells which.
    if (kind === 'busy' && this.#options.target.kind === 'gtm') this.#rereading.must();
  }

  /** It is another unit from now on, which may have none of what the one before had. */
  async moved(): Promise<void> {
    await this.ended();
    this.#rereading.anew();
    this.#doubts.clear();
    this.#afterwards.moved();
  }

  /** Waits for what goes on beside the writes. */
  async ended(): Promise<void> {
    await Promise.all([this.#afterwards.ended(), this.#rereading.ended()]);
  }

  /** Reads what must be known before anything is written, and takes in what was read besides. */
  async #look(session: Session, until: Until): Promise<void> {
    const { resources, outage, touch } = this.#options;
    try {
      // Before all is read: what our own requests did would then look like somebody else's doing.
      this.#compare(await this.#doubts.settle(resources, session, until));
      const how = this.#rereading.blocking;
      if (how === undefined) return this.#compare(this.#rereading.collect());
      this.#compare(await this.#rereading.block(() => resources.readAll(session, how, until)));
      // An earlier holder of the lease may have ended before it saved.
      if (how === 'first' && resources.holdsOurs() === true) this.#afterwards.written();
      outage.end();
      touch();
    } catch (error) {
      // Reading it all is then what shows that the BIG-IP can be worked with again.
      this.#rereading.must();
      throw error;
    }
  }

  #compare(parts: Iterable<string>): void {
    for (const part of parts) this.#options.queue.postpone(part);
  }

  /** What time brings, and what goes on beside the writes. */
  #besides(session: Session, until: Until): void {
    const { target, resources, inputs, wake, touch } = this.#options;
    const now = performance.now();
    const ring = () => wake.ring();
    this.#compare(resources.judgeOrphans(inputs.readiness.orphans(inputs.documents, now)));
    this.#compare(this.#quarantine.due(now).parts);
    if (resources.obstacle() !== undefined) this.#rereading.within(target.timing.backoff);
    if (now >= this.#rereading.due) this.#rereading.begin(() => resources.readAll(session, 'again', until), ring);
    if (this.#afterwards.dueIn() > 0 || !this.#mayWrite()) return;
    this.#afterwards.begin(session, until, () => {
      touch();
      ring();
    });
  }

  async #pass(session: Session, until: Until): Promise<void> {
    const { resources, inputs, queue, traces, outage, touch } = this.#options;
    try {
      const parts = await pass({
        session,
        until,
        resources,
        queue,
        quarantine: this.#quarantine,
        tell: (step, took, failure) =>
          this.#auditor.tell(step, { took, failure, trace: traces.sent(step, { unit: session.unit, took, failure }) }),
        mayWrite: () => this.#mayWrite(),
        onWrite: (paths) => {
          this.#rereading.wrote(paths);
          this.#afterwards.writing(session.unit);
        },
        onDoubt: (paths) => this.#doubts.add(paths),
        onDone: () => {
          if (outage.current !== undefined) this.#rereading.soon();
          outage.end();
          this.#afterwards.written();
        },
      });
      const done = parts.filter((part) => !queue.has(part));
      for (const part of done) inputs.progress.done(part);
      traces.done(done, (part) => [...resources.exceptionsOf(part), ...this.#quarantine.exceptionsOf(part)]);
    } finally {
      traces.passed();
    }
    // With nothing left to write, nothing else shows that an outage is over.
    if (outage.current !== undefined && queue.empty) this.#rereading.must();
    touch();
  }

  /** Asked before every single write. */
  #mayWrite(): boolean {
    return this.#judge.judge().kind === 'active' && this.#options.lease.held();
  }

  #nextDue(): number {
    const now = performance.now();
    // What is due but not allowed waits for the permission.
    const allowed = this.#judge.state.kind === 'active' ? now + this.#afterwards.dueIn() : Number.POSITIVE_INFINITY;
    return Math.min(this.#rereading.due, this.#quarantine.due(now).next, this.#options.inputs.readiness.due(now), allowed);
  }
}
