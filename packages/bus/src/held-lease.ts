/** A lease that was won: renewed, trusted only for a while, given back. */
import { compareEpochs, type Epoch, LeaseRecord } from '@berth/messages';
import type { Bucket, Stored, Written } from './bucket.ts';
import { reasonOf } from './connect.ts';
import { pause } from './pause.ts';
import { type Lease, LeaseLost } from './store.ts';

/** All in ms; see section `leases` of the configuration. */
export type LeaseTimings = {
  /** Life of a record that isn't renewed. */
  readonly ttl: number;
  readonly renew: number;
  /** How long a renewal may take. */
  readonly timeout: number;
  /** How long before the record's end its holder stops trusting it. */
  readonly margin: number;
  /** How often a spare tries. */
  readonly retry: number;
};

export type LeaseRequest = {
  readonly name: string;
  readonly program: string;
  readonly instance: string;
  /** Further ms to wait before each try. */
  readonly patience: () => number;
  readonly timings: LeaseTimings;
};

/** Whose lease it is. */
export function recordIn({ text }: Stored): LeaseRecord | undefined {
  try {
    return LeaseRecord.parse(JSON.parse(text));
  } catch {
    // Whoever wrote that holds the lease; the record's life ends it.
    return undefined;
  }
}

/** Both clocks: the monotonic one stands still while the machine sleeps, the wall clock can be set. */
export type Instant = { readonly monotonic: number; readonly wall: number };

export function instant(): Instant {
  return { monotonic: performance.now(), wall: Date.now() };
}

/** A lease that was won. */
export class HeldLease implements Lease {
  readonly name: string;
  readonly signal: AbortSignal;
  readonly #bucket: Bucket;
  readonly #request: LeaseRequest;
  readonly #won: number;
  readonly #ended = new AbortController();
  readonly #keeping: Promise<void>;
  #epoch: Epoch;
  #revision: number;
  #expiry: NodeJS.Timeout | undefined;
  /** When the last acknowledged renewal was sent. */
  #sent: Instant;

  constructor(bucket: Bucket, request: LeaseRequest, epoch: Epoch, sent: Instant) {
    this.name = request.name;
    this.signal = this.#ended.signal;
    this.#bucket = bucket;
    this.#request = request;
    this.#epoch = epoch;
    this.#won = epoch.revision;
    this.#revision = epoch.revision;
    this.#sent = sent;
    this.#expire();
    this.#keeping = this.#keep();
  }

  get epoch(): Epoch {
    return this.#epoch;
  }

  held(): boolean {
    if (this.signal.aborted) return false;
    if (this.#left() > 0) return true;
    this.#lose('it was not renewed in time');
    return false;
  }

  deadline(): number {
    return performance.now() + (this.signal.aborted ? 0 : this.#left());
  }

  supersededBy(epoch: Epoch): void {
    if (compareEpochs(epoch, this.#epoch) > 0) this.#lose(`epoch ${epoch.created}.${epoch.revision} is newer`);
  }

  raise(found: Epoch): void {
    if (compareEpochs(found, this.#epoch) > 0) this.#epoch = { ...this.#epoch, created: found.created + 1 };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const held = this.held();
    this.#end(new LeaseLost(this.name));
    await this.#keeping;
    if (!held) return;
    const { timeout } = this.#request.timings;
    try {
      const given = await this.#bucket.delete(this.name, { revision: this.#revision, timeout });
      if (given.kind === 'refused' && (await this.#adopt())) await this.#bucket.delete(this.name, { revision: this.#revision, timeout });
      this.#bucket.log.info({ lease: this.name }, 'gave a lease back');
    } catch (error) {
      this.#bucket.log.warn({ lease: this.name, reason: reasonOf(error) }, 'could not give a lease back; it ends by itself');
    }
  }

  #left(): number {
    const { ttl, margin } = this.#request.timings;
    const now = instant();
    const passed = Math.max(now.monotonic - this.#sent.monotonic, now.wall - this.#sent.wall);
    // A bucket that was made with a shorter life ends the record earlier.
    return Math.min(ttl, this.#bucket.life()) - margin - passed;
  }

  /** Ends the lease at its deadline, whatever the renewal under way does. */
  #expire(): void {
    clearTimeout(this.#expiry);
    // A renewal may be acknowledged after the end, and must not keep the process.
    if (this.signal.aborted) return;
    this.#expiry = setTimeout(() => {
      if (this.held()) this.#expire();
    }, this.#left());
  }

  #lose(why: string): void {
    if (this.signal.aborted) return;
    this.#bucket.log.warn({ lease: this.name, why }, 'lost a lease');
    this.#end(new LeaseLost(this.name, { cause: new Error(why) }));
  }

  #end(reason: LeaseLost): void {
    clearTimeout(this.#expiry);
    this.#ended.abort(reason);
  }

  async #keep(): Promise<void> {
    const { renew, retry } = this.#request.timings;
    let wait = renew;
    while (!this.signal.aborted) {
      try {
        await pause(wait, this.signal);
        await this.#renew();
        wait = renew;
      } catch (error) {
        if (this.signal.aborted) return;
        this.#bucket.log.debug({ lease: this.name, reason: reasonOf(error) }, 'could not renew a lease yet');
        wait = Math.min(retry, renew);
      }
    }
  }

  async #renew(): Promise<void> {
    const { program, instance } = this.#request;
    const record: LeaseRecord = { v: 1, instance, program, won: this.#won };
    while (this.held()) {
      const sent = instant();
      const written = await this.#write(JSON.stringify(record));
      if (written === undefined) return;
      if (written.kind === 'written') {
        this.#revision = written.revision;
        this.#sent = sent;
        return this.#expire();
      }
      // Perhaps an earlier renewal arrived though its answer didn't.
      if (!(await this.#adopt())) return;
    }
  }

  /** Undefined when there is nothing left to write to. */
  async #write(record: string): Promise<Written | undefined> {
    const { timeout } = this.#request.timings;
    try {
      return await this.#bucket.put(this.name, record, { revision: this.#revision, timeout });
    } catch (error) {
      if ((await this.#bucket.created()) !== undefined) throw error;
      this.#lose('its bucket is gone');
      return undefined;
    }
  }

  /** Takes the record that is there for ours if it is; only another's, or none, is a loss. */
  async #adopt(): Promise<boolean> {
    const found = await this.#bucket.get(this.name);
    const record = found === undefined || found.deleted ? undefined : recordIn(found);
    if (found !== undefined && record?.instance === this.#request.instance && (record.won ?? found.revision) === this.#won) {
      this.#revision = found.revision;
      return true;
    }
    this.#lose(record === undefined ? 'its record is gone' : `${record.instance} has it`);
    return false;
  }
}
