/** The session with a BIG-IP that a loop keeps for as long as it can: with its only unit, or with the active one of several. */
import type { Log } from '@berth/bus';
import { IControlError, type Session } from '@berth/icontrol';
import type { BigipFacts } from './bigip-documents.ts';
import { Connector } from './connect.ts';
import { type Choice, chooseActive } from './group/active-unit.ts';
import { type SyncSeen, UnitWatch } from './group/unit-watch.ts';
import type { BigipTarget } from './target.ts';

export type LinkOptions = {
  readonly bigip: BigipTarget;
  readonly timing: { readonly requestTimeout: number; readonly roles: number };
  readonly log: Log;
  /** Told of each new session, and of units that stand otherwise. */
  readonly onFacts: (facts: BigipFacts) => void;
  /** Called when it may be otherwise whether it may be written. */
  readonly onChange: () => void;
};

/** `ended` aborts when another unit is to be written to instead. */
export type Opened = { readonly session: Session; readonly ended: AbortSignal };

/** Never: there is no other unit. */
const never = new AbortController().signal;

export class Link {
  readonly #options: LinkOptions;
  readonly #connector: Connector;
  /** None where there is one unit only: whether it is active isn't asked. */
  readonly #units: readonly UnitWatch[];
  #opened: (Opened & { readonly end: AbortController }) | undefined;
  /** Whether what is known of the units may be outdated. */
  #isDoubted: boolean = true;
  #wasAsked: boolean = false;

  constructor(options: LinkOptions) {
    const { bigip, timing, log } = options;
    this.#options = options;
    this.#connector = new Connector(bigip, 0, timing.requestTimeout);
    const several = bigip.units.length > 1 ? bigip.units : [];
    this.#units = several.map((address, at) => {
      const connector = new Connector(bigip, at, timing.requestTimeout);
      return new UnitWatch({ address, connector, partition: bigip.partition, every: timing.roles, log, changed: () => this.#judge() });
    });
  }

  /** The one that is there. */
  get session(): Session | undefined {
    return this.#opened?.session;
  }

  /** Sessions with the other units, as far as they can be reached. */
  get others(): readonly Session[] {
    return this.#units.flatMap(({ session }) => (session === undefined || session === this.session ? [] : session));
  }

  get heard(): 'all' | 'some' {
    return this.#units.some(({ view }) => view.state.kind === 'away') ? 'some' : 'all';
  }

  /** What the active unit says of its group; undefined where there are no others, or it isn't known. */
  get sync(): SyncSeen | undefined {
    return this.#units.find(({ session }) => session !== undefined && session === this.session)?.sync;
  }

