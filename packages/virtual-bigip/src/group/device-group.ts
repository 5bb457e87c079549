/** Units that form a device group, and how a change of one comes to the others. */

import type { ChangeLog } from '../change-log.ts';
import { Refusal } from '../configuration/refusal.ts';
import type { Device } from '../configuration/resource.ts';
import type { Change } from '../configuration/store.ts';
import { type Candidate, Election } from './election.ts';
import type { Membership, SyncReport } from './membership.ts';
import { isSharedChange, sharedPart, take } from './replication.ts';
import { isChanged, type Standing, syncReport, type Told } from './sync-report.ts';

/** How long after the command a synchronisation is done, ms by the group's clock: the answer only says that it began. */
const SYNC_TIME = 30;

/** What the group needs of a unit that runs. */
export type Joined = { readonly device: Device; readonly changes: ChangeLog; readonly save: () => void };

/** Numbers of changes, counted over the group: of the newest that a unit has, and of what the last synchronisation left it with. */
type Point = Pick<Standing, 'commit' | 'synced'>;

type Unit = Candidate & {
  /** Undefined while it is switched off. */
  running: Joined | undefined;
  at: Point;
  /** The newest change that it has saved. */
  saved: number;
};

export type DeviceGroupOptions = {
  readonly name: string;
  readonly hostnames: readonly string[];
  /** Whether somebody has synchronised it for the first time. */
  readonly initial: 'synced' | 'awaiting';
  /** ms. While it stands still, so does a synchronisation. */
  readonly now: () => number;
};

export class DeviceGroup implements Disposable {
  readonly name: string;
  readonly #units: readonly Unit[];
  readonly #election: Election;
  readonly #now: () => number;
  #commits: number;
  /** Whose configuration the others are getting, and when they have it. */
  #underWay: { readonly from: Unit; readonly until: number } | undefined;
  #failure: Told['failure'];
  #timer: NodeJS.Timeout | undefined;
  /** What a unit takes over from another one is no change of its own. */
  #isTaking: boolean = false;

