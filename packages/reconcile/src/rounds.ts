/** The work with a BIG-IP that can be reached: look at it, judge whether it may be written to, and write what is queued. */
import { isDeepStrictEqual } from 'node:util';
import type { Lease, Surroundings } from '@berth/bus';
import type { IControlError, Session, Until } from '@berth/icontrol';
import type { Status } from '@berth/messages';
import type { StatusParts } from './compose-status.ts';
import { Doubts } from './doubts.ts';
import { isAnyWaiting } from './group/other-appliers.ts';
import { Synchroniser } from './group/synchroniser.ts';
import type { Inputs } from './inputs.ts';
import type { Link } from './link.ts';
import type { Outage } from './outage.ts';
import type { PartTraces } from './part-traces.ts';
import { pass } from './pass.ts';
import { Quarantine } from './quarantine.ts';
import type { Queue } from './queue.ts';
import { recordInstallation } from './record-installation.ts';
import { Auditor } from './report.ts';
import { Rereading } from './rereading.ts';
import type { Resources } from './resources.ts';
import { Saver } from './saver.ts';
import { standing } from './standing.ts';
import type { ApplierTarget } from './target.ts';
import type { Wake } from './wake.ts';

export type RoundsOptions = Omit<Surroundings, 'signal'> & {
  readonly target: ApplierTarget;
  readonly lease: Lease;
  readonly resources: Resources;
  readonly inputs: Inputs;
  /** What is to be compared. */
  readonly queue: Queue;
  /** To which traces what is done belongs. */
  readonly traces: PartTraces;
  /** Rung when there is something to do. */
  readonly wake: Wake;
  /** Ended when the BIG-IP is seen to work. */
  readonly outage: Outage;
  readonly link: Pick<Link, 'obstacle' | 'others' | 'sync'>;
  /** What an earlier holder of the lease had not brought to the other units. */
  readonly left: Status['unsynchronised'];
  /** Called when the status may tell something else. */
  readonly touch: () => void;
};

/** What it knows outlives a session: the next one goes on with it. */
export class Rounds {
  readonly #options: RoundsOptions;
  readonly #quarantine = new Quarantine();
  readonly #doubts = new Doubts();
  readonly #rereading: Rereading;
  readonly #saver: Saver;
  readonly #synchroniser: Synchroniser;
  readonly #auditor: Auditor;
  #state: Status['state'] = { kind: 'waiting', reason: 'it has just begun' };

  constructor(options: RoundsOptions) {
    const { target, store, link, left, clock, log } = options;
    const { kind, name, bigip, timing, turns } = target;
    this.#options = options;
    this.#rereading = new Rereading(timing);
    const turn = (signal: AbortSignal) => turns.take(bigip.name, signal);
    this.#saver = new Saver({ bigip, timing, turn, clock, log });
    const others = () => link.others;
    const isAnotherWaiting = (signal: AbortSignal) => isAnyWaiting(store, { kind, bigip: bigip.name }, signal);
    this.#synchroniser = new Synchroniser({ bigip, timing, turn, seen: () => link.sync, isAnotherWaiting, others, clock, log }, left);
    this.#auditor = new Auditor({ kind, name, bigip: bigip.name, store, clock, log });
  }

  /** What the status tells of it. */
  get told(): Pick<StatusParts, 'state' | 'unsavedSince' | 'unsynchronised' | 'quarantine'> {
    const { unsynchronised } = this.#synchroniser;
    return { state: this.#state, unsavedSince: this.#saver.unsavedSince, unsynchronised, quarantine: this.#quarantine };
  }

  /** One round after the other until `signal` aborts. Throws an IControlError when the BIG-IP can't be worked with. */
  async work(session: Session, until: Until, signal: AbortSignal): Promise<void> {
    const { target, lease, resources, inputs, queue, traces, wake } = this.#options;
    while (!signal.aborted) {
      await this.#look(session, until);
      this.#judge();
      if (lease.held()) await recordInstallation(inputs.control, resources, target, this.#options, signal);
      this.#besides(session, until);
      if (this.#mayWrite() && !queue.empty) await this.#pass(session, until);
      else {
        if (this.#state.kind === 'frozen' || this.#state.kind === 'waiting') traces.hold(this.#state.reason);
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
  }

  /** Waits for what goes on beside the writes. */
  async ended(): Promise<void> {
    await Promise.all([this.#saver.ended(), this.#synchroniser.ended(), this.#rereading.ended()]);
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
      if (how === 'first' && resources.holdsOurs() === true) this.#noteUnsaved();
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
    if (!this.#mayWrite()) return;
    const onEnd = () => {
      touch();
      ring();
    };
    if (this.#saver.dueIn() <= 0) this.#saver.begin(session, until, onEnd);
    if (this.#synchroniser.dueIn() <= 0) this.#synchroniser.begin(session, until, onEnd);
  }

  /** GTM's objects lie in `/Common`, which is others' too; BIG-IP saves them by itself soon after a change. */
  #noteUnsaved(): void {
    if (this.#options.target.kind !== 'gtm') this.#saver.changed();
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
          // GTM is synchronised by itself, beside the device group.
          if (this.#options.target.kind !== 'gtm') this.#synchroniser.writing();
        },
        onDoubt: (paths) => this.#doubts.add(paths),
        onDone: () => {
          if (outage.current !== undefined) this.#rereading.soon();
          outage.end();
          this.#noteUnsaved();
        },
      });
      const done = parts.filter((part) => !queue.has(part));
      for (const part of done) inputs.progress.done(part);
      traces.done(done, () => [...resources.exceptions(), ...this.#quarantine.exceptions()]);
    } finally {
      traces.passed();
    }
    // With nothing left to write, nothing else shows that an outage is over.
    if (outage.current !== undefined && queue.empty) this.#rereading.must();
    touch();
  }

  /** Asked before every single write. */
  #mayWrite(): boolean {
    this.#judge();
    return this.#state.kind === 'active' && this.#options.lease.held();
  }

  #judge(): void {
    const { target, resources, inputs, link, log, touch } = this.#options;
    const { control, documents, readiness } = inputs;
    const state = standing({
      permission: control.permission,
      holdsOurs: resources.holdsOurs(),
      documents: readiness.documents(documents, performance.now()),
      obstacle: link.obstacle ?? resources.obstacle(),
    });
    if (isDeepStrictEqual(state, this.#state)) return;
    this.#state = state;
    log.info({ bigip: target.bigip.name, state }, 'changed its state');
    touch();
  }

  #nextDue(): number {
    const now = performance.now();
    // What is due but not allowed waits for the permission.
    const later = Math.min(this.#saver.dueIn(), this.#synchroniser.dueIn());
    const allowed = this.#state.kind === 'active' ? now + later : Number.POSITIVE_INFINITY;
    return Math.min(this.#rereading.due, this.#quarantine.due(now).next, this.#options.inputs.readiness.due(now), allowed);
  }
}