  /** Why no unit may be written to; undefined when the one of the session may. */
  get obstacle(): string | undefined {
    if (this.#units.length === 0) return undefined;
    const choice = this.#choose();
    if (choice.kind !== 'active') return choice.reason;
    return choice.address === this.session?.unit ? undefined : `${choice.address} is active now`;
  }

  /** Why no unit may be written to, though some of them can be asked. */
  get undecided(): string | undefined {
    const choice = this.#units.length === 0 ? undefined : this.#choose();
    return choice?.kind === 'none' && this.#wasAsked ? choice.reason : undefined;
  }

  /** Keeps asking the units how they stand, until `signal` aborts. To be run where there are several. */
  async watch(signal: AbortSignal): Promise<void> {
    await Promise.all(this.#units.map((unit) => unit.keep(signal)));
  }

  /** A request failed: before the next session all units are asked again. */
  doubt(): void {
    this.#isDoubted = true;
  }

  /** The one that is there, or a new one. Throws an IControlError when no unit can be used. */
  async open(signal: AbortSignal): Promise<Opened> {
    if (this.#units.length > 0) return await this.#openActive(signal);
    if (this.#opened !== undefined) return this.#opened;
    const { session, version } = await this.#connector.open(signal);
    return this.#keep(session, version, never);
  }

  /** Waits for requests under way and leaves. Whoever asks for the session meanwhile finds none. */
  async close(): Promise<void> {
    const session = this.session;
    this.#opened = undefined;
    this.#isDoubted = true;
    if (this.#units.length === 0) await session?.[Symbol.asyncDispose]();
    else await Promise.all(this.#units.map((unit) => unit.close()));
  }

  async #openActive(signal: AbortSignal): Promise<Opened> {
    if (this.#isDoubted || this.#choose().kind !== 'active') await this.#ask(signal);
    signal.throwIfAborted();
    this.#wasAsked = true;
    const choice = this.#choose();
    const { name } = this.#options.bigip;
    if (choice.kind !== 'active') {
      throw new IControlError(choice.kind === 'away' ? 'unreachable' : 'busy', `finding the active unit of ${name}`, choice.reason);
    }
    this.#isDoubted = false;
    const unit = this.#units.find(({ address }) => address === choice.address);
    const session = unit?.session;
    if (session === undefined) throw new IControlError('unreachable', `finding the active unit of ${name}`, `${choice.address} was lost`);
    if (this.#opened?.session === session && !this.#opened.ended.aborted) return this.#opened;
    return this.#keep(session, unit?.version ?? '', undefined);
  }

  /** Whoever was away last is asked by the watch alone: one that hangs would be waited for each time. Where none is there, there is nothing else to do. */
  async #ask(signal: AbortSignal): Promise<void> {
    const there = this.#units.filter(({ view }) => view.state.kind !== 'away');
    const asked = this.#wasAsked && there.length > 0 ? there : this.#units;
    await Promise.all(asked.map((unit) => unit.look(signal)));
  }

  #keep(session: Session, version: string, ended: AbortSignal | undefined): Opened {
    const { bigip, log } = this.#options;
    const end = new AbortController();
    this.#opened = { session, ended: ended ?? end.signal, end };
    log.info({ bigip: bigip.name, unit: session.unit, version }, 'connected to the BIG-IP');
    this.#tell(version);
    return this.#opened;
  }

  #choose(): Choice {
    return chooseActive(this.#units.map(({ view }) => view));
  }

  /** A unit stands otherwise. */
  #judge(): void {
    const choice = this.#choose();
    const opened = this.#opened;
    // Perhaps only some of them know yet that the partition was moved to another traffic group.
    if (choice.kind === 'none' && this.heard === 'all') for (const unit of this.#units) unit.doubtPlace();
    if (choice.kind === 'active' && opened !== undefined && choice.address !== opened.session.unit) {
      this.#options.log.info({ bigip: this.#options.bigip.name, from: opened.session.unit, to: choice.address }, 'followed a failover');
      opened.end.abort(new IControlError('busy', `working with ${opened.session.unit}`, `${choice.address} is active now`));
    }
    this.#tell(this.#units.find(({ version }) => version !== undefined)?.version);
    this.#options.onChange();
  }

  #tell(version: string | undefined): void {
    if (version === undefined) return;
    const alone = this.session === undefined ? [] : [{ address: this.session.unit, role: 'active' as const }];
    const units = this.#units.length === 0 ? alone : this.#units.map(({ view }) => factsOf(view));
    this.#options.onFacts({ version, units, ...(this.sync && { sync: syncFacts(this.sync) }) });
  }
}

function factsOf({ address, state }: UnitWatch['view']): BigipFacts['units'][number] {
  switch (state.kind) {
    case 'active':
    case 'standby':
      return { address, role: state.kind };
    case 'other':
      return { address, role: 'unknown', reason: `it is ${state.word}` };
    case 'away':
      return { address, role: 'unknown', reason: state.reason };
    default:
      return state satisfies never;
  }
}

function syncFacts({ status, summary, details }: SyncSeen): BigipFacts['sync'] {
  return { status, summary, details: [...details] };
}
