/** One unit of several: a session with it, and how it stands, asked again and again. */
import { type Log, rest } from '@berth/bus';
import {
  getFailoverStates,
  getFolder,
  getOwnDevice,
  getSyncStatus,
  IControlError,
  type Session,
  type SyncStatus,
  type Until,
  within,
} from '@berth/icontrol';
import type { Connector } from '../connect.ts';
import type { UnitState, UnitView } from './active-unit.ts';

export type UnitWatchOptions = {
  readonly address: string;
  readonly connector: Pick<Connector, 'open'>;
  /** The partition whose traffic group decides. */
  readonly partition: string;
  /** Between two questions, ms. */
  readonly every: number;
  readonly log: Log;
  /** Called when the answer is another one. */
  readonly changed: () => void;
};

type Connected = { readonly session: Session; readonly version: string };

/** Under which name the unit is asked for, in which traffic group. An operator may change both. */
type Place = { readonly device: string; readonly trafficGroup: string };

/** What a unit says of its group, and when it was asked, on `performance.now()`'s clock. */
export type SyncSeen = SyncStatus & { readonly asked: number };

/** A question may take this long, ms: a unit that is dead must not be waited for. */
const patience = 5000;
/** So many questions later its place is read anew. */
const placeLasts = 30;
const floating = '/Common/traffic-group-1';

export class UnitWatch {
  readonly address: string;
  readonly #options: UnitWatchOptions;
  #connected: Connected | undefined;
  #place: Place | undefined;
  /** How many questions were asked with that place. */
  #asked = 0;
  #state: UnitState = { kind: 'away', reason: 'it has not been asked yet' };
  #sync: SyncSeen | undefined;
  /** When it was last heard. */
  #heard = Number.NEGATIVE_INFINITY;
  #looking: Promise<void> | undefined;

  constructor(options: UnitWatchOptions) {
    this.address = options.address;
    this.#options = options;
  }

  get session(): Session | undefined {
    return this.#connected?.session;
  }

  get version(): string | undefined {
    return this.#connected?.version;
  }

  /** What it said last of its group; only the active unit is asked. */
  get sync(): SyncSeen | undefined {
    return this.#sync;
  }

  /** What was heard counts for a while only. */
  get view(): UnitView {
    const silence = performance.now() - this.#heard;
    const isOld = this.#state.kind !== 'away' && silence > this.#options.every + 2 * patience;
    return {
      address: this.address,
      state: isOld ? { kind: 'away', reason: `no answer for ${Math.round(silence / 1000)} s` } : this.#state,
    };
  }

  /** Asks again and again until `signal` aborts. */
  async keep(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      await this.look(signal);
      await rest(this.#options.every, signal);
    }
  }

  /** Asks now; who asks meanwhile gets the same answer. */
  look(signal: AbortSignal): Promise<void> {
    this.#looking ??= this.#ask(signal).finally(() => {
      this.#looking = undefined;
    });
    return this.#looking;
  }

  /** Its name or traffic group may be another one by now: both are read anew at the next question. */
  doubtPlace(): void {
    this.#place = undefined;
  }

  /** Leaves, after what is under way. */
  async close(): Promise<void> {
    const connected = this.#connected;
    this.#connected = undefined;
    this.#place = undefined;
    await connected?.session[Symbol.asyncDispose]();
  }

  async #ask(signal: AbortSignal): Promise<void> {
    const limit = AbortSignal.timeout(patience);
    const until = within(patience, AbortSignal.any([signal, limit]));
    try {
      const { session } = await this.#connect(until);
      const { device, trafficGroup } = await this.#placeOf(session, until);
      const word = (await session.peek(getFailoverStates(trafficGroup), until)).get(device);
      if (word === undefined) this.#place = undefined;
      const sync = word === 'active' ? await syncOf(session, until) : undefined;
      this.#heard = performance.now();
      this.#tell(stateOf(word), sync);
    } catch (error) {
      if (signal.aborted) return;
      if (!(error instanceof IControlError) && !limit.aborted) throw error;
      if (error instanceof IControlError && error.kind === 'not-found') this.#place = undefined;
      this.#tell(
        { kind: 'away', reason: error instanceof IControlError ? error.message : `no answer within ${patience / 1000} s` },
        undefined,
      );
      // By now the files may hold another password, or another certificate to trust.
      if (error instanceof IControlError && (error.kind === 'unauthorized' || error.kind === 'untrusted')) await this.close();
    }
  }

  async #connect(until: Until): Promise<Connected> {
    if (this.#connected !== undefined) return this.#connected;
    const { connector, address, log } = this.#options;
    this.#connected = await connector.open(until.signal);
    log.info({ unit: address, version: this.#connected.version }, 'connected to a unit');
    return this.#connected;
  }

  /** As it was read last, unless that is long ago or an answer contradicted it. */
  async #placeOf(session: Session, until: Until): Promise<Place> {
    this.#asked += 1;
    if (this.#place !== undefined && this.#asked < placeLasts) return this.#place;
    this.#asked = 0;
    const { partition, address, log } = this.#options;
    const device = await session.peek(getOwnDevice(), until);
    const group = await trafficGroupOf(partition, session, until);
    // What is local to a unit has no active one.
    const trafficGroup = group === 'none' || group.endsWith('/traffic-group-local-only') ? floating : group;
    this.#place = { device, trafficGroup };
    log.debug({ unit: address, device, trafficGroup }, 'read which traffic group a unit is asked for');
    return this.#place;
  }

  #tell(state: UnitState, sync: SyncSeen | undefined): void {
    const before = wordsOf(this.#state, this.#sync);
    const after = wordsOf(state, sync);
    this.#state = state;
    this.#sync = sync;
    if (after === before) return;
    this.#options.log.info({ unit: this.address, from: before, to: after }, 'a unit stands otherwise');
    this.#options.changed();
  }
}

/** `none` where there is no such partition yet. */
async function trafficGroupOf(partition: string, session: Session, until: Until): Promise<string> {
  try {
    return (await session.peek(getFolder(`/${partition}`), until)).trafficGroup ?? 'none';
  } catch (error) {
    if (error instanceof IControlError && error.kind === 'not-found') return 'none';
    throw error;
  }
}

/** Undefined where our user may not ask. */
async function syncOf(session: Session, until: Until): Promise<SyncSeen | undefined> {
  const asked = performance.now();
  try {
    return { ...(await session.peek(getSyncStatus(), until)), asked };
  } catch (error) {
    if (error instanceof IControlError && (error.kind === 'forbidden' || error.kind === 'not-found')) return undefined;
    throw error;
  }
}

function stateOf(word: string | undefined): UnitState {
  if (word === 'active' || word === 'standby') return { kind: word };
  return { kind: 'other', word: word ?? 'in no such traffic group' };
}

/** Why a unit can't be asked may differ each time. */
function wordsOf(state: UnitState, sync: SyncSeen | undefined): string {
  return [state.kind === 'other' ? state.word : state.kind, ...(sync === undefined ? [] : [sync.status])].join(', ');
}