  constructor({ name, hostnames, initial, now }: DeviceGroupOptions) {
    this.name = name;
    this.#now = now;
    this.#commits = initial === 'synced' ? 1 : 0;
    const start: Point = initial === 'synced' ? { commit: 1, synced: 1 } : { commit: 0, synced: undefined };
    this.#units = hostnames.map((hostname) => ({
      hostname,
      listeners: new Set(),
      running: undefined,
      wish: 'online',
      failsafes: 0,
      at: start,
      saved: start.commit,
      state: 'offline',
    }));
    this.#election = new Election(this.#units);
  }

  /** The group as one of its units sees it. */
  membership(hostname: string): Membership {
    const unit = this.#unit(hostname);
    return {
      hostname,
      units: this.#units.map((one) => one.hostname),
      group: this.name,
      stateOf: (other) => (this.#election.hears(unit, this.#unit(other)) ? this.#unit(other).state : 'offline'),
      isNext: (other) => this.#election.next?.hostname === other,
      report: () => this.#report(unit),
      synchronise: (direction) => this.#begin(direction === 'to-group' ? unit : this.#newest()),
      order: (order) => this.#election.order(unit, order),
      onState: (listener) => {
        unit.listeners.add(listener);
        return () => {
          unit.listeners.delete(listener);
        };
      },
    };
  }

  /** A unit has started, with what was saved. It leaves when the result is disposed. */
  join(joined: Joined): Disposable {
    const unit = this.#unit(joined.device.membership.hostname);
    unit.running = joined;
    unit.at = { ...unit.at, commit: unit.saved };
    const ended = joined.device.store.onChange((changes) => this.#noteChanges(unit, joined.device, changes));
    this.#election.hold();
    this.#autoSync();
    return {
      [Symbol.dispose]: () => {
        ended();
        unit.running = undefined;
        this.#election.hold();
      },
    };
  }

  /** A unit has saved its configuration. */
  saved(hostname: string): void {
    const unit = this.#unit(hostname);
    unit.saved = unit.at.commit;
  }

  /** Units no longer hear each other until the result is disposed: each takes itself for the one that is left. */
  cut(): Disposable {
    const cut = this.#election.cut();
    return {
      [Symbol.dispose]: () => {
        cut[Symbol.dispose]();
        this.#autoSync();
      },
    };
  }

  /** A unit finds itself unfit to be active, until the result is disposed. */
  failsafe(hostname: string): Disposable {
    const unit = this.#unit(hostname);
    unit.failsafes += 1;
    this.#election.hold();
    return {
      [Symbol.dispose]: () => {
        unit.failsafes -= 1;
        this.#election.hold();
      },
    };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #unit(hostname: string): Unit {
    const found = this.#units.find((one) => one.hostname === hostname);
    if (found === undefined) throw new Error(`${hostname} is no unit of ${this.name}`);
    return found;
  }

  #noteChanges(unit: Unit, device: Device, changes: readonly Change[]): void {
    if (this.#isTaking) return;
    if (changes.some(({ after }) => after?.resource.path === 'cm/device-group')) this.#tellSettings(unit, device);
    if (!changes.some((change) => isSharedChange(change, device))) return;
    this.#commits += 1;
    unit.at = { ...unit.at, commit: this.#commits };
    this.#autoSync();
  }

  /** By itself a group only goes on from one newest configuration: who is right in a conflict it can't know. */
  #autoSync(): void {
    const newest = this.#newest();
    const { running } = newest;
    if (running === undefined || this.#setting(running.device, 'autoSync') !== 'enabled') return;
    const others = this.#units.filter((unit) => unit !== newest);
    if (others.some(({ at }) => isChanged(at)) || others.every(({ at }) => at.commit === newest.at.commit)) return;
    this.#begin(newest);
  }

  /** The trust domain keeps the group's own settings the same everywhere, at once. */
  #tellSettings(from: Unit, device: Device): void {
    const group = device.store.get('cm/device-group', `/Common/${this.name}`);
    if (group === undefined) return;
    this.#isTaking = true;
    for (const unit of this.#units) {
      const peer = unit === from || !this.#election.hears(from, unit) ? undefined : unit.running;
      peer?.device.store.change(() => peer.device.store.put({ ...group, generation: peer.device.store.nextGeneration() }));
    }
    this.#isTaking = false;
  }

  #setting(device: Device, name: 'autoSync' | 'saveOnAutoSync'): unknown {
    return device.store.get('cm/device-group', `/Common/${this.name}`)?.properties[name];
  }

  #newest(): Unit {
    return this.#units.reduce((newest, unit) => (unit.running !== undefined && unit.at.commit > newest.at.commit ? unit : newest));
  }

  #begin(from: Unit): void {
    if (this.#underWay !== undefined) return;
    this.#underWay = { from, until: this.#now() + SYNC_TIME };
    this.#timer = setTimeout(() => this.#end(), SYNC_TIME);
  }

  /** Ends the synchronisation under way, if its time is over. */
  #end(): void {
    if (this.#underWay === undefined) return;
    const { from, until } = this.#underWay;
    clearTimeout(this.#timer);
    const left = until - this.#now();
    if (left > 0) {
      this.#timer = setTimeout(() => this.#end(), left);
      return;
    }
    this.#underWay = undefined;
    this.#push(from);
  }

  #push(from: Unit): void {
    const source = from.running;
    if (source === undefined) return;
    const objects = sharedPart(source.device);
    const at = { commit: from.at.commit, synced: from.at.commit };
    this.#failure = undefined;
    for (const unit of this.#units) {
      const peer = unit === from || !this.#election.hears(from, unit) ? undefined : unit.running;
      if (peer === undefined) continue;
      try {
        this.#take(peer, objects, from.hostname);
      } catch (error) {
        if (!(error instanceof Refusal)) throw error;
        this.#failure = { from: from.hostname, at: unit.hostname, words: error.message };
        continue;
      }
      unit.at = at;
      if (this.#setting(peer.device, 'autoSync') === 'enabled' && this.#setting(peer.device, 'saveOnAutoSync') === 'true') {
        peer.save();
      }
    }
    // What nobody took is still only this one's.
    if (this.#units.some((unit) => unit !== from && unit.at === at)) from.at = at;
  }

  #take({ device, changes }: Joined, objects: ReturnType<typeof sharedPart>, from: string): void {
    const cause = { by: 'hand', user: from, method: 'POST', path: '/mgmt/tm/cm', transaction: undefined } as const;
    this.#isTaking = true;
    try {
      changes.during(cause, () => take(device, objects));
    } finally {
      this.#isTaking = false;
    }
  }

  #report(unit: Unit): SyncReport {
    this.#end();
    const units = this.#units.map((one): Standing => {
      return { hostname: one.hostname, heard: this.#election.hears(unit, one) ? 'connected' : 'disconnected', ...one.at };
    });
    const running = this.#underWay === undefined ? 'idle' : 'syncing';
    return syncReport({ group: this.name, self: unit.hostname, units, running, failure: this.#failure });
  }
}
